"""Counting a plan from its seats alone: rules broken, places by rank, schools' means."""

from __future__ import annotations

import numpy as np

from bothways.rules.seminars.layout import Layout
from bothways.rules.seminars.model import SeminarBrief


def profile(layout: Layout, seats: np.ndarray) -> np.ndarray:
    """(member or guest) x (rank, then unranked) -> places."""
    counts = np.zeros((2, layout.ranks + 1), dtype=np.int64)
    kind = layout.guest[layout.school].astype(np.int64)
    for slot in range(layout.slots):
        np.add.at(counts, (kind, ranks_of(layout, seats)[:, slot]), 1)
    return counts


def ranks_of(layout: Layout, seats: np.ndarray) -> np.ndarray:
    """pupil x slot -> rank of the seminar there; the number of ranks when it is not on her list."""
    there = layout.seminar[seats]
    match = there[:, :, None] == layout.prefs[:, None, :]
    return np.where(match.any(axis=2), match.argmax(axis=2), layout.ranks)


def by_school(layout: Layout, seats: np.ndarray) -> np.ndarray:
    """school x session -> pupils."""
    there = np.zeros((layout.schools, layout.sessions), dtype=np.int64)
    for slot in range(layout.slots):
        np.add.at(there, (layout.school, seats[:, slot]), 1)
    return there


def faults(layout: Layout, seats: np.ndarray, clashes: list[list[int]]) -> int:
    """How many rules are broken."""
    there = by_school(layout, seats)
    usage = there.sum(axis=0)
    repeated = np.diff(np.sort(layout.seminar[seats], axis=1), axis=1) == 0
    return int(
        (usage > layout.capacity).sum()
        + ((usage > 0) & (usage < layout.least)).sum()
        + (there > layout.share).sum()
        + repeated.sum()
        + (layout.slot[seats] != np.arange(layout.slots)).sum()
        + sum(int((usage[group] > 0).sum() > 1) for group in clashes)
    )


def broken_rules(brief: SeminarBrief, layout: Layout, seats: np.ndarray, clashes: list[list[int]]) -> list[str]:
    """Each rule broken, in words."""
    there = by_school(layout, seats)
    usage = there.sum(axis=0)
    said = []
    for number, session in enumerate(brief.sessions):
        if usage[number] > session.capacity:
            said.append(f"session “{session.id}” has {usage[number]} pupils and {session.capacity} seats")
        if 0 < usage[number] < session.least:
            said.append(f"session “{session.id}” has {usage[number]} pupils and needs {session.least} to run")
        most = layout.share[number]
        said.extend(
            f"session “{session.id}” has {count} pupils of one school, at most {most}"
            for count in there[:, number].tolist()
            if count > most
        )
    for p, row in enumerate(layout.seminar[seats].tolist()):
        if len(set(row)) < len(row):
            said.append(f"pupil “{brief.pupils[p].id}” has one seminar twice")
    for group in clashes:
        if (usage[group] > 0).sum() > 1:
            names = ", ".join(f"“{brief.sessions[number].id}”" for number in group)
            said.append(f"sessions {names} need the same person or room")
    return said


def spread(layout: Layout, seats: np.ndarray) -> int:
    """Widest gap between two schools' mean choice, in hundredths of a choice."""
    mine = ranks_of(layout, seats).sum(axis=1)
    sums = np.bincount(layout.school, weights=mine, minlength=layout.schools).astype(np.int64)
    means = sums * 100 // (layout.school_size * layout.slots)
    return int(means.max() - means.min())


def clashing(brief: SeminarBrief) -> list[list[int]]:
    """Sessions in one slot with the same presenter or room: only one of each group may run."""
    groups: dict[tuple[int, str, str], list[int]] = {}
    for number, each in enumerate(brief.sessions):
        for person in each.presenters:
            groups.setdefault((each.slot, "presenter", person), []).append(number)
        if each.room is not None:
            groups.setdefault((each.slot, "room", each.room), []).append(number)
    return [list(group) for group in sorted({tuple(group) for group in groups.values() if len(group) > 1})]
