"""What a panel reads: school, year, initials, statement. Never who meets a criterion, nor how many a child meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bothways.activities import policies
from bothways.activities.models import Nomination, NominationState, Programme
from bothways.activities.queries import programmes
from bothways.core import access
from bothways.rules import programmes as rules
from bothways.rules.pupils import YEARS, year_words
from bothways.schools.models import Person


@dataclass(frozen=True)
class PanelRow:
    """One nomination as the panel reads it. ``initials`` of a hidden child are those of its alias."""

    id: str
    school_id: str
    school: str
    year: str
    initials: str
    statement: str
    state: str
    words: str
    order: int
    reason: str
    continues: bool


@dataclass(frozen=True)
class Panel:
    """Everything that waits for a decision or has one. ``left`` counts those who left after they were nominated."""

    rows: Sequence[PanelRow]
    places: int
    left: int

    def having(self, state: str) -> Sequence[PanelRow]:
        """Those of one state; the reserve list in its order."""
        found = [row for row in self.rows if row.state == state]
        return sorted(found, key=lambda row: row.order) if state == NominationState.RESERVE else found

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return max(0, self.places - len(self.having(NominationState.PLACED)))


def panel(found: Programme, *, by: Person) -> Panel:
    """Every nomination, by school, year and initials: an order that says no more than what is read. One query.

    NotFound for whoever is not on the panel.
    """
    access.demand(policies.may_sit_on_panel(by, found))
    rows = list(found.nominations.select_related("school", "pupil").defer("meets"))
    here = [each for each in rows if each.state != NominationState.LEFT]
    read = [_row(each) for each in here]
    return Panel(sorted(read, key=_order), found.places, len(rows) - len(here))


def _row(each: Nomination) -> PanelRow:
    return PanelRow(
        id=each.pk,
        school_id=each.school_id,
        school=each.school.name,
        year=year_words(each.year_group),
        initials=rules.initials(programmes.named(each.pupil)),
        statement=each.statement,
        state=each.state,
        words=str(NominationState(each.state).label),
        order=each.order,
        reason=each.reason,
        continues=each.continues_from_id is not None,
    )


def _order(row: PanelRow) -> tuple[str, int, str, str]:
    years = [year_words(year) for year in YEARS]
    return row.school.casefold(), years.index(row.year) if row.year in years else -1, row.initials, row.id


def by_school(found: Panel) -> Sequence[tuple[str, int, int]]:
    """School, how many it nominated, how many have a place: for the panel, which reads each of them anyway."""
    all_, placed = Counter(row.school for row in found.rows), Counter(row.school for row in found.having("placed"))
    return [(school, count, placed[school]) for school, count in sorted(all_.items())]


def standing(found: Programme) -> Sequence[rules.Decided]:
    """Where every nomination stands, for the rules; those who left are not in it."""
    rows = found.nominations.exclude(state=NominationState.LEFT).values_list("pk", "state", "order")
    return [rules.Decided(*each) for each in rows]


def criteria_counted(found: Programme) -> dict[str, int | None]:
    """How many of all nominated meet each criterion, by letter, hidden where it would tell of a child."""
    letters = {each.pk: each.letter for each in found.criteria.all()}
    of_school: Counter[str] = Counter()
    meeting: dict[str, Counter[str]] = {letter: Counter() for letter in letters.values()}
    for school, meets in found.nominations.exclude(state=NominationState.LEFT).values_list("school_id", "meets"):
        of_school[school] += 1
        for key in meets or ():
            if key in letters:
                meeting[letters[key]][school] += 1
    return rules.criteria(of_school, meeting)


def criteria_totals(found: Programme) -> tuple[dict[str, int | None], int] | None:
    """The same once and for all: counted when nominations have closed, frozen at the first deed after that.

    None while schools can still nominate: numbers that change with one child tell of that child.
    """
    frozen = found.totals.get(programmes.CRITERIA)
    if frozen is not None:
        return frozen, found.totals[programmes.CRITERIA_OF]
    if programmes.is_open(found):
        return None
    return criteria_counted(found), found.nominations.exclude(state=NominationState.LEFT).count()


def can_undo(found: Programme) -> bool:
    """Whether the last press can be taken back."""
    return bool(found.undo) and not programmes.is_told(found)
