"""Why a pupil is where she is, in sentences she can be told."""

from __future__ import annotations

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.seminars import recount
from bothways.rules.seminars.solve import SeminarPlan


def why(plan: SeminarPlan, pupil: str) -> list[str]:
    """One sentence for what she has, then one for each seminar she ranked above her worst place and did not get.

    Raises InvalidBrief when nobody has that id.
    """
    spot = next((n for n, each in enumerate(plan.brief.pupils) if each.id == pupil), None)
    if spot is None:
        raise InvalidBrief(f"No pupil is called “{pupil}”. Check the id.")
    ranks = recount.ranks_of(plan.layout, plan.seats)[spot]
    worst = int(min(ranks.max(), plan.layout.ranks))
    missed = [rank for rank in range(min(worst, len(plan.brief.pupils[spot].ranked))) if rank not in ranks]
    return [_has(plan, spot, ranks), *(_missed(plan, spot, rank) for rank in missed)]


def _has(plan: SeminarPlan, spot: int, ranks: np.ndarray) -> str:
    parts = []
    for slot, rank in enumerate(ranks.tolist()):
        session = plan.brief.sessions[plan.seats[spot, slot]]
        choice = "not on the list" if rank == plan.layout.ranks else f"choice {rank + 1}"
        parts.append(f"slot {slot} seminar {session.seminar} ({choice})")
    return f"{'; '.join(parts)}."


def _missed(plan: SeminarPlan, spot: int, rank: int) -> str:
    """Who holds the seats of a seminar she ranked higher, and by what rule."""
    layout, brief = plan.layout, plan.brief
    seminar = brief.pupils[spot].ranked[rank]
    said = f"Seminar {seminar}, choice {rank + 1}"
    sessions = [each for each in layout.at[layout.prefs[spot, rank]].ravel().tolist() if each >= 0]
    if not sessions:
        return f"{said}: it does not run."
    holders = np.flatnonzero(np.isin(plan.seats, sessions).any(axis=1))
    if not holders.size:
        return f"{said}: too few asked for it, so it is closed."
    seats = int(layout.capacity[sessions].sum())
    if holders.size < seats and (share := _share_is_full(plan, spot, sessions)):
        return f"{said}: {share}."
    return f"{said}: {_holders(plan, spot, holders, seats, layout.prefs[spot, rank])}."


def _share_is_full(plan: SeminarPlan, spot: int, sessions: list[int]) -> str:
    school = plan.layout.school[spot]
    there = recount.by_school(plan.layout, plan.seats)[school, sessions]
    if (there < plan.layout.share[sessions]).any():
        return ""
    return f"{int(there.sum())} of your school are there already, the most that one school may have"


def _holders(plan: SeminarPlan, spot: int, holders: np.ndarray, seats: int, seminar: int) -> str:
    """Seats taken, and how many of those who hold them ranked the seminar at least as high as she did."""
    mine = int(np.flatnonzero(plan.layout.prefs[spot] == seminar)[0])
    theirs = plan.layout.prefs[holders] == seminar
    ranked = np.where(theirs.any(axis=1), theirs.argmax(axis=1), plan.layout.ranks)
    higher, same = int((ranked < mine).sum()), int((ranked == mine).sum())
    rest = holders.size - higher - same
    taken = f"{holders.size} of its {seats} seats are taken" if holders.size < seats else f"all {seats} seats are taken"
    said = f"{taken}, {higher or 'none'} by pupils who put it higher and {same or 'none'} as high"
    if rest:
        said += f"; the other {rest} would have had something lower on their lists instead"
    return said + "; the plan first makes the lowest choices anybody has to take as few as possible"
