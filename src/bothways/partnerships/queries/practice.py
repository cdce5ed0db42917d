"""The practice bank, how far each practice has got, and the questions that schools share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access, charts
from bothways.core.words import date
from bothways.partnerships.models import Adoption, Enquiry, Finding, Partnership, Practice, Stage
from bothways.partnerships.queries import partnerships
from bothways.rules import spread
from bothways.schools.models import Person

PracticeRow: TypeAlias = Practice
EnquiryRow: TypeAlias = Enquiry
FindingRow: TypeAlias = Finding
QUARTER = dt.timedelta(days=91)


@dataclass(frozen=True)
class Card:
    """One practice in the list: how many schools use it, and how it got there ("1 → 3 → 7 schools")."""

    practice: Practice
    uses: int
    path: str


@dataclass(frozen=True)
class Where:
    """One school's newest step with a practice; ``stage`` is empty where nothing has been said."""

    membership_id: str
    school: str
    stage: str
    label: str
    on: dt.date | None
    words: str


def practices(partnership: Partnership, *, by: Person, today: dt.date, words: str = "") -> Sequence[Card]:
    """The bank, newest first. Two queries."""
    rows = Practice.objects.for_(by).filter(partnership=partnership, closed_on=None)
    for word in words.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(about__icontains=word) | Q(steps__icontains=word))
    found = rows.select_related("origin__school").prefetch_related("adoptions")
    return tuple(_card(practice, today) for practice in found)


def _card(practice: Practice, today: dt.date) -> Card:
    steps = steps_of(practice)
    return Card(practice, spread.in_use(steps, today), path_words(steps, today))


def steps_of(practice: Practice) -> list[spread.Step[str]]:
    """Every step of every school, as the rules take it."""
    return [spread.Step(row.membership_id, row.stage, row.on) for row in practice.adoptions.all()]


def path_words(steps: Sequence[spread.Step[str]], today: dt.date) -> str:
    """ "1 → 3 → 7 schools"."""
    counts = [count for _day, count in spread.turning_points(steps, today)]
    if not counts:
        return ""
    path = " → ".join(str(count) for count in counts)
    return ngettext("%(path)s school", "%(path)s schools", counts[-1]) % {"path": path}


def practice(practice_id: str, *, by: Person, partnership: Partnership) -> Practice:
    """One practice with its links and steps. NotFound otherwise."""
    rows = Practice.objects.for_(by).filter(partnership=partnership)
    rows = rows.select_related("origin__school", "origin__partnership").prefetch_related("links", "adoptions")
    return access.get(Practice, practice_id, by=by, using=rows)


def where_it_is(found: Practice, today: dt.date) -> Sequence[Where]:
    """Each member school and how far it is, by name: the schools that do not use it yet are there too."""
    newest: dict[str, Adoption] = {row.membership_id: row for row in found.adoptions.all() if row.on <= today}
    return tuple(_where(each, newest.get(each.pk)) for each in partnerships.members(found.partnership))


def _where(member: partnerships.MembershipRow, step: Adoption | None) -> Where:
    if step is None:
        return Where(member.pk, member.school.name, "", _("Has not said"), None, "")
    return Where(member.pk, member.school.name, step.stage, str(Stage(step.stage).label), step.on, step.words)


def growth_chart(found: Practice, today: dt.date) -> charts.Line:
    """How many schools use it, quarter by quarter since it started."""
    days = _quarters(found.started_on, today)
    numbers = spread.growth(steps_of(found), days)
    since = _("Schools that try it, have adopted it or have adapted it, since %(day)s.") % {
        "day": date(found.started_on)
    }
    return charts.Line(
        slug="spread",
        note=since,
        source=_("Said by each school."),
        periods=tuple(f"{day:%b %Y}" for day in days),
        series=(charts.Series(_("Schools"), tuple(numbers)),),
        period=_("Day"),
    )


def _quarters(first: dt.date, today: dt.date) -> list[dt.date]:
    """At most nine days from the start to today, both among them."""
    span = max((today - first).days, 0)
    parts = min(8, max(1, span // QUARTER.days))
    return sorted({first + dt.timedelta(days=round(span * part / parts)) for part in range(parts + 1)})


def enquiries(partnership: Partnership, *, by: Person) -> Sequence[Enquiry]:
    """Questions that the schools share, the open ones first, each with its findings: two queries."""
    rows = Enquiry.objects.for_(by).filter(partnership=partnership).select_related("membership__school")
    return sorted(
        rows.prefetch_related("findings"), key=lambda each: (each.closed_on is not None, -each.opened_on.toordinal())
    )


def enquiry(enquiry_id: str, *, by: Person, partnership: Partnership) -> Enquiry:
    """One question. NotFound otherwise."""
    rows = Enquiry.objects.for_(by).filter(partnership=partnership).select_related("membership__school", "partnership")
    return access.get(Enquiry, enquiry_id, by=by, using=rows)


def findings(found: Enquiry) -> Sequence[Finding]:
    """What each school found, the oldest first."""
    return tuple(found.findings.select_related("membership__school"))
