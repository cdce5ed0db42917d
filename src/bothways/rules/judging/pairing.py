"""Which entries to compare next, and who judges each pair.

Each round pairs every entry once. The first, fourth and seventh are by lot. In the others a pair
is worth what judging it is expected to take off the total uncertainty of the scale (A-optimal design):
how unsure the order is and how much the rest of the scale learns, so it does not simply chase near-equal
entries. Estimates are shrunk as if true values had a standard deviation of 2 logits, so early luck weighs
little. The rounds by lot are what lets the scale know its own spread, and so its reliability: close
pairs alone can look like no differences at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.judging.dense import square
from bothways.rules.judging.loads import Flow, deal, level_loads
from bothways.rules.judging.matching import NEVER, match
from bothways.rules.judging.model import Entry, Judge, check_people
from bothways.rules.judging.tally import Comparison, Tally, difference_variance, fit, tally
from bothways.rules.reading import need_known
from bothways.rules.rng import below, new_state, shuffle

PRIOR_RIDGE = 0.25  # 1 / (2 logits) squared
PRACTICE_PAIRS = 2
LOT_ROUNDS = frozenset({0, 3, 6})
_REPEAT = 1 << 26  # a pair that met before is taken only when nothing else is left
_SCALE = 1 << 16  # gains are whole numbers, so that a tie is a tie on every machine
_LUCK = 1 << 10  # how many ways a tie can fall
_NO_LIMIT = 1 << 40


@dataclass(frozen=True)
class PairingState:
    """What has happened so far. ``practised`` are judges who have had their practice pairs."""

    entries: tuple[Entry, ...]
    comparisons: tuple[Comparison, ...] = ()
    practised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two entries for one judge, as shown left and right. Practice pairs never enter the scale."""

    judge: str
    left: str
    right: str
    practice: bool = False


def next_pairs(state: PairingState, judges: Sequence[Judge], seed: int = 1) -> tuple[Pair, ...]:
    """The next round: each new judge's practice pairs first, then every entry once.

    An entry sits out when the number is odd (whoever has been seen most), or when no judge may see it
    with any other, or when the judges are at their ``max_load`` of comparisons.
    """
    check_people(state.entries, judges)
    schools = {entry.id: entry.school for entry in state.entries}
    need_known((name for row in state.comparisons for name in (row.winner, row.loser)), set(schools), "Entry")
    if len(schools) < 2:
        raise InvalidBrief("Comparing needs at least two entries.")
    room = _room(state, schools, judges, seed)
    wins = room.table.wins()
    pairs = match(_gains(room), wins.sum(axis=0) + wins.sum(axis=1))
    shown = tuple(_shown(room, j, room.table.items[a], room.table.items[b]) for (a, b), j in _share_out(room, pairs))
    new = {pair.judge for pair in shown} - state.practised - set(room.table.judge)
    return (*_practice(room, new), *shown)


@dataclass(frozen=True)
class _Room:
    """A round in the making: what has been compared, who judges, and ``allowed`` (n, J)."""

    table: Tally
    panel: tuple[Judge, ...]
    allowed: np.ndarray
    rng: np.ndarray


def _room(state: PairingState, schools: Mapping[str, str], judges: Sequence[Judge], seed: int) -> _Room:
    table = tally(state.comparisons, list(schools))
    panel = tuple(sorted(judges, key=lambda judge: judge.id))
    allowed = [[schools[item] not in judge.schools for judge in panel] for item in table.items]
    return _Room(table, panel, np.array(allowed, dtype=np.bool_), new_state(seed, len(state.comparisons)))


def _gains(room: _Room) -> np.ndarray:
    """(n, n) whole numbers: what each pair would teach, less for pairs that met, NEVER where no judge may."""
    n = len(room.table.items)
    wins = room.table.wins()
    met = (wins + wins.T).astype(np.int64)
    luck = np.arange(n * n, dtype=np.int64) % _LUCK
    shuffle(room.rng, luck)
    luck = luck.reshape(n, n) + luck.reshape(n, n).T
    rounds = 2 * len(room.table.winner) // n
    worth = _uncertainty_removed(room.table) if rounds not in LOT_ROUNDS else np.zeros((n, n))
    gains = (np.rint(worth * _SCALE).astype(np.int64) - met * _REPEAT) * _LUCK * 2 + luck
    gains[~_judgeable(room.allowed)] = NEVER
    np.fill_diagonal(gains, NEVER)
    return np.asarray(gains)


def _judgeable(allowed: np.ndarray) -> np.ndarray:
    """(n, n): some judge may see both."""
    out = np.zeros((len(allowed), len(allowed)), dtype=np.bool_)
    for may in np.unique(allowed, axis=1).T:
        out |= may[:, None] & may[None, :]
    return out


def _uncertainty_removed(table: Tally) -> np.ndarray:
    """(n, n): the expected fall in the summed variance of all values when the pair is judged once."""
    value, covariance = fit(table, PRIOR_RIDGE)
    variance = difference_variance(covariance)
    flatten = 1 / np.sqrt(1 + np.pi * variance / 8)
    chance = 1 / (1 + np.exp(-flatten * (value[:, None] - value[None, :])))
    information = flatten * chance * (1 - chance)
    return np.asarray(information * difference_variance(square(covariance)) / (1 + information * variance))


def _share_out(room: _Room, pairs: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], int]]:
    """A judge for each pair: never of either school, everyone's total as even as it can be, within limits."""
    count = len(room.panel)
    order = np.arange(count, dtype=np.int64)
    shuffle(room.rng, order)
    may = np.array([room.allowed[a, order] & room.allowed[b, order] for a, b in pairs], np.bool_).reshape(-1, count)
    judges = [room.panel[int(j)] for j in order]
    limit = np.array([judge.max_load or _NO_LIMIT for judge in judges], dtype=np.int64)
    done = np.array([room.table.judge.count(judge.id) for judge in judges], dtype=np.int64)
    flow = Flow(np.ones(len(pairs), np.int64), may, limit, np.zeros(may.shape, np.int64), done)
    deal(flow, 1)
    level_loads(flow)
    return _within_limits(pairs, flow, order)


def _within_limits(
    pairs: Sequence[tuple[int, int]], flow: Flow, order: np.ndarray
) -> list[tuple[tuple[int, int], int]]:
    over = np.maximum(flow.loads - flow.limit, 0)
    kept = []
    for pair, row in zip(pairs, flow.dealt, strict=True):
        j = int(np.argmax(row))
        if over[j] > 0:
            over[j] -= 1
        else:
            kept.append((pair, int(order[j])))
    return kept


def _shown(room: _Room, judge: int, a: str, b: str, *, practice: bool = False) -> Pair:
    left, right = (a, b) if below(room.rng, 2) else (b, a)
    return Pair(room.panel[judge].id, left, right, practice)


def _practice(room: _Room, new: set[str]) -> list[Pair]:
    """Two pairs, far apart once a scale is known, for each judge at work for the first time."""
    if not new:
        return []
    value = np.round(fit(room.table, PRIOR_RIDGE)[0], 6)
    out: list[Pair] = []
    for j, judge in enumerate(room.panel):
        if judge.id in new:
            mine = np.flatnonzero(room.allowed[:, j])
            shuffle(room.rng, mine)
            ranked = [room.table.items[k] for k in mine[np.argsort(-value[mine], kind="stable")]]
            count = min(PRACTICE_PAIRS, len(ranked) // 2)
            out += [_shown(room, j, ranked[k], ranked[-1 - k], practice=True) for k in range(count)]
    return out
