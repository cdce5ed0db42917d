"""A brief as arrays, in an order that depends on what pupils are and not on their names or file order.

Two briefs that differ only in the order of their lists compile to the same arrays. Two that differ only
in ids do too, unless pupils agree in everything (school, labels, scores, rules, the people they met);
such pupils stand in id order, and either may take the other's place in a plan without any change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from bothways.rules.teams.model import MODES, Pupil, TeamBrief

SPREAD, NO_LONE, AT_MOST, AT_LEAST, BY_SCHOOL = range(len(MODES))
_ROUNDS = 3


@dataclass(frozen=True)
class Compiled:
    """Arrays of int64 over pupils in canonical order (n of them), T teams, A labels and S scores.

    ``*_ptr`` and ``*_adj`` are compressed rows: the partners of pupil i are adj[ptr[i]:ptr[i + 1]].
    ``block`` is the keep-together block of each pupil, -1 for none; ``fixed`` the team, -1 for free, and
    a block is fixed when one of its members is. Scores are centred on the nearest whole mean.
    """

    order: np.ndarray  # (n,) index into brief.pupils
    school: np.ndarray  # (n,)
    attr: np.ndarray  # (n, A)
    score: np.ndarray  # (n, S)
    n_schools: int
    n_values: np.ndarray  # (A,)
    block: np.ndarray  # (n,)
    block_ptr: np.ndarray
    block_adj: np.ndarray  # members of each block
    apart_ptr: np.ndarray
    apart_adj: np.ndarray
    met_ptr: np.ndarray
    met_adj: np.ndarray
    fixed: np.ndarray  # (n,)
    needs: np.ndarray  # (n,) bool: access
    able: np.ndarray  # (T,) bool: team can take access needs
    n_teams: int
    low: int
    high: int
    mode: int
    limit: int

    @property
    def n(self) -> int:
        """How many pupils."""
        return len(self.order)

    def to_brief_order(self, team: np.ndarray) -> tuple[int, ...]:
        """A plan over canonical pupils as ``TeamPlan.assignment``."""
        out = np.empty(self.n, dtype=np.int64)
        out[self.order] = team
        return tuple(int(each) for each in out)

    def from_brief_order(self, assignment: Sequence[int]) -> np.ndarray:
        """``TeamPlan.assignment`` over canonical pupils."""
        return np.asarray(assignment, dtype=np.int64)[self.order]


def compile_brief(brief: TeamBrief) -> Compiled:
    """The arrays of a checked brief."""
    rules = brief.rules
    where = {pupil.id: i for i, pupil in enumerate(brief.pupils)}
    apart = _pairs([where[each] for each in group] for group in rules.apart)
    met = _pairs([where[each] for each in set(team) if each in where] for event in rules.history for team in event)
    groups = [[where[each] for each in group] for group in rules.together]
    order = _canonical(brief, where, (_pairs(groups), apart, met))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    pupils = [brief.pupils[i] for i in order]
    school = _codes_by_first([pupil.school for pupil in pupils])
    attr, n_values = _attributes(brief, pupils)
    block, block_ptr, block_adj = _blocks(len(pupils), [[int(rank[i]) for i in group] for group in groups])
    fixed = np.array([rules.fixed.get(pupil.id, -1) for pupil in pupils], dtype=np.int64)
    return Compiled(
        order,
        school,
        attr,
        _scores(brief, pupils),
        int(school.max()) + 1,
        n_values,
        block,
        block_ptr,
        block_adj,
        *_rows(len(pupils), rank[apart]),
        *_rows(len(pupils), rank[met]),
        _fix_blocks(fixed, block_ptr, block_adj),
        np.array([pupil.access for pupil in pupils], dtype=np.bool_),
        np.array([brief.able(team) for team in range(rules.n_teams)], dtype=np.bool_),
        rules.n_teams,
        *rules.sizes,
        MODES.index(rules.mode),
        rules.limit,
    )


def _pairs(groups: Iterable[Sequence[int]]) -> np.ndarray:
    """Every two members of each group once, as rows (low, high)."""
    found = {(min(a, b), max(a, b)) for group in groups for a, b in combinations(group, 2)}
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _rows(n: int, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows of a symmetric relation, each row in rising order."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    ptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=ptr[1:])
    return ptr, np.ascontiguousarray(both[:, 1])


def _canonical(brief: TeamBrief, where: dict[str, int], relations: Sequence[np.ndarray]) -> np.ndarray:
    """Pupils by school (largest first, then by what its pupils are), then by content, ties by partners, then id."""
    content = [_content(brief, pupil) for pupil in brief.pupils]
    by_school: dict[str, list[Any]] = {}
    for pupil, each in zip(brief.pupils, content, strict=True):
        by_school.setdefault(pupil.school, []).append(each)
    schools = sorted(by_school, key=lambda s: (-len(by_school[s]), sorted(by_school[s]), s))
    rank = {school: i for i, school in enumerate(schools)}
    colour = _ranks([(rank[pupil.school], each) for pupil, each in zip(brief.pupils, content, strict=True)])
    colour = _refine(colour, relations)
    return np.array(sorted(where.values(), key=lambda i: (colour[i], brief.pupils[i].id)), dtype=np.int64)


def _content(brief: TeamBrief, pupil: Pupil) -> tuple[Any, ...]:
    scores = tuple((value is not None, value or 0) for value in (pupil.scores.get(name) for name in brief.scores))
    labels = tuple(pupil.attrs.get(name, "") for name in brief.attributes)
    return (*labels, *scores, pupil.access, brief.rules.fixed.get(pupil.id, -1))


def _ranks(keys: Sequence[Any]) -> list[int]:
    at = {key: i for i, key in enumerate(sorted(set(keys)))}
    return [at[key] for key in keys]


def _refine(colour: list[int], relations: Sequence[np.ndarray]) -> list[int]:
    """Tell tied pupils apart by the colours of those they are tied to by a rule or a past event."""
    rows = [_rows(len(colour), pairs) for pairs in relations if len(pairs)]
    for _ in range(_ROUNDS if rows else 0):
        if len(set(colour)) == len(colour):
            break
        signs = [
            tuple(tuple(sorted(colour[j] for j in adj[ptr[i] : ptr[i + 1]])) for ptr, adj in rows)
            for i in range(len(colour))
        ]
        colour = _ranks(list(zip(colour, signs, strict=True)))
    return colour


def _codes_by_first(values: Sequence[str]) -> np.ndarray:
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=np.int64)


def _attributes(brief: TeamBrief, pupils: Sequence[Pupil]) -> tuple[np.ndarray, np.ndarray]:
    columns = [_ranks([pupil.attrs.get(name, "") for pupil in pupils]) for name in brief.attributes]
    attr = np.array(columns, dtype=np.int64).reshape(len(columns), len(pupils)).T
    return np.ascontiguousarray(attr), np.array([max(column) + 1 for column in columns], dtype=np.int64)


def _scores(brief: TeamBrief, pupils: Sequence[Pupil]) -> np.ndarray:
    """Centred on the mean rounded to the nearest whole number (halves up). Not known counts as the mean."""
    out = np.zeros((len(pupils), len(brief.scores)), dtype=np.int64)
    for k, name in enumerate(brief.scores):
        values = [pupil.scores.get(name) for pupil in pupils]
        known = [value for value in values if value is not None]
        centre = (2 * sum(known) + len(known)) // (2 * len(known)) if known else 0
        out[:, k] = [0 if value is None else value - centre for value in values]
    return out


def _blocks(n: int, groups: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Joined keep-together groups: block of each pupil, and the members of each block."""
    root = list(range(n))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for group in groups:
        for i in group[1:]:
            a, b = find(group[0]), find(i)
            root[max(a, b)] = min(a, b)
    members: dict[int, list[int]] = {}
    for i in sorted({i for group in groups for i in group}):
        members.setdefault(find(i), []).append(i)
    blocks = [members[key] for key in sorted(members)]
    block = np.full(n, -1, dtype=np.int64)
    for b, each in enumerate(blocks):
        block[each] = b
    ptr = np.cumsum([0, *map(len, blocks)]).astype(np.int64)
    return block, ptr, np.array([i for each in blocks for i in each], dtype=np.int64)


def _fix_blocks(fixed: np.ndarray, block_ptr: np.ndarray, block_adj: np.ndarray) -> np.ndarray:
    for b in range(len(block_ptr) - 1):
        members = block_adj[block_ptr[b] : block_ptr[b + 1]]
        teams = fixed[members][fixed[members] >= 0]
        if len(teams):  # a block fixed to two teams is a clash, told elsewhere; keep each pupil's own wish
            fixed[members] = np.where(fixed[members] >= 0, fixed[members], teams[0])
    return fixed
