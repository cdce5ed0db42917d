"""How many entries each judge takes: as even as the own-school bans and limits let it be, proved.

A flow from schools to judges: ``dealt[g, j]`` entries of school g go to judge j, at most one visit to an
entry, so at most ``sizes[g]``. Loads are best when no chain "j gives one up, ..., k takes one on" lowers
the sum of squares (Harvey, Ladner, Lovász and Tamir 2006, semi-matchings), so stopping is the proof.
"""

from __future__ import annotations

from typing import NamedTuple, NoReturn

import numpy as np

from bothways.rules.errors import Clash, ImpossibleBrief
from bothways.rules.judging.model import Tables
from bothways.rules.kernel import kernel

_OVER = 1 << 40  # what one entry above a judge's limit costs: more than any sum of squares of loads


@kernel
def _give_cost(load: int, limit: int) -> int:
    return 2 * load - 1 + (_OVER if load > limit else 0)


@kernel
def _take_cost(load: int, limit: int) -> int:
    return 2 * load + 1 + (_OVER if load >= limit else 0)


class Flow(NamedTuple):
    """Judgements dealt so far, and what limits them."""

    sizes: np.ndarray  # (G) entries of each school
    allowed: np.ndarray  # (G, J) bool
    limit: np.ndarray  # (J)
    dealt: np.ndarray  # (G, J)
    loads: np.ndarray  # (J)


@kernel
def _cheaper(flow: Flow, j: int, best: int) -> bool:
    if best < 0:
        return True
    return _take_cost(flow.loads[j], flow.limit[j]) < _take_cost(flow.loads[best], flow.limit[best])


@kernel
def deal(flow: Flow, r: int) -> None:
    """Each school's judgements to the judges with the least work. Needs r allowed judges for every school."""
    for g in range(flow.sizes.shape[0]):
        for _ in range(flow.sizes[g] * r):
            best = -1
            for j in range(flow.loads.shape[0]):
                if flow.allowed[g, j] and flow.dealt[g, j] < flow.sizes[g] and _cheaper(flow, j, best):
                    best = j
            flow.dealt[g, best] += 1
            flow.loads[best] += 1


@kernel
def _search(flow: Flow, giver: int, via: np.ndarray, queue: np.ndarray, school_seen: np.ndarray) -> int:
    """Breadth first from ``giver`` along entries that can change hands; the best taker, or -1.

    ``via`` (2, J) is filled with the judge and the school each judge was reached through.
    """
    via[:] = -1
    school_seen[:] = False
    queue[0] = via[0, giver] = giver
    head, tail, best = 0, 1, -1
    while head < tail:
        a = queue[head]
        head += 1
        for g in range(flow.sizes.shape[0]):
            if school_seen[g] or flow.dealt[g, a] == 0:
                continue
            school_seen[g] = True
            for b in range(flow.loads.shape[0]):
                if via[0, b] < 0 and flow.allowed[g, b] and flow.dealt[g, b] < flow.sizes[g]:
                    via[0, b], via[1, b], queue[tail] = a, g, b
                    tail += 1
                    if _cheaper(flow, b, best):
                        best = b
    return best


@kernel
def _pass_on(flow: Flow, giver: int, taker: int, via: np.ndarray) -> None:
    b = taker
    while b != giver:
        flow.dealt[via[1, b], b] += 1
        flow.dealt[via[1, b], via[0, b]] -= 1
        b = via[0, b]
    flow.loads[taker] += 1
    flow.loads[giver] -= 1


def level_loads(flow: Flow) -> None:
    """Pass work along chains of judges until no chain helps."""
    judges = len(flow.loads)
    via, queue = np.empty((2, judges), dtype=np.int64), np.empty(judges, dtype=np.int64)
    _level_loads(flow, via, queue, np.zeros(len(flow.sizes), dtype=np.bool_))


@kernel
def _level_loads(flow: Flow, via: np.ndarray, queue: np.ndarray, school_seen: np.ndarray) -> None:
    loads, limit = flow.loads, flow.limit
    moved = True
    while moved:
        moved = False
        for giver in range(loads.shape[0]):
            taker = _search(flow, giver, via, queue, school_seen) if loads[giver] > 0 else -1
            if taker >= 0 and _take_cost(loads[taker], limit[taker]) < _give_cost(loads[giver], limit[giver]):
                _pass_on(flow, giver, taker, via)
                moved = True


def even_loads(t: Tables) -> tuple[np.ndarray, np.ndarray]:
    """``dealt`` (G, J) and ``loads`` (J) with the least sum of squares. Raises ImpossibleBrief."""
    answer = _try(t.sizes, t.allowed, t.limit, t.r)
    return answer if answer is not None else _refuse(t)


def _try(sizes: np.ndarray, allowed: np.ndarray, limit: np.ndarray, r: int) -> tuple[np.ndarray, np.ndarray] | None:
    if (allowed.sum(axis=1) < r).any():
        return None
    n_judges = allowed.shape[1]
    flow = Flow(sizes, allowed, limit, np.zeros(allowed.shape, np.int64), np.zeros(n_judges, np.int64))
    deal(flow, r)
    level_loads(flow)
    return None if (flow.loads > limit).any() else (flow.dealt, flow.loads)


def _refuse(t: Tables) -> NoReturn:
    """Name a smallest set of rules: drop each in turn and keep only those that the clash needs."""
    many = Clash("r", f"each entry is judged {t.r} times, by {t.r} different judges")
    open_to_all = np.ones_like(t.allowed)
    bans = _try(t.sizes, open_to_all, _limits(t, open_to_all), t.r) is not None
    limits = _try(t.sizes, t.allowed if bans else open_to_all, np.full_like(t.limit, t.sizes.sum()), t.r) is not None
    clashes = [many]
    if bans:
        clashes.append(_ban_words(t))
    if limits:
        total = sum(judge.max_load or len(t.entries) for judge in t.judges)
        clashes.append(Clash("max_load", f"the judges' limits let them take {total} judgements in all"))
    if not bans and not limits:
        count = len(t.judges)
        clashes.append(Clash("judges", f"there {'is one judge' if count == 1 else f'are {count} judges'}"))
    raise ImpossibleBrief(tuple(clashes))


def _limits(t: Tables, allowed: np.ndarray) -> np.ndarray:
    most = t.sizes @ allowed
    return np.array([min(int(m), judge.max_load or int(m)) for m, judge in zip(most, t.judges, strict=True)], np.int64)


def _ban_words(t: Tables) -> Clash:
    fewest = int(np.argmin(t.allowed.sum(axis=1)))
    able = int(t.allowed[fewest].sum())
    words = (
        f"nobody judges their own school's work, which leaves {able} of {len(t.judges)} judges "
        f"for the entries of “{t.schools[fewest]}”"
    )
    return Clash("schools", words)
