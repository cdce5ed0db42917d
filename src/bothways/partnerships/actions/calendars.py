"""Keeping, changing, removing and putting back term dates."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.core import access, audit, clock, words
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.partnerships import policies
from bothways.partnerships.models import (
    CalendarKind,
    CalendarUse,
    DatesKind,
    Membership,
    MembershipState,
    Partnership,
    TermCalendar,
    TermDates,
)
from bothways.partnerships.queries import calendars
from bothways.rules import calendars as rules
from bothways.rules import terms
from bothways.schools.models import Person

CLOSURES_AT_MOST = 100


@action
def keep(
    *, by: Person, partnership: Partnership, kind: str, name: str, year: int, kept: rules.Kept,
    schools: Collection[str], source: str = "", replaces: TermCalendar | None = None,
) -> TermCalendar:  # fmt: skip
    """Keep the dates of a council, trust or school for a year, and say which schools keep them.

    ``replaces`` is set aside in the same moment and can be put back. Pressing twice keeps one.
    """
    _one_at_a_time(partnership, by)
    members = _members(partnership, schools)
    _demand(by, partnership, kind, members)
    if replaces is not None:
        _demand(by, partnership, replaces.kind, _members_of(replaces))
    _refuse_nonsense(kept, year, name, kind, members)
    there = partnership.calendars.filter(kind=kind, name=name, year=year, removed_at=None).first()
    if there is not None and there != replaces:
        return _same_or_conflict(there, kept, schools, by)
    if replaces is not None:
        _set_aside(replaces)
    made_at = replaces.made_at if replaces else clock.now()
    calendar = _write(partnership, TermCalendar(kind=kind, name=name, year=year, source=source, made_at=made_at), kept)
    uses = [CalendarUse(calendar=calendar, school_id=each.school_id) for each in members]
    CalendarUse.objects.bulk_create(uses)
    audit.record(by=by, verb="term dates kept", on=calendar, year=year, schools=len(uses))
    calendars.forget(partnership)
    return calendar


@action
def remove(*, by: Person, calendar: TermCalendar) -> None:
    """Set dates aside. Their schools keep what is left: a trust's, a council's or the usual half-terms."""
    _one_at_a_time(calendar.partnership, by)
    _demand(by, calendar.partnership, calendar.kind, _members_of(calendar))
    _set_aside(calendar)
    audit.record(by=by, verb="term dates removed", on=calendar, year=calendar.year)
    calendars.forget(calendar.partnership)


@action
def put_back(*, by: Person, calendar: TermCalendar) -> None:
    """Undo a change or a removal. What stands in its place now is set aside in turn."""
    partnership = calendar.partnership
    _one_at_a_time(partnership, by)
    _demand(by, partnership, calendar.kind, _members_of(calendar))
    others = partnership.calendars.filter(kind=calendar.kind, name=calendar.name, year=calendar.year, removed_at=None)
    for other in others.exclude(pk=calendar.pk):
        _demand(by, partnership, other.kind, _members_of(other))
        _set_aside(other)
    partnership.calendars.filter(pk=calendar.pk).update(removed_at=None)
    audit.record(by=by, verb="term dates put back", on=calendar, year=calendar.year)
    calendars.forget(partnership)


def _one_at_a_time(partnership: Partnership, by: Person) -> None:
    """Whoever changes the dates of this partnership waits for whoever is doing so now."""
    Partnership.objects.for_(by).select_for_update().filter(pk=partnership.pk).first()


def _demand(by: Person, partnership: Partnership, kind: str, members: Sequence[Membership]) -> None:
    """Whoever runs the partnership; for one school's own dates, its people too."""
    if kind == CalendarKind.SCHOOL and len(members) == 1:
        access.demand(policies.may_speak_for(by, members[0]))
    else:
        access.demand(policies.may_run(by, partnership))


