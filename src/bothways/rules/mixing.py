"""Around the engine of teams: who goes in pairs, how many schoolmates share a team, and which rules a board breaks.

People arrange a board by hand, so nothing here assumes that it is any good.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

PAIR, TRIPLE = 2, 3


@dataclass(frozen=True)
class Mate:
    """One pupil, as pairs are made: ``year`` only so that a pair may be of different years."""

    id: str
    school: str
    year: str = ""


@dataclass(frozen=True)
class Aim:
    """What a board is held to. ``mode`` and ``limit`` are the engine's; ``buddies``: nobody is alone of their school.

    ``teams`` are the teams there are, by their number; ``together`` and ``apart`` are groups of pupils.
    """

    mode: str
    teams: Sequence[int]
    limit: int = 0
    buddies: bool = False
    together: Sequence[Sequence[str]] = ()
    apart: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Broken:
    """One rule that a board breaks. ``kind``: size, together, apart, school, lone or mixed."""

    kind: str
    team: int = -1
    school: str = ""
    people: tuple[str, ...] = ()
    count: int = 0
    least: int = 0
    most: int = 0


def teams_for(pupils: int, size: int) -> int:
    """How many teams hold everybody with ``size`` pupils at most, at least one."""
    return max(1, -(-pupils // max(size, 1)))


def even_sizes(pupils: int, teams: int) -> tuple[int, int]:
    """The least and the most in a team when teams are as even as can be."""
    return pupils // teams, -(-pupils // teams)


def company(seats: Mapping[str, int], schools: Mapping[str, str]) -> tuple[int, int]:
    """(pupils who share a team with a schoolmate, pupils who are in a team)."""
    held = Counter((team, schools[pupil]) for pupil, team in seats.items())
    return sum(count for count in held.values() if count > 1), len(seats)


def buddies(
    pupils: Sequence[Mate], teams: int, together: Sequence[Sequence[str]], apart: Sequence[Sequence[str]]
) -> list[tuple[str, ...]]:
    """Pairs of schoolmates, and triples where numbers are odd, so that nobody is alone who need not be.

    As many triples as there are teams of an odd size, where schools are large enough: a team of five is a pair and a
    triple. Wished groups stand as they are; who is kept apart is never paired. One alone in a school stays alone.
    """
    known = {each.id for each in pupils}
    wished = _joined(together, known)
    tied = {each for group in wished for each in group}
    banned = {frozenset((one, other)) for group in apart for one in group for other in group if one != other}
    loose: dict[str, list[Mate]] = defaultdict(list)
    for each in sorted(pupils, key=lambda mate: (mate.year, mate.id)):
        if each.id not in tied:
            loose[each.school].append(each)
    triples = _triples({school: len(rows) for school, rows in loose.items()}, _odd_teams(len(pupils), teams))
    groups = [tuple(group) for group in wished]
    for school, rows in sorted(loose.items()):
        groups += _grouped([each.id for each in rows], triples[school], banned)
    return groups


def packable(groups: Sequence[Sequence[str]], pupils: int, teams: int) -> bool:
    """Whether groups of two and three, with the rest alone, fill even teams exactly. Larger groups are not judged."""
    if any(len(group) > TRIPLE for group in groups):
        return True
    triples = sum(len(group) == TRIPLE for group in groups)
    alone = pupils - sum(map(len, groups))
    low, _high = even_sizes(pupils, teams)
    left = {(triples, alone)}
    for team in range(teams):
        size = low + (team < pupils - low * teams)
        left = {
            (threes - t, ones - one)
            for threes, ones in left
            for t in range(min(threes, size // TRIPLE) + 1)
            for one in range(min(ones, size - TRIPLE * t) + 1)
            if (size - TRIPLE * t - one) % PAIR == 0
        }
    return (0, 0) in left


def _odd_teams(pupils: int, teams: int) -> int:
    low, high = even_sizes(pupils, teams)
    larger = pupils - low * teams
    return (larger if high % 2 else 0) if high != low and low % 2 == 0 else (teams - larger if low % 2 else 0)


def _triples(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """Triples of each school: the one an odd number needs, then two for three pairs while more are wanted."""
    triples = {school: size % PAIR if size >= TRIPLE else 0 for school, size in sizes.items()}
    spare = wanted - sum(triples.values()) - sum(size == 1 for size in sizes.values())
    while spare >= PAIR:
        able = [school for school, size in sizes.items() if size - TRIPLE * triples[school] >= PAIR * TRIPLE]
        if not able:
            break
        school = max(able, key=lambda each: (sizes[each] - TRIPLE * triples[each], each))
        triples[school] += PAIR
        spare -= PAIR
    return triples


def _grouped(ids: Sequence[str], triples: int, banned: Collection[frozenset[str]]) -> list[tuple[str, ...]]:
    """Groups of one school. Partners are taken from half the list away, so that a pair is of different years."""
    left, groups = list(ids), []
    while len(left) > 1:
        size = TRIPLE if triples and len(left) >= TRIPLE else PAIR
        triples -= size == TRIPLE
        group = [left.pop(0)]
        while len(group) < size:
            group.append(left.pop(_partner(left, group, banned)))
        groups.append(tuple(group))
    return [group for group in groups if not _banned(group, banned)]


def _partner(left: Sequence[str], group: Sequence[str], banned: Collection[frozenset[str]]) -> int:
    """The place of a partner: half the list away, or the next one after who is not kept apart from the group."""
    middle = (len(left) - 1) // 2 + (len(left) > 1)
    order = sorted(range(len(left)), key=lambda place: (place - middle) % len(left))
    free = [place for place in order if not _banned((*group, left[place]), banned)]
    return (free or order)[0]


def _banned(group: Sequence[str], banned: Collection[frozenset[str]]) -> bool:
    return any(frozenset((one, other)) in banned for one in group for other in group if one < other)


def _joined(groups: Sequence[Sequence[str]], known: Collection[str]) -> list[list[str]]:
    """Groups with a pupil in common made one, without pupils who are not here."""
    found: list[list[str]] = []
    for group in groups:
        here = {each for each in group if each in known}
        touching = [each for each in found if here & set(each)]
        found = [each for each in found if each not in touching]
        found.append(sorted(here.union(*touching)))
    return sorted(group for group in found if len(group) > 1)


def broken(seats: Mapping[str, int], schools: Mapping[str, str], aim: Aim) -> list[Broken]:
    """Every rule that this board breaks, sizes first. Pupils without a team break none."""
    held: Counter[tuple[int, str]] = Counter((team, schools[pupil]) for pupil, team in seats.items())
    return [*_sizes(seats, aim), *_people(seats, schools, aim), *_schools(held, seats, schools, aim)]


def _sizes(seats: Mapping[str, int], aim: Aim) -> list[Broken]:
    if not aim.teams:
        return []
    least, most = even_sizes(len(seats), len(aim.teams))
    counts = Counter(seats.values())
    wrong = [team for team in aim.teams if not least <= counts[team] <= most] if aim.mode != "by_school" else []
    return [Broken("size", team, count=counts[team], least=least, most=most) for team in wrong]


def _people(seats: Mapping[str, int], schools: Mapping[str, str], aim: Aim) -> list[Broken]:
    found = []
    for group in aim.together:
        here = tuple(each for each in group if each in seats)
        if len({seats[each] for each in here}) > 1:
            found.append(Broken("together", school=schools[here[0]], people=here))
    for group in aim.apart:
        here = tuple(each for each in group if each in seats)
        for team in sorted({seats[each] for each in here}):
            both = tuple(each for each in here if seats[each] == team)
            if len(both) > 1:
                found.append(Broken("apart", team, schools[both[0]], both))
    return found


def _schools(
    held: Mapping[tuple[int, str], int], seats: Mapping[str, int], schools: Mapping[str, str], aim: Aim
) -> list[Broken]:
    """More of a school than the limit, or than an even share; somebody alone; schools mixed that should not be."""
    sent = Counter(schools[pupil] for pupil in seats)
    found = []
    for (team, school), count in sorted(held.items()):
        share = max(-(-sent[school] // max(len(aim.teams), 1)), 1)
        most = aim.limit if aim.mode == "at_most" else max(share, TRIPLE if aim.buddies else 1)
        if aim.mode in {"at_most", "spread"} and count > most:
            found.append(Broken("school", team, school, count=count, most=most))
        if aim.buddies and count == 1 and sent[school] > 1:
            found.append(Broken("lone", team, school, count=1))
    if aim.mode == "by_school":
        kinds = Counter(team for team, _school in held)
        found += [Broken("mixed", team, count=kinds[team]) for team in sorted(kinds) if kinds[team] > 1]
    return found
