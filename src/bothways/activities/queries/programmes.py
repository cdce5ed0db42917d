"""Programmes of a partnership: what they are, one's own nominations, and the cohort as others may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Activity, Criterion, Nomination, NominationState, Programme
from bothways.core import access, clock
from bothways.core.errors import NotFound
from bothways.partnerships.models import Membership, Partnership
from bothways.partnerships.queries import partnerships
from bothways.rules import disclosure, terms
from bothways.rules import programmes as rules
from bothways.rules.pupils import year_words
from bothways.rules.small_numbers import is_small
from bothways.rules.year_groups import from_words
from bothways.schools.models import Person, Pupil, School
from bothways.schools.queries import pupils as lists
from bothways.schools.queries.people import school_names

ProgrammeRow: TypeAlias = Programme
CRITERIA, CRITERIA_OF, BY_SCHOOL = "criteria", "criteria_of", "by_school"
ENTERED, CONTINUING = "entered", "continuing"
"""Keys of ``Programme.totals``: {letter: how many of all nominated meet it, None where hidden}; of how many; and, when
the schools were told, how many places each was given, to how many who are new and to how many who continue."""


@dataclass(frozen=True)
class Facts:
    """What a programme says of itself. ``criteria``: in words, lettered in this order; ``owners``: ids of schools."""

    title: str
    about: str
    entry_years: str
    places: int
    visits_a_half_term: int
    closes_on: Any
    ends_on: Any
    criteria: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """One pupil put forward: the ids of the criteria that the school ticked, and its statement."""

    pupil: Pupil
    meets: tuple[str, ...]
    statement: str


@dataclass(frozen=True)
class Visit:
    """When and where the cohort meets. ``host_id`` is one of the partnership's schools."""

    title: str
    day: dt.date
    host_id: str


def of_partnership(partnership: Partnership, *, by: Person) -> Sequence[Programme]:
    """Every programme, the newest year first."""
    found = _whole(Programme.objects.for_(by).filter(partnership=partnership))
    return tuple(found.order_by("-year", "title"))


def programme(programme_id: str, *, by: Person, partnership: Partnership) -> Programme:
    """One programme with its criteria and owners; NotFound when the person may not see it."""
    seen = _whole(Programme.objects.for_(by).filter(partnership=partnership))
    return access.get(Programme, programme_id, by=by, using=seen)


