"""What the calendar page says: each calendar with who keeps it, and in words where it differs from most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.core import clock, words
from bothways.partnerships.models import CalendarKind, Partnership, TermCalendar
from bothways.partnerships.queries import bank_holidays
from bothways.partnerships.queries.calendars import OfYear, year_calendar
from bothways.rules import calendars as rules
from bothways.rules import terms

_NUMBERS = (
    "", gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"), gettext_lazy("five"),
    gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"), gettext_lazy("nine"),
)  # fmt: skip
PUT_BACK_DAYS = 30


@dataclass(frozen=True)
class HalfTermShown:
    """One of the six as the page shows it. ``closures``: (days, what, who)."""

    name: str
    first: str
    last: str
    days: str
    count: str
    now: bool
    closures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class CalendarShown:
    """One calendar: whose, which schools keep it, where it differs, when it is closed."""

    id: str
    name: str
    kind: str
    source: str
    keepers: tuple[str, ...]
    spans: tuple[tuple[str, str], ...]
    differences: tuple[str, ...]
    closures: tuple[tuple[str, str], ...]


def half_terms_shown(found: OfYear, today: dt.date) -> Sequence[HalfTermShown]:
    """The six half-terms of all, with what is closed in each."""
    now = terms.current_or_next(today, found.half_terms) if today in terms.AcademicYear(found.year) else None
    holidays = _holidays(found)
    away = _closed_for_all(found)
    return tuple(
        HalfTermShown(
            name=each.name,
            first=_short(each.first),
            last=_short(each.last),
            days=_days_words(len(rules.clear_days(each, [], away))),
            count=str(len(rules.clear_days(each, [], away))),
            now=each is now,
            closures=tuple(_closures_in(found, each, holidays)),
        )
        for each in found.half_terms
    )


def calendars_shown(found: OfYear) -> Sequence[CalendarShown]:
    """Every calendar of the year, councils first."""
    most = found.most
    return tuple(_shown(each, found, most) for each in found.calendars)


def all_differences(found: OfYear) -> Sequence[str]:
    """Who leaves what most schools keep, and by how much: one sentence for each."""
    most = found.most
    told = [
        sentence
        for each in found.calendars
        if (keepers := _keepers(each, found))
        for sentence in difference_words(_who(each, keepers), found.kept[each.pk].half_terms, most)
    ]
    if without_dates(found):
        usual = terms.usual_half_terms(terms.AcademicYear(found.year))
        told += difference_words(_("Schools of which nobody has said"), usual, most)
    return tuple(told)


def difference_words(who: str, own: Sequence[terms.HalfTerm], most: Sequence[terms.HalfTerm]) -> list[str]:
    """ "Prince William School starts Spring 1 two days later, on Wednesday 6 January." """
    return [_difference(who, each) for each in rules.differences(own, most)]


def without_dates(found: OfYear) -> Sequence[str]:
    """The schools for which the usual half-terms stand, because nobody has said."""
    return tuple(school.name for school in found.schools if not school.calendar_id)


def torn_words(found: OfYear) -> str:
    """Half-terms of which the schools share no day; empty when there is none."""
    named = [terms.NAMES[index] for index in found.overlap.torn]
    if not named:
        return ""
    return _("No day of %(names)s suits every school. What most schools keep is shown instead.") % {
        "names": ", ".join(named)
    }


def bank_holidays_shown(found: OfYear) -> Sequence[tuple[str, str]]:
    """(day, name) of each; where nations differ the name says whose it is."""
    return tuple((words.day(day), name) for day, name in _holidays(found).items())


def set_aside(partnership: Partnership, year: int) -> Sequence[TermCalendar]:
    """Dates that were changed or removed lately and can be put back, the newest first."""
    since = clock.now() - dt.timedelta(days=PUT_BACK_DAYS)
    rows = partnership.calendars.filter(year=year, removed_at__gte=since)
    return tuple(rows.order_by("-removed_at")[:10])


def years_to_choose(partnership: Partnership, today: dt.date) -> Sequence[int]:
    """The years worth a tab: this one, the next, and those for which there are dates."""
    this = terms.academic_year(today).start
    kept = partnership.calendars.filter(removed_at=None).values_list("year", flat=True)
    return tuple(sorted({this, this + 1, *kept}))


def span_words(first: dt.date, last: dt.date) -> str:
    """ "Wed 2 Sept – Fri 23 Oct" """
    return f"{_short(first)} – {_short(last)}"


def closure_line(closure: rules.Closure) -> str:
    """A closure as somebody would type it, and as `imports.said` reads it again."""
    days = words.date(closure.first)
    if closure.last != closure.first:
        days = f"{days} to {words.date(closure.last)}"
    return f"{days} {closure.name}".strip()


def copied(partnership: Partnership, calendar_id: str, year: int) -> tuple[rules.Kept, int]:
    """A calendar moved to the next year by term week, as a proposal: (what it would be, closures without a place)."""
    found = year_calendar(partnership, year)
    kept = found.kept[calendar_id]
    this, after = terms.usual_half_terms(terms.AcademicYear(year)), terms.usual_half_terms(terms.AcademicYear(year + 1))
    moved = rules.copied(kept.half_terms, this, after)
    closures = [closure for each in kept.closures if (closure := _moved(each, kept.half_terms, moved))]
    return rules.Kept(moved, tuple(closures)), len(kept.closures) - len(closures)


def _moved(
    closure: rules.Closure, one: Sequence[terms.HalfTerm], other: Sequence[terms.HalfTerm]
) -> rules.Closure | None:
    first = rules.same_week(closure.first, one, other)
    if first is None:
        return None
    return rules.Closure(first, first + (closure.last - closure.first), closure.name)


def _shown(calendar: TermCalendar, found: OfYear, most: Sequence[terms.HalfTerm]) -> CalendarShown:
    kept, keepers = found.kept[calendar.pk], _keepers(calendar, found)
    return CalendarShown(
        id=calendar.pk,
        name=calendar.name,
        kind=calendar.get_kind_display(),
        source=calendar.source,
        keepers=keepers,
        spans=tuple((each.name, span_words(each.first, each.last)) for each in kept.half_terms),
        differences=tuple(difference_words(_who(calendar, keepers), kept.half_terms, most)),
        closures=tuple((_closure_days(each), each.name or _("Closed")) for each in kept.closures),
    )


def _keepers(calendar: TermCalendar, found: OfYear) -> tuple[str, ...]:
    return tuple(school.name for school in found.schools if school.calendar_id == calendar.pk)


def _who(calendar: TermCalendar, keepers: Sequence[str]) -> str:
    """One school by its own name, several by whose dates they keep."""
    if calendar.kind == CalendarKind.SCHOOL or len(keepers) == 1:
        return keepers[0] if keepers else calendar.name
    return _("Schools with the dates of %(name)s") % {"name": calendar.name}


def _difference(who: str, found: rules.Difference) -> str:
    count = abs(found.days)
    said = {
        "who": who,
        "half_term": terms.NAMES[found.half_term],
        "n": _NUMBERS[count] if count < len(_NUMBERS) else str(count),
        "day": words.day(found.day),
    }
    if found.edge is rules.Edge.STARTS:
        later = ngettext(
            "%(who)s: %(half_term)s starts %(n)s day later, on %(day)s.",
            "%(who)s: %(half_term)s starts %(n)s days later, on %(day)s.", count,
        )  # fmt: skip
        earlier = ngettext(
            "%(who)s: %(half_term)s starts %(n)s day earlier, on %(day)s.",
            "%(who)s: %(half_term)s starts %(n)s days earlier, on %(day)s.", count,
        )  # fmt: skip
    else:
        later = ngettext(
            "%(who)s: %(half_term)s ends %(n)s day later, on %(day)s.",
            "%(who)s: %(half_term)s ends %(n)s days later, on %(day)s.", count,
        )  # fmt: skip
        earlier = ngettext(
            "%(who)s: %(half_term)s ends %(n)s day earlier, on %(day)s.",
            "%(who)s: %(half_term)s ends %(n)s days earlier, on %(day)s.", count,
        )  # fmt: skip
    return (later if found.days > 0 else earlier) % said


def _closures_in(
    found: OfYear, half_term: terms.HalfTerm, holidays: dict[dt.date, str]
) -> Iterable[tuple[str, str, str]]:
    """(days, what, who) of everything inside a half-term when somebody is closed, by day."""
    rows = [(day, _short(day), name, "") for day, name in holidays.items() if day in half_term and day.weekday() < 5]
    for calendar in found.calendars:
        keepers = _keepers(calendar, found)
        who = "" if len(keepers) == len(found.schools) else (keepers[0] if len(keepers) == 1 else calendar.name)
        rows += [
            (each.first, _closure_days(each), each.name or _("Closed"), who)
            for each in found.kept[calendar.pk].closures
            if keepers and (each.first in half_term or each.last in half_term)
        ]
    return [row[1:] for row in sorted(rows)]


def _closed_for_all(found: OfYear) -> set[dt.date]:
    nations = {school.nation for school in found.schools} or {bank_holidays.ENGLAND}
    return {day for nation in nations for day in bank_holidays.of_year(nation, found.year)}


def _days_words(count: int) -> str:
    return ngettext("%(n)s school day", "%(n)s school days", count) % {"n": count}


def _holidays(found: OfYear) -> dict[dt.date, str]:
    """The bank holidays of every nation that has a school here, by day."""
    nations = sorted({school.nation for school in found.schools} or {bank_holidays.ENGLAND})
    by_day: dict[dt.date, list[str]] = {}
    for nation in nations:
        for day, name in bank_holidays.of_year(nation, found.year).items():
            by_day.setdefault(day, []).append(name if len(nations) == 1 else f"{name}|{nation}")
    return {day: _named(names, len(nations)) for day, names in sorted(by_day.items())}


def _named(names: Sequence[str], nations: int) -> str:
    plain = names[0].partition("|")[0]
    if nations == 1 or len(names) == nations:
        return plain
    told = {bank_holidays.ENGLAND: _("England"), bank_holidays.WALES: _("Wales"), bank_holidays.SCOTLAND: _("Scotland")}
    return f"{plain} ({', '.join(told[name.partition('|')[2]] for name in names)})"


def _closure_days(closure: rules.Closure) -> str:
    if closure.first == closure.last:
        return _short(closure.first)
    return span_words(closure.first, closure.last)


def _short(day: dt.date) -> str:
    return formats.date_format(day, "D j M")
