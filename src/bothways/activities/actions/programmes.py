"""Programmes and what schools do for them: set up, nominate, take back, go on to the next year, leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import coming
from bothways.activities.models import Criterion, Nomination, NominationState, Participant, Programme, ProgrammeOwner
from bothways.activities.queries import programme_panel as panel
from bothways.activities.queries import programmes as queries
from bothways.activities.queries.programmes import Facts, Wanted
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid, NotFound, Refused
from bothways.partnerships import policies as partnership_policies
from bothways.partnerships.models import Membership, MembershipKind, MembershipState, Partnership
from bothways.rules import programmes as rules
from bothways.rules import terms
from bothways.rules.pupils import year_after
from bothways.schools.actions import pupils as lists
from bothways.schools.models import Person, Pupil

_SAID = ("title", "about", "entry_years", "places", "visits_a_half_term", "closes_on", "ends_on")


@action
def make_programme(*, by: Person, partnership: Partnership, facts: Facts) -> Programme:
    """Begin a programme. Whoever may propose may. Invalid at its field for days or numbers that cannot be."""
    demand(partnership_policies.may_propose(by, partnership))
    _check(partnership, facts)
    values: Any = {name: getattr(facts, name) for name in _SAID}
    year = terms.academic_year(facts.ends_on).start
    made: Programme = Programme.objects.create(partnership=partnership, year=year, **values)
    _keep_owners(made, facts.owners)
    _letter(made, facts.criteria)
    audit.record(by=by, verb="programme made", on=made, criteria=len(facts.criteria))
    return made


@action
def change_programme(*, by: Person, programme: Programme, facts: Facts) -> None:
    """Change what it says. Its criteria stay once a school has ticked them, its places once they are given."""
    demand(policies.may_look_after_programme(by, programme))
    held = queries.locked(programme)
    _check(held.partnership, facts)
    _check_changes(held, facts)
    if not queries.is_open(held):
        freeze_criteria(held)
    for name in _SAID:
        setattr(held, name, getattr(facts, name))
    held.year = terms.academic_year(facts.ends_on).start
    held.save()
    _keep_owners(held, facts.owners)
    if _words(held) != facts.criteria:
        held.criteria.all().delete()
        _letter(held, facts.criteria)
    audit.record(by=by, verb="programme changed", on=held)


def _check(partnership: Partnership, facts: Facts) -> None:
    if facts.places < 1:
        raise Invalid(_("Enter how many places there are, like 28."), field="places")
    if facts.closes_on > facts.ends_on:
        raise Invalid(_("Nominations close after the programme ends. Change one of the two days."), field="closes_on")
    if len(facts.criteria) > len(rules.LETTERS):
        raise Invalid(_("Write at most 26 criteria, one a line."), field="criteria")
    members = _members(partnership).filter(school_id__in=facts.owners)
    if not facts.owners or members.count() != len(set(facts.owners)):
        raise Invalid(_("Choose which schools run it."), field="owners")


def _members(partnership: Partnership) -> Any:
    return partnership.memberships.filter(state=MembershipState.YES).exclude(kind=MembershipKind.GUEST)


def _check_changes(held: Programme, facts: Facts) -> None:
    if _words(held) != facts.criteria and held.nominations.exists():
        raise Invalid(_("Schools have ticked these criteria already, so they stay as they are."), field="criteria")
    placed = held.nominations.filter(state=NominationState.PLACED).count()
    if facts.places < placed:
        raise Invalid(_("%(n)s places are given already. Choose at least as many.") % {"n": placed}, field="places")
    if queries.is_told(held) and facts.closes_on != held.closes_on:
        raise Invalid(_("The schools have been told, so nominations stay closed."), field="closes_on")


def _words(held: Programme) -> tuple[str, ...]:
    return tuple(held.criteria.order_by("letter").values_list("words", flat=True))


def _letter(held: Programme, words: Sequence[str]) -> None:
    rows = zip(rules.LETTERS, words, strict=False)
    Criterion.objects.bulk_create(Criterion(programme=held, letter=letter, words=each) for letter, each in rows)


def _keep_owners(held: Programme, schools: Sequence[str]) -> None:
    held.owners.exclude(school_id__in=schools).delete()
    there = set(held.owners.values_list("school_id", flat=True))
    ProgrammeOwner.objects.bulk_create(
        ProgrammeOwner(programme=held, school_id=each) for each in dict.fromkeys(schools) if each not in there
    )


@action
def close_nominations(*, by: Person, programme: Programme) -> None:
    """From now on nobody nominates: the closing day was yesterday. Pressed twice is once."""
    demand(policies.may_look_after_programme(by, programme))
    held = queries.locked(programme)
    if queries.is_open(held):
        held.closes_on = clock.today() - dt.timedelta(days=1)
        held.save(update_fields=["closes_on"])
        freeze_criteria(held)
    audit.record(by=by, verb="nominations closed", on=held)


def freeze_criteria(held: Programme) -> None:
    """Keep how many met each criterion, once: a second count would tell of whoever came or went between the two."""
    if queries.CRITERIA in held.totals:
        return
    of = held.nominations.exclude(state=NominationState.LEFT).count()
    counted = {queries.CRITERIA: panel.criteria_counted(held), queries.CRITERIA_OF: of}
    held.totals = {**held.totals, **counted}
    held.save(update_fields=["totals"])


@action
def nominate(
    *, by: Person, programme: Programme, membership: Membership, wanted: Sequence[Wanted]
) -> tuple[Nomination, ...]:
    """Put forward pupils of the school's own list. One who is put forward already is the same, newly described.

    Invalid, at ``statement_<pupil id>``, for a statement that is missing, too long or names the child; NotFound for a
    child of another school.
    """
    held = _held_open(by, programme, membership)
    if any(each.pupil.school_id != membership.school_id for each in wanted):
        raise NotFound
    for each in wanted:
        _check_statement(each)
    known = set(held.criteria.values_list("pk", flat=True))
    rows = tuple(_kept(held, each, known) for each in wanted)
    lists.keep_for(by=by, ids=[each.pupil.pk for each in wanted], day=held.ends_on)
    audit.record(by=by, verb="pupils nominated", on=held, school=membership.school_id, pupils=len(rows))
    return rows


def _held_open(by: Person, programme: Programme, membership: Membership) -> Programme:
    demand(policies.may_see_pupils(by, membership.school_id))
    if not _members(programme.partnership).filter(pk=membership.pk).exists():
        raise NotFound
    held = queries.locked(programme)
    if not queries.is_open(held):
        raise Refused(_("Nominations have closed. Ask the schools that run the programme."))
    return held


def _check_statement(each: Wanted) -> None:
    field, said = f"statement_{each.pupil.pk}", each.statement.strip()
    if not said:
        raise Invalid(_("Write a statement for each pupil: it is what the panel decides by."), field=field)
    if len(said) > rules.LONGEST_STATEMENT:
        raise Invalid(_("Write at most 600 characters. Nothing was lost."), field=field)
    if rules.names_the_child(said, each.pupil.first_name):
        raise Invalid(
            _("The statement names the pupil. Take the name out: the panel reads initials only."), field=field
        )


def _kept(held: Programme, each: Wanted, known: set[str]) -> Nomination:
    facts = {
        "school_id": each.pupil.school_id,
        "year_group": each.pupil.year_group,
        "meets": sorted(known & set(each.meets)),
        "statement": each.statement.strip(),
    }
    row: Nomination
    row, _new = held.nominations.update_or_create(pupil=each.pupil, defaults=facts)
    return row


@action
def take_back(*, by: Person, nomination: Nomination) -> None:
    """The school does not put this pupil forward after all. Until the closing day; nothing of it stays."""
    demand(policies.may_see_pupils(by, nomination.school_id))
    held = queries.locked(nomination.programme)
    if not queries.is_open(held):
        raise Refused(_("Nominations have closed. If this pupil leaves, say so, and the place goes to the next."))
    audit.record(by=by, verb="nomination taken back", on=nomination)
    held.nominations.filter(pk=nomination.pk).delete()


@action
def go_on(*, by: Person, programme: Programme, membership: Membership, nominations: Sequence[Nomination]) -> int:
    """Put forward, for this year of a programme, pupils who had a place in an earlier one. Returns how many.

    The panel gives the places; it reads that they continue. NotFound for a pupil who cannot.
    """
    held = _held_open(by, programme, membership)
    possible = {each.pk: each for each in queries.can_continue(held, membership.school, by=by)}
    if not nominations or any(each.pk not in possible for each in nominations):
        raise NotFound
    for each in nominations:
        pupil: Any = possible[each.pk].pupil
        year = pupil.year_group if pupil.year_group != each.year_group else year_after(each.year_group)
        facts: Any = {"school": membership.school, "year_group": year, "meets": [], "continues_from": each}
        held.nominations.get_or_create(pupil=pupil, defaults={**facts, "statement": each.statement})
    lists.keep_for(by=by, ids=[possible[each.pk].pupil_id for each in nominations], day=held.ends_on)
    audit.record(by=by, verb="pupils continue in a programme", on=held, pupils=len(nominations))
    return len(nominations)


@action
def leave(*, by: Person, nomination: Nomination) -> None:
    """A pupil has left the programme: everything about the child goes at once, the row stays as a count.

    The child does not come to visits that are still to be. Twice is once.
    """
    demand(policies.may_see_pupils(by, nomination.school_id))
    held = queries.locked(nomination.programme)
    if queries.is_open(held):
        raise Refused(_("Nominations are still open. Take the nomination back instead."))
    row = held.nominations.filter(pk=nomination.pk).exclude(state=NominationState.LEFT).select_related("pupil").first()
    if row is not None:
        freeze_criteria(held)
        if row.pupil is not None:
            _no_more_visits(by, held, row.pupil)
        had_a_place = row.state == NominationState.PLACED and queries.is_told(held)
        _let_go(held, row, had_a_place=had_a_place)
    audit.record(by=by, verb="left the programme", on=nomination)


def _let_go(held: Programme, row: Nomination, *, had_a_place: bool) -> None:
    kept = {"decided_at": row.decided_at} if had_a_place else {"decided_at": None}
    held.nominations.filter(pk=row.pk).update(
        state=NominationState.LEFT, pupil=None, meets=None, statement="", reason="", order=0, **kept
    )
    held.undo = None
    held.save(update_fields=["undo"])


def _no_more_visits(by: Person, held: Programme, pupil: Pupil) -> None:
    at = {"booking__taking_part__activity__programme": held, "booking__taking_part__activity__day__gte": clock.today()}
    for each in Participant.objects.for_(by).filter(pupil=pupil, withdrawn_at=None, **at):
        coming.withdraw_participant(by=by, participant=each)
