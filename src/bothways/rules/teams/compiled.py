"""A brief as arrays, in an order that depends on what pupils are and not on their names or file order.

Two briefs that differ only in the order of their lists compile to the same arrays. Two that differ only
in ids do too, unless pupils agree in everything (school, labels, scores, rules, the people they met);
such pupils stand in id order, and either may take the other's place in a plan without any change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from bothways.rules.teams.model import MODES, TeamBrief

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
    met = _pairs({where[each] for each in team if each in where} for event in rules.history for team in event)
    groups = [[where[each] for each in group] for group in rules.together]
    labels, scores = _labels(brief), _scores(brief)
    fixed = np.array([rules.fixed.get(pupil.id, -1) for pupil in brief.pupils], dtype=np.int64)
    needs = np.array([pupil.access for pupil in brief.pupils], dtype=np.bool_)
    school, order = _canonical(brief, [*labels, *scores, needs, fixed], (_pairs(groups), apart, met))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    block, block_ptr, block_adj = _blocks(len(order), [[int(rank[i]) for i in group] for group in groups])
    attr = np.array(labels, dtype=np.int64).reshape(len(labels), len(order)).T
    return Compiled(
        order,
        school[order],
        np.ascontiguousarray(attr[order]),
        _centred(scores, order),
        int(school.max()) + 1,
        np.array([int(each.max()) + 1 for each in labels], dtype=np.int64),
        block,
        block_ptr,
        block_adj,
        *_rows(len(order), rank[apart]),
        *_rows(len(order), rank[met]),
        _fix_blocks(fixed[order], block_ptr, block_adj),
        needs[order],
        np.array([brief.able(team) for team in range(rules.n_teams)], dtype=np.bool_),
        rules.n_teams,
        *rules.sizes,
        MODES.index(rules.mode),
        rules.limit,
    )


def _pairs(groups: Iterable[Collection[int]]) -> np.ndarray:
    """Every two members of each group once, as rows (low, high)."""
    rows = [pair for group in groups for pair in combinations(sorted(group), 2)]
    found = np.array(rows, dtype=np.int64).reshape(-1, 2)
    width = int(found.max(initial=0)) + 1
    codes = np.unique(found[:, 0] * width + found[:, 1])
    return np.column_stack([codes // width, codes % width])


def _rows(n: int, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows of a symmetric relation, each row in rising order."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    ptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=ptr[1:])
    return ptr, np.ascontiguousarray(both[:, 1])


def _canonical(
    brief: TeamBrief, columns: Sequence[np.ndarray], relations: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """(school of each pupil in the brief's order, canonical order).

    Pupils by school (largest first, then by what its pupils are), then by content, ties by partners, then id.
    """
    content = _ranks_of_rows(columns, len(brief.pupils))
    by_school: dict[str, list[int]] = {}
    for pupil, each in zip(brief.pupils, content.tolist(), strict=True):
        by_school.setdefault(pupil.school, []).append(each)
    schools = sorted(by_school, key=lambda s: (-len(by_school[s]), sorted(by_school[s]), s))
    rank = {school: i for i, school in enumerate(schools)}
    school = np.array([rank[pupil.school] for pupil in brief.pupils], dtype=np.int64)
    colour = _refine(_ranks_of_rows([school, content], len(school)), relations)
    by_id = sorted(range(len(school)), key=[pupil.id for pupil in brief.pupils].__getitem__)
    return school, np.array(by_id, dtype=np.int64)[np.argsort(colour[by_id], kind="stable")]


def _ranks_of_rows(columns: Sequence[np.ndarray], n: int) -> np.ndarray:
    """The place of each row among the different ones, the first column counting most."""
    if not columns:
        return np.zeros(n, dtype=np.int64)
    order = np.lexsort(columns[::-1])
    new = np.zeros(n, dtype=np.int64)
    for column in columns:
        turned = column[order]
        new[1:] |= turned[1:] != turned[:-1]
    out = np.empty(n, dtype=np.int64)
    out[order] = np.cumsum(new)
    return out


def _ranks(keys: Sequence[Any]) -> np.ndarray:
    at = {key: i for i, key in enumerate(sorted(set(keys)))}
    return np.array([at[key] for key in keys], dtype=np.int64)


def _refine(colours: np.ndarray, relations: Sequence[np.ndarray]) -> np.ndarray:
    """Tell tied pupils apart by the colours of those they are tied to by a rule or a past event."""
    rows = [_rows(len(colours), pairs) for pairs in relations if len(pairs)]
    for _ in range(_ROUNDS if rows else 0):
        alike = np.bincount(colours)[colours]
        if alike.max() == 1:
            break
        signs = [
            tuple(tuple(sorted(colours[adj[ptr[i] : ptr[i + 1]]].tolist())) for ptr, adj in rows) if many > 1 else ()
            for i, many in enumerate(alike.tolist())
        ]
        colours = _ranks(list(zip(colours.tolist(), signs, strict=True)))
    return colours


def _labels(brief: TeamBrief) -> list[np.ndarray]:
    """One column a label: the place of each pupil's value among the values, in their order."""
    return [_ranks([pupil.attrs.get(name, "") for pupil in brief.pupils]) for name in brief.attributes]


def _scores(brief: TeamBrief) -> list[np.ndarray]:
    """Two columns a score: whether it is known, and what it is (0 when not)."""
    out = []
    for name in brief.scores:
        values = [pupil.scores.get(name) for pupil in brief.pupils]
        out.append(np.array([value is not None for value in values], dtype=np.bool_))
        out.append(np.array([value or 0 for value in values], dtype=np.int64))
    return out


def _centred(scores: Sequence[np.ndarray], order: np.ndarray) -> np.ndarray:
    """On the mean rounded to the nearest whole number (halves up). Not known counts as the mean."""
    out = np.zeros((len(order), len(scores) // 2), dtype=np.int64)
    for k in range(out.shape[1]):
        known, value = scores[2 * k][order], scores[2 * k + 1][order]
        count = int(known.sum())
        centre = (2 * int(value.sum()) + count) // (2 * count) if count else 0
        out[:, k] = np.where(known, value - centre, 0)
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
