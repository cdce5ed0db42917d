"""The least that any plan could have of a label in a team, worked out anew with a heap.

Pupils who must share a team come in one piece. Three ways to leave out part of the rules; each gives a
bound, and the highest is taken:

* pieces are broken into pairs, and poured one after another into the emptiest team;
* the j fullest teams hold at least the j largest pieces, and the rest is poured on top;
* those with an access need are poured into the accessible teams, then the others anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heapreplace
from typing import Any

Pupils = Mapping[str, Mapping[str, Any]]


def text(value: object) -> str:
    """A label as text, so that 9 and "9" are one value; not known is a value too."""
    return "" if value is None else str(value)


class Groups:
    """Who must stand where (``fixed``), and who must stand together (``piece``, when it is not fixed)."""

    def __init__(self, brief: Mapping[str, Any], pupils: Pupils, n_teams: int) -> None:
        self.pupils, self.n_teams = pupils, n_teams
        self.piece = _pieces(brief)
        self.fixed = self._fixed(brief)
        able = brief.get("accessible_teams")
        self.able = set(range(n_teams)) if able is None else set(able)
        size, odd = divmod(len(pupils), n_teams)
        self.one_size = size if odd == 0 and size in brief.get("size", [size]) else 0

    def _fixed(self, brief: Mapping[str, Any]) -> dict[str, int]:
        """Those fixed by name, and those together with one of them."""
        fixed = dict(brief.get("fixed", {}))
        team_of = {self.piece[ident]: team for ident, team in fixed.items() if ident in self.piece}
        return {ident: team_of[root] for ident, root in self.piece.items() if root in team_of} | fixed

    def share_a_team(self, one: str, other: str) -> bool:
        """Whether two pupils are in one piece, or fixed to one team."""
        piece, fixed = self.piece, self.fixed
        return (one in piece and piece[one] == piece.get(other)) or (one in fixed and fixed[one] == fixed.get(other))

    def least(self, name: str, cost: Callable[[int], int]) -> int:
        """The least sum of a convex ``cost`` of the counts of each value of ``name`` in each team."""
        by_value: dict[str, list[str]] = {}
        for ident, row in self.pupils.items():
            by_value.setdefault(text(row.get(name)), []).append(ident)
        loads = [list(self._loads(ids)) for ids in by_value.values()]
        least = sum(max(sum(map(cost, each)) for each in one) for one in loads)
        if len(loads) == 2 and name != "school" and self.one_size:  # more of one value is fewer of the other
            both = (sum(cost(c) + cost(self.one_size - c) for c in each) for one in loads for each in one)
            least = max(least, *both)
        return least

    def _loads(self, ids: list[str]) -> Iterable[list[int]]:
        stood = Counter(self.fixed[each] for each in ids if each in self.fixed)
        free = [each for each in ids if each not in self.fixed]
        pieces = Counter(self.piece[each] for each in free if each in self.piece)
        base = [stood[team] for team in range(self.n_teams)]
        pairs = sum(count // 2 for count in pieces.values())
        yield _pour(_pour(base, pairs, 2), len(free) - 2 * pairs, 1)
        heavy = sorted((count for count in (*stood.values(), *pieces.values()) if count > 1), reverse=True)
        heavy = (heavy + [0] * self.n_teams)[: self.n_teams]
        yield _pour(heavy, len(ids) - sum(heavy), 1)
        yield self._access(base, free)

    def _access(self, base: list[int], free: list[str]) -> list[int]:
        needs = sum(bool(self.pupils[each].get("access")) for each in free) if self.able else 0
        inside = _pour([base[team] for team in sorted(self.able)], needs, 1)
        outside = [base[team] for team in range(self.n_teams) if team not in self.able]
        return _pour(inside + outside, len(free) - needs, 1)


def _pieces(brief: Mapping[str, Any]) -> dict[str, str]:
    """The name of each piece, for those in one: groups that share a pupil are one piece."""
    piece: dict[str, str] = {}
    for group in brief.get("together", []):
        joined = {piece[each] for each in group if each in piece}
        members = {*group, *(each for each, name in piece.items() if name in joined)}
        piece |= dict.fromkeys(members, min(members))
    return piece


def _pour(loads: list[int], count: int, step: int) -> list[int]:
    heap = list(loads)
    heapify(heap)
    for _ in range(count):
        heapreplace(heap, heap[0] + step)
    return heap