def _members(partnership: Partnership, schools: Collection[str]) -> Sequence[Membership]:
    rows = partnership.memberships.filter(state=MembershipState.YES, school_id__in=schools).select_related("school")
    found = tuple(rows)
    if len(found) != len(set(schools)):
        raise Invalid(_("One of these schools does not belong to the partnership any more."), field="schools")
    return found


def _members_of(calendar: TermCalendar) -> Sequence[Membership]:
    """The memberships of those who keep it. One that has left is not among them, so then only who runs it may act."""
    rows = calendar.partnership.memberships.filter(
        state=MembershipState.YES, school_id__in=calendar.uses.values("school_id")
    )
    return tuple(rows)


def _refuse_nonsense(kept: rules.Kept, year: int, name: str, kind: str, members: Sequence[Membership]) -> None:
    if not name.strip():
        raise Invalid(_("Say whose dates they are."), field="name")
    if kind == CalendarKind.SCHOOL and len(members) != 1:
        raise Invalid(_("A school’s own dates belong to that one school."), field="schools")
    if len(kept.closures) > CLOSURES_AT_MOST:
        raise Invalid(_("That is more than %(n)s closures.") % {"n": CLOSURES_AT_MOST}, field="closures")
    for index, code in rules.problems(kept.half_terms, terms.AcademicYear(year)):
        edge = "last" if code == "reversed" else "first"
        raise Invalid(problem_words(kept.half_terms[index], code, year), field=f"{edge}_{index}")


def problem_words(half_term: terms.HalfTerm, code: str, year: int) -> str:
    """What is wrong with a half-term, and what would mend it."""
    sentences = {
        "reversed": _("%(name)s ends before it starts. Swap the two days."),
        "outside": _("%(name)s lies outside %(year)s: it runs from %(first)s to %(last)s."),
        "overlaps": _("%(name)s starts on %(first)s, before the half-term before it has ended."),
        "long": _("%(name)s is longer than three months. Check its days."),
    }
    return sentences[code] % {
        "name": half_term.name,
        "year": terms.AcademicYear(year),
        "first": words.date(half_term.first),
        "last": words.date(half_term.last),
    }


def _same_or_conflict(there: TermCalendar, kept: rules.Kept, schools: Collection[str], by: Person) -> TermCalendar:
    """A second press of the same button finds its own work; anything else is told."""
    wanted = {(row.kind, row.first, row.last, row.name) for row in _rows(there, kept)}
    same = {(row.kind, row.first, row.last, row.name) for row in there.dates.all()} == wanted
    if same and set(there.uses.values_list("school_id", flat=True)) == set(schools):
        audit.record(by=by, verb="term dates kept again", on=there)
        return there
    raise Conflict(
        _("The dates of %(name)s for %(year)s are here already. Change those instead.")
        % {"name": there.name, "year": terms.AcademicYear(there.year)},
        field="name",
    )


def _set_aside(calendar: TermCalendar) -> None:
    moved = calendar.partnership.calendars.filter(pk=calendar.pk, removed_at=None).update(removed_at=clock.now())
    if not moved:
        raise Conflict(_("Somebody has changed these dates since you opened the page. Look at them again."))


def _write(partnership: Partnership, calendar: TermCalendar, kept: rules.Kept) -> TermCalendar:
    calendar.partnership = partnership
    try:
        with transaction.atomic():
            calendar.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Somebody has just added these dates. Look at them first.")) from None
    TermDates.objects.bulk_create(_rows(calendar, kept))
    return calendar


def _rows(calendar: TermCalendar, kept: rules.Kept) -> list[TermDates]:
    spans: list[tuple[str, terms.HalfTerm | rules.Closure]] = [(DatesKind.HALF_TERM, each) for each in kept.half_terms]
    spans += [(DatesKind.CLOSURE, each) for each in kept.closures]
    return [
        TermDates(calendar=calendar, kind=kind, first=each.first, last=each.last, name=each.name)
        for kind, each in spans
    ]
