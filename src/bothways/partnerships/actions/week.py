"""The coordinator's week by mail: Thursday at seven, in term, and only when something needs them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.core import audit, clock, outbox
from bothways.core.actions import action
from bothways.core.errors import Refused
from bothways.partnerships import links
from bothways.partnerships.models import NoLetter, Partnership
from bothways.partnerships.needs import found as needs
from bothways.partnerships.needs.found import Found
from bothways.partnerships.queries import calendars, forming
from bothways.rules import terms
from bothways.schools.models import Person, RoleAssignment

THURSDAY = 3
KIND = "needs.week"
STOP_DAYS = 365
"""How long the link that stops the letters works."""


def send_due() -> str:
    """Timed, each morning: on Thursdays in term it writes."""
    today = clock.today()
    return f"{weekly_letters(by=None, today=today) if today.weekday() == THURSDAY else 0} letters"


@action
def weekly_letters(*, by: Person | None, today: dt.date) -> int:
    """One letter a week to each person who runs a partnership that has something for them."""
    sent = sum(_write(partnership, today) for partnership in Partnership.unscoped.filter(ended_on=None))
    audit.record(by=by, verb="weekly letters written", letters=sent)
    return sent


def _write(partnership: Partnership, today: dt.date) -> int:
    year = terms.academic_year(today).start
    if terms.half_term_of(today, calendars.half_terms(partnership, year)) is None:
        return 0
    quiet = set(partnership.no_letters.values_list("person_id", flat=True))
    roles = [role for role in forming.coordinators(partnership) if role.person_id not in quiet]
    return sum(_write_to(partnership, role, today) for role in roles)


def _write_to(partnership: Partnership, role: RoleAssignment, today: dt.date) -> bool:
    person: Person = role.person
    campaign = f"week:{partnership.pk}:{today:%G-%V}"
    found = needs.found_for(partnership, person, today, apart=True)
    if not found.first or outbox.is_put(campaign, person.email):
        return False
    stop = links.make(links.LETTER, role.pk, days=STOP_DAYS)
    told = {
        "partnership": partnership.name,
        "heading": _heading(found),
        "minutes": str(found.minutes),
        "things": [{"title": each.title, "text": each.text} for each in found.first],
        "link": f"{settings.BASE_URL}/w/{partnership.slug}/",
        "unsubscribe": stop,
    }
    return outbox.put(KIND, to=person.email, campaign=campaign, about_id=partnership.pk, context=told) is not None


@action
def letters_wanted(*, by: Person | None, partnership: Partnership, person: Person, wanted: bool) -> None:
    """Stop or start the letters about a partnership's week to one person: their own choice, signed in or by link."""
    if by is not None and by.pk != person.pk:
        raise Refused(_("Each person decides about their own letters."))
    if wanted:
        NoLetter.unscoped.filter(partnership=partnership, person=person).delete()
    else:
        NoLetter.objects.bulk_create([NoLetter(partnership=partnership, person=person)], ignore_conflicts=True)
    audit.record(by=by, verb="weekly letters wanted" if wanted else "weekly letters stopped", on=partnership)


def _heading(found: Found) -> str:
    """How many, in words."""
    said = {1: _("one thing needs you this week"), 2: _("two things need you this week")}
    return said.get(len(found.first), _("three things need you this week"))