def _whole(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    return rows.select_related("partnership").prefetch_related("owners__school", "criteria").defer("undo")


def locked(found: Programme) -> Programme:
    """The programme as it is now, held against everybody else until the transaction ends."""
    held: Programme = found.partnership.programmes.select_for_update().get(pk=found.pk)
    held.partnership = found.partnership
    return held


def is_open(found: Programme) -> bool:
    """Whether schools can nominate, and take nominations back."""
    return found.decided_at is None and (found.closes_on is None or clock.today() <= found.closes_on)


def is_told(found: Programme) -> bool:
    """Whether the schools know what the panel decided."""
    return found.decided_at is not None


def stage(found: Programme) -> tuple[str, str]:
    """How far it is, in words, and the style of its tag."""
    if clock.today() > found.ends_on:
        return _("Over"), ""
    if is_told(found):
        return _("Running"), "ok"
    return (_("Open for nominations"), "ok") if is_open(found) else (_("With the panel"), "wait")


def entry_years(found: Programme) -> tuple[str, ...]:
    """The keys of the years in which pupils enter; none stands for all."""
    return from_words(found.entry_years)


def own_memberships(partnership: Partnership, *, by: Person) -> tuple[Membership, ...]:
    """The schools for which somebody may nominate: their own, where they see pupils. Guests do not nominate."""
    own = partnerships.own_memberships(partnership, by=by)
    return tuple(each for each in own if each.kind != "guest" and policies.may_see_pupils(by, each.school_id))


def own_membership(partnership: Partnership, membership_id: str, *, by: Person) -> Membership:
    """One of them; NotFound for any other school's."""
    found = next((each for each in own_memberships(partnership, by=by) if each.pk == membership_id), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class OwnRow:
    """One nomination as the child's own school reads it. ``state`` is what the panel decided, once schools are told."""

    id: str
    name: str
    year: str
    letters: str
    statement: str
    state: str
    words: str
    order: int
    reason: str
    continues: bool
    pupil: Pupil | None


@dataclass(frozen=True)
class Own:
    """One's own school in a programme. ``share`` is what comes to a school if all nominate."""

    rows: Sequence[OwnRow]
    share: int

    @property
    def over(self) -> bool:
        """Whether it has put forward more than its share."""
        return len(self.rows) > self.share

    @property
    def placed(self) -> Sequence[OwnRow]:
        """Those who have a place."""
        return [row for row in self.rows if row.state == NominationState.PLACED]


def own(found: Programme, school: School, *, by: Person) -> Own:
    """The school's own nominations by name. Nobody else's are ever in it; those who left are not any more."""
    rows = own_nominations(found, school, by=by).exclude(state=NominationState.LEFT).select_related("pupil")
    letters = {each.pk: each.letter for each in found.criteria.all()}
    told = [_own_row(each, letters, told=is_told(found)) for each in rows]
    schools = len(partnerships.members(found.partnership, guests=False))
    return Own(sorted(told, key=lambda row: (row.name.casefold(), row.id)), rules.share(found.places, schools))


def own_nominations(found: Programme, school: School, *, by: Person) -> QuerySet[Nomination]:
    """The rows of one's own school."""
    rows: QuerySet[Nomination] = Nomination.objects.for_(by)
    return rows.filter(programme=found, school=school)


def own_nomination(found: Programme, school: School, nomination_id: str, *, by: Person) -> Nomination:
    """One of them; NotFound for any other."""
    rows = own_nominations(found, school, by=by).exclude(state=NominationState.LEFT).select_related("pupil")
    nomination = access.get(Nomination, nomination_id, by=by, using=rows)
    nomination.programme = found
    return nomination


def name_of(pupil: Pupil | None) -> str:
    """As its own school calls it."""
    if pupil is None:
        return _("forgotten")
    return disclosure.own_words(named(pupil), pupil.local_id)


def named(pupil: Pupil | None) -> disclosure.Named:
    """What a label is made of; nothing of a child that was let go."""
    if pupil is None:
        return disclosure.Named("", "", "", hidden=False)
    return disclosure.Named(pupil.first_name, pupil.initial, pupil.alias, hidden=pupil.shielded == "1")


def _own_row(each: Nomination, letters: Mapping[str, str], *, told: bool) -> OwnRow:
    state = each.state if told else NominationState.NOMINATED
    return OwnRow(
        id=each.pk,
        name=name_of(each.pupil),
        year=year_words(each.year_group),
        letters=", ".join(sorted(letters[key] for key in each.meets or () if key in letters)),
        statement=each.statement,
        state=state,
        words=str(NominationState(state).label),
        order=each.order if told else 0,
        reason=each.reason if told else "",
        continues=each.continues_from_id is not None,
        pupil=each.pupil,
    )


def pickable(found: Programme, school: School, *, by: Person) -> Sequence[Pupil]:
    """Pupils of the school's own list in an entry year who are not put forward yet, by name."""
    taken = own_nominations(found, school, by=by).exclude(pupil=None).values("pupil_id")
    rows = lists.here_today(school, by=by).exclude(pk__in=taken)
    years = entry_years(found)
    kept = rows.filter(year_group__in=years) if years else rows
    return tuple(sorted(kept, key=lambda each: (name_of(each).casefold(), each.pk)))


def can_continue(found: Programme, school: School, *, by: Person) -> Sequence[Nomination]:
    """Own pupils with a place in an earlier year of the same programme who are not in this one yet, by name."""
    rows: QuerySet[Nomination] = Nomination.objects.for_(by).filter(school=school, state=NominationState.PLACED)
    rows = rows.filter(programme__in=_earlier(found)).exclude(pupil=None).exclude(programme__decided_at=None)
    taken = set(own_nominations(found, school, by=by).values_list("pupil_id", flat=True))
    newest: dict[str, Nomination] = {}
    for each in rows.select_related("pupil", "programme").order_by("programme__year"):
        if each.pupil is not None and each.pupil_id not in taken and each.pupil.left_on is None:
            newest[each.pupil.pk] = each
    return sorted(newest.values(), key=lambda each: (name_of(each.pupil).casefold(), each.pk))


def _same(found: Programme) -> QuerySet[Programme]:
    """The same programme over the years: it has the same title."""
    rows: QuerySet[Programme] = found.partnership.programmes.filter(title__iexact=found.title)
    return rows


def _earlier(found: Programme) -> QuerySet[Programme]:
    return _same(found).filter(year__lt=found.year)


def later_years(found: Programme) -> QuerySet[Programme]:
    """The same programme in years to come."""
    return _same(found).filter(year__gt=found.year)


@dataclass(frozen=True)
class Cohort:
    """The cohort as anybody in the partnership, and later the public, may read it. None is hidden.

    ``schools``: name, how many, and whether the number itself is small. As it was when the schools were told: a change
    seen from outside would tell of one child.
    """

    total: int | None
    schools: Sequence[tuple[str, int | None, bool]]


def cohort(found: Programme) -> Cohort | None:
    """How many places each school was given; None until the schools are told."""
    counts: Mapping[str, int] = found.totals.get(BY_SCHOOL) or {}
    if not counts:
        return None
    shown = rules.by_school(counts)
    names = school_names(list(counts))
    rows = [(names.get(key, ""), shown.cells[key], is_small(counts[key])) for key in counts]
    return Cohort(shown.total, sorted(rows, key=lambda row: row[0].casefold()))


def over_years(found: Programme) -> Sequence[rules.YearShown]:
    """The same programme year by year, as others may read it: one query.

    Who entered and who continued are counted as the schools were told: a number that moves tells of one child. A total
    that is hidden beside the schools is hidden here.
    """
    left = Q(nominations__state=NominationState.LEFT, nominations__decided_at__isnull=False)
    rows = _same(found).exclude(decided_at=None).annotate(left=Count("nominations", filter=left))
    return rules.over_years(
        rules.Year(year, totals.get(ENTERED, 0), totals.get(CONTINUING, 0), gone, hidden=_hides_its_total(totals))
        for year, totals, gone in rows.values_list("year", "totals", "left")
    )


def _hides_its_total(totals: Mapping[str, Any]) -> bool:
    return rules.by_school(totals.get(BY_SCHOOL) or {}).total is None


def visits(found: Programme) -> Sequence[Activity]:
    """Its visits by day."""
    return tuple(found.visits.select_related("host").order_by("day", "title"))


def visits_of(found: Programme, school: School) -> Mapping[str, int]:
    """How many of one's own pupils come to each visit, by the visit's id."""
    rows = found.visits.filter(
        taking_part__school=school,
        taking_part__bookings__state="booked",
        taking_part__bookings__participants__withdrawn_at=None,
    )
    return dict(rows.annotate(n=Count("taking_part__bookings__participants")).values_list("pk", "n"))


def criteria_words(found: Programme) -> Sequence[Criterion]:
    """Its criteria by letter."""
    return tuple(found.criteria.all())


def year_of(found: Programme) -> terms.AcademicYear:
    """The academic year it stands for."""
    return terms.AcademicYear(found.year)


@dataclass(frozen=True)
class Waiting:
    """A programme that waits for nominations or for its panel. ``nominated_by``: ids of schools that nominated."""

    programme: Programme
    is_open: bool
    nominated_by: frozenset[str]


def waiting(partnership: Partnership, today: dt.date, ahead: dt.timedelta) -> Sequence[Waiting]:
    """Programmes that close within so long, and those that have closed and are not decided."""
    rows = partnership.programmes.filter(decided_at=None, ends_on__gte=today, closes_on__lte=today + ahead)
    found = list(rows.defer("undo").order_by("closes_on", "title").prefetch_related("owners"))
    nominated: dict[str, set[str]] = {each.pk: set() for each in found}
    if found:
        pairs = rows.exclude(nominations=None).values_list("pk", "nominations__school_id").distinct()
        for key, school in pairs:
            nominated[key].add(school)
    return [Waiting(each, today <= each.closes_on, frozenset(nominated[each.pk])) for each in found if each.closes_on]
