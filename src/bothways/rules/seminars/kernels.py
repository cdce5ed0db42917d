"""The compiled inner loops: the best bundle of each pupil at given seat prices, and all nearly best ones.

A *bundle* is what one pupil gets: a session in every slot, no seminar twice, or in some slots a
*filler*: a seat at a seminar she did not rank. Its worth is read from ``tables[kind of pupil]`` by the set
of ranks it holds (bit r set when her rank-r seminar is in it).
Prices and worths are int64 in units of 1/SCALE.
"""

from __future__ import annotations

import numpy as np

from bothways.rules.kernel import kernel

FAR = np.int64(1) << np.int64(60)


def sets_by_size(ranks: int, slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Sets of ranks (as bits) from small to large, and how many of them hold at most 0, 1, ... slots ranks."""
    sets = np.arange(1 << ranks, dtype=np.int64)
    size = (sets[:, None] >> np.arange(ranks) & 1).sum(axis=1)
    order = np.argsort(size, kind="stable").astype(np.int64)
    return sets[order], np.searchsorted(size[order], np.arange(slots + 1), side="right").astype(np.int64)


@kernel
def _options(prefs: np.ndarray, at: np.ndarray, price: np.ndarray, option: np.ndarray) -> None:
    """option[k, r]: the cheapest seat in slot k at the rank-r seminar, FAR when it does not run then."""
    for k in range(option.shape[0]):
        for r in range(option.shape[1]):
            option[k, r] = FAR
            if prefs[r] >= 0:
                for a in range(at.shape[2]):
                    s = at[prefs[r], k, a]
                    if s >= 0 and price[s] < option[k, r]:
                        option[k, r] = price[s]


@kernel
def _tails(
    fillers: np.ndarray, table: np.ndarray, sets: np.ndarray, up_to: np.ndarray, option: np.ndarray, tail: np.ndarray
) -> None:
    """tail[k, b]: the least that slots k.. can cost when the ranks in b are used up (at most k of them)."""
    slots, ranks = option.shape
    for i in range(up_to[slots]):
        tail[slots, sets[i]] = table[sets[i]]
    for k in range(slots - 1, -1, -1):
        for i in range(up_to[k]):
            b = sets[i]
            best = fillers[k] + tail[k + 1, b]
            for r in range(ranks):  # a rank used up, or that does not run, is never below the filler
                best = min(best, option[k, r] + tail[k + 1, b | (1 << r)])
            tail[k, b] = best


def _room(prefs: np.ndarray, at: np.ndarray, tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Room for ``option`` and ``tail``: compiled code makes none of its own."""
    slots = at.shape[1]
    return np.empty((slots, prefs.shape[1]), np.int64), np.empty((slots + 1, tables.shape[1]), np.int64)


def best_bundles(
    prefs: np.ndarray, school: np.ndarray, kind: np.ndarray, at: np.ndarray, price: np.ndarray, tables: np.ndarray,
    sets: np.ndarray, up_to: np.ndarray, usage: np.ndarray,
) -> int:  # fmt: skip
    """The sum of every pupil's cheapest bundle. Adds each chosen seat to usage[school, session or filler]."""
    room = _room(prefs, at, tables)
    return int(_best_bundles(prefs, school, kind, at, price, tables, sets, up_to, usage, *room))


@kernel
def _best_bundles(
    prefs: np.ndarray, school: np.ndarray, kind: np.ndarray, at: np.ndarray, price: np.ndarray, tables: np.ndarray,
    sets: np.ndarray, up_to: np.ndarray, usage: np.ndarray, option: np.ndarray, tail: np.ndarray,
) -> np.int64:  # fmt: skip
    slots, ranks = at.shape[1], prefs.shape[1]
    total = np.int64(0)
    for p in range(prefs.shape[0]):
        h = school[p]
        _options(prefs[p], at, price[h], option)
        _tails(price[h, price.shape[1] - slots :], tables[kind[p]], sets, up_to, option, tail)
        total += tail[0, 0]
        b = 0
        for k in range(slots):
            chosen = price.shape[1] - slots + k
            for turn in range(ranks):
                r = (turn + p) % ranks
                if not b >> r & 1 and option[k, r] + tail[k + 1, b | (1 << r)] == tail[k, b]:
                    chosen = _seat(at[prefs[p, r], k], price[h], option[k, r])
                    b |= 1 << r
                    break
            usage[h, chosen] += 1
    return total


@kernel
def _seat(sessions: np.ndarray, price: np.ndarray, wanted: int) -> int:
    """The first session at that price, of which there is one."""
    a = 0
    while price[sessions[a]] != wanted:
        a += 1
    return sessions[a]


def list_bundles(
    prefs: np.ndarray, school: np.ndarray, kind: np.ndarray, at: np.ndarray, price: np.ndarray, tables: np.ndarray,
    sets: np.ndarray, up_to: np.ndarray, slack: int, first: np.ndarray, seats: np.ndarray, ranks_held: np.ndarray,
) -> int:  # fmt: skip
    """Every bundle within ``slack`` of its pupil's cheapest; returns how many there are.

    Pupil p's bundles are first[p] to first[p+1]-1. Only as many are written as ``seats`` has rows: call
    once with none to count, then again.
    """
    room = *_room(prefs, at, tables), np.zeros((4, at.shape[1] + 1), np.int64)
    return int(
        _list_bundles(prefs, school, kind, at, price, tables, sets, up_to, slack, first, seats, ranks_held, *room)
    )


@kernel
def _list_bundles(
    prefs: np.ndarray, school: np.ndarray, kind: np.ndarray, at: np.ndarray, price: np.ndarray, tables: np.ndarray,
    sets: np.ndarray, up_to: np.ndarray, slack: int, first: np.ndarray, seats: np.ndarray, ranks_held: np.ndarray,
    option: np.ndarray, tail: np.ndarray, path: np.ndarray,
) -> int:  # fmt: skip
    slots, count = at.shape[1], 0
    for p in range(prefs.shape[0]):
        first[p] = count
        cost = price[school[p]]
        _options(prefs[p], at, cost, option)
        _tails(cost[cost.shape[0] - slots :], tables[kind[p]], sets, up_to, option, tail)
        count = _walk(prefs[p], at, cost, tail, tail[0, 0] + slack, path, count, seats, ranks_held)
    first[prefs.shape[0]] = count
    return count


@kernel
def _walk(
    prefs: np.ndarray, at: np.ndarray, cost: np.ndarray, tail: np.ndarray, limit: int, path: np.ndarray, count: int,
    seats: np.ndarray, ranks_held: np.ndarray,
) -> int:  # fmt: skip
    """One pupil's bundles that cost ``limit`` at most, slot by slot and back; returns ``count`` and as many more.

    path: working space of four rows: turn at each slot, ranks used and prices paid before it, its seat.
    """
    turn, used, paid, bundle = path[0], path[1], path[2], path[3]
    slots, turns = at.shape[1], prefs.shape[0] * at.shape[2]
    k = 0
    turn[0] = -1
    while k >= 0:
        turn[k] += 1
        if turn[k] > turns:
            k -= 1
            continue
        seat, b = _turn(prefs, at, k, turn[k], used[k], cost.shape[0] - slots + k)
        if seat < 0 or paid[k] + cost[seat] + tail[k + 1, b] > limit:
            continue
        bundle[k], used[k + 1], paid[k + 1] = seat, b, paid[k] + cost[seat]
        if k + 1 < slots:
            k += 1
            turn[k] = -1
            continue
        if count < seats.shape[0]:
            for s in range(slots):
                seats[count, s] = bundle[s]
            ranks_held[count] = b
        count += 1
    return count


@kernel
def _turn(prefs: np.ndarray, at: np.ndarray, k: int, turn: int, used: int, filler: int) -> tuple[int, int]:
    """The seat that slot k has at this turn and the ranks then used up: each seminar's sessions, last the filler.

    The seat is -1 when there is none, or the rank is used up.
    """
    r, alternative = turn // at.shape[2], turn % at.shape[2]
    if r == prefs.shape[0]:
        return filler, used
    if used >> r & 1 or prefs[r] < 0:
        return -1, used
    return at[prefs[r], k, alternative], used | (1 << r)
