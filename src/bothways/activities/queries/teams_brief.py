"""What the engine is asked: how large, how mixed, balanced by what; with wishes, locks and whom pupils have met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bothways.activities.models import Activity, Mode, Session
from bothways.activities.queries.teams_people import Member
from bothways.rules import mixing
from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules

SPREAD, BUDDIES, AT_MOST, BY_SCHOOL = "spread", "buddies", "at_most", "by_school"
MIXES = (SPREAD, BUDDIES, AT_MOST, BY_SCHOOL)
YOUNG = frozenset({"N", "R", "1", "2", "3"})
LABEL = "label "
USUAL_SIZE, SMALL_SIZE, FEWEST, LARGE_EVENT = 5, 4, 3, 40


@dataclass(frozen=True)
class Settings:
    """One suggestion's settings. ``number`` of teams, or 0 to go by ``size``; ``most`` of one school for at_most."""

    size: int = USUAL_SIZE
    number: int = 0
    mix: str = SPREAD
    most: int = 2
    years: bool = True
    labels: bool = True
    meet_new: bool = True

    def as_json(self) -> dict[str, Any]:
        """As a set of teams keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Settings:
        """What a set of teams was made with; whatever is missing is as usual."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})

    def teams(self, pupils: int) -> int:
        """How many teams for so many pupils."""
        return self.number or mixing.teams_for(pupils, self.size)


@dataclass(frozen=True)
class Given:
    """Everything about the people that a brief needs: who comes, what their schools wish, whom they met."""

    members: Sequence[Member]
    wishes: Sequence[tuple[str, str, bool]] = ()
    history: tuple[tuple[tuple[str, ...], ...], ...] = ()
    fixed: Mapping[str, int] = field(default_factory=dict)

    @property
    def together(self) -> list[tuple[str, ...]]:
        """Pairs who stay together."""
        return [(one, other) for one, other, joined in self.wishes if joined]

    @property
    def apart(self) -> list[tuple[str, ...]]:
        """Pairs who stay apart."""
        return [(one, other) for one, other, joined in self.wishes if not joined]

    @property
    def schools(self) -> dict[str, str]:
        """The school of each pupil."""
        return {each.id: each.school_id for each in self.members}


def usual(activity: Activity, session: Session | None, members: Sequence[Member]) -> Settings:
    """Sensible settings without a question: young children never alone, larger teams at larger events.

    With few schools, a team has a place for each of them.
    """
    if session is not None and session.mode == Mode.BY_SCHOOL:
        return Settings(mix=BY_SCHOOL, number=len({each.school_id for each in members}), meet_new=False)
    young = bool(members) and sum(each.year_group in YOUNG for each in members) * 2 > len(members)
    going_up = bool(activity.transition)
    size = USUAL_SIZE if len(members) >= LARGE_EVENT else SMALL_SIZE
    schools = len({each.school_id for each in members})
    size = schools if FEWEST <= schools < size else size
    return Settings(size=size, mix=BUDDIES if young or going_up else SPREAD)


def brief(settings: Settings, given: Given, teams: int) -> TeamBrief:
    """The engine's brief. Pairs come after wishes in ``together``, so a clash can tell which is which."""
    groups, mode = tuple(map(tuple, given.together)), settings.mix
    if settings.mix == BUDDIES:
        mode = "no_lone" if given.fixed else SPREAD
        groups = groups if given.fixed else (*groups, *pairs(given, teams))
    sizes = mixing.even_sizes(len(given.members), teams)
    rules = TeamRules(
        teams,
        sizes,
        mode,
        settings.most if mode == AT_MOST else 0,
        groups,
        tuple(given.apart),
        dict(given.fixed),
        history=given.history if settings.meet_new else (),
    )
    return TeamBrief(_schools(given), _pupils(settings, given), rules, attributes(settings, given.members))


def as_they_are(settings: Settings, given: Given, teams: int) -> TeamBrief:
    """As for dealing, but company is looked for where pupils are, and pairs are not made anew."""
    if settings.mix != BUDDIES:
        return brief(settings, given, teams)
    made = brief(replace(settings, mix=SPREAD), given, teams)
    return replace(made, rules=replace(made.rules, mode="no_lone"))


def pairs(given: Given, teams: int) -> list[tuple[str, ...]]:
    """Pairs and triples of schoolmates; where those cannot fill even teams, as few triples as must lose their third."""
    made = mixing.buddies(mates(given.members), teams, given.together, given.apart)
    whole = [group for group in made if len(group) == mixing.TRIPLE]
    rest = [group for group in made if len(group) != mixing.TRIPLE]
    for broken in range(len(whole) + 1):
        tried = [*rest, *whole[broken:], *(group[: mixing.PAIR] for group in whole[:broken])]
        if mixing.packable(tried, len(given.members), teams):
            return tried
    return rest


def count(settings: Settings, given: Given) -> int:
    """How many teams. By size, pairs of schoolmates may ask for slightly larger teams than were named."""
    wanted = settings.teams(len(given.members))
    if settings.mix != BUDDIES or settings.number:
        return wanted
    for teams in range(wanted, max(wanted * 3 // 4, 1) - 1, -1):
        made = mixing.buddies(mates(given.members), teams, given.together, given.apart)
        if mixing.packable(made, len(given.members), teams):
            return teams
    return wanted


def mates(members: Sequence[Member]) -> list[mixing.Mate]:
    """Pupils as pairs are made of them."""
    return [mixing.Mate(each.id, each.school_id, each.year_group) for each in members]


def attributes(settings: Settings, members: Sequence[Member]) -> tuple[str, ...]:
    """What is balanced, in order: years where they differ, then what schools marked."""
    years = settings.years and len({each.year_group for each in members}) > 1
    marked = sorted({label for each in members for label in each.labels}) if settings.labels else []
    return (*(("year",) if years else ()), *(f"{LABEL}{label}" for label in marked))


def _schools(given: Given) -> tuple[School, ...]:
    found = {each.school_id: School(each.school_id, each.school_name, each.is_guest) for each in given.members}
    return tuple(found[school] for school in sorted(found))


def _pupils(settings: Settings, given: Given) -> tuple[Pupil, ...]:
    names = attributes(settings, given.members)
    return tuple(Pupil(each.id, each.school_id, _attrs(each, names)) for each in given.members)


def _attrs(member: Member, names: Sequence[str]) -> dict[str, str]:
    return {
        name: member.year_group if name == "year" else str(int(name.removeprefix(LABEL) in member.labels))
        for name in names
    }


def aim(settings: Settings, given: Given, teams: Sequence[int]) -> mixing.Aim:
    """What a board is held to, whoever made it."""
    return mixing.Aim(
        SPREAD if settings.mix == BUDDIES else settings.mix,
        tuple(teams),
        settings.most,
        settings.mix == BUDDIES,
        given.together,
        given.apart,
    )
