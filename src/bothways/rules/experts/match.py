"""The matching as a flow of least cost, and the prices that prove it.

A visit not made costs more than all the kilometres there could be, so the flow fills as many requests as
can be filled and then drives as little as it can. An expert with dates can be in one place a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.rules.errors import InvalidBrief
from bothways.rules.experts.model import Expert, ExpertBrief, Request, kilometres
from bothways.rules.report import Level

Node = tuple[str, int] | tuple[str, int, str]


@dataclass(frozen=True)
class Visit:
    """One expert going to one request; ``date`` is empty when neither side named any."""

    request: str
    expert: str
    date: str
    km: int


@dataclass(frozen=True)
class Match:
    """visits in the order of requests; unfilled: the requests that nobody goes to."""

    brief: ExpertBrief
    visits: tuple[Visit, ...]
    unfilled: tuple[str, ...]
    levels: tuple[Level, ...]


def suits(request: Request, expert: Expert) -> list[str]:
    """The dates on which the expert could make the visit; [""] when neither names a date, [] when never."""
    km = kilometres(request.at, expert.at)
    if not request.skills & expert.skills or (expert.reach is not None and km > expert.reach):
        return []
    if request.dates and expert.dates:
        return sorted(request.dates & expert.dates)
    return sorted(request.dates | expert.dates) or [""]


def match(brief: ExpertBrief) -> Match:
    """The best matching, proved: the flow's optimality is checked against its own prices."""
    net = _Net(brief)
    chosen = net.solve()
    visits = tuple(sorted(chosen, key=lambda each: each.request))
    filled = {each.request for each in visits}
    unfilled = tuple(each.id for each in brief.requests if each.id not in filled)
    km = sum(each.km for each in visits)
    proved = net.improving_cycle() is False
    bounds = (len(unfilled), km) if proved else (0, 0)
    levels = (
        Level("requests nobody goes to", len(unfilled), bounds[0], "flow prices"),
        Level("kilometres in all", km, bounds[1], "flow prices"),
    )
    return Match(brief, visits, unfilled, levels)


class _Net:
    """source -> request -> expert on a date -> expert -> sink, and request -> sink for a visit not made."""

    def __init__(self, brief: ExpertBrief) -> None:
        self.brief = brief
        self.number: dict[Node, int] = {}
        self.arcs: list[tuple[int, int, int, int]] = []
        self.visits: dict[int, Visit] = {}
        self.flow: list[int] = []
        self.never = 1 + sum(
            max((self._km(r, e) for e in range(len(brief.experts))), default=0) for r in range(len(brief.requests))
        )
        self.source, self.sink = self._node(("source", 0)), self._node(("sink", 0))
        for r, request in enumerate(brief.requests):
            self._arc(self.source, self._node(("request", r)), 1, 0)
            self._arc(self._node(("request", r)), self.sink, 1, self.never)
            for e, expert in enumerate(brief.experts):
                self._visits(r, request, e, expert)
        for e, expert in enumerate(brief.experts):
            self._arc(self._node(("expert", e)), self.sink, expert.capacity, 0)

    def _km(self, r: int, e: int) -> int:
        return kilometres(self.brief.requests[r].at, self.brief.experts[e].at)

    def _visits(self, r: int, request: Request, e: int, expert: Expert) -> None:
        for date in suits(request, expert):
            day: Node = ("day", e, date)
            if day not in self.number:
                self._arc(self._node(day), self._node(("expert", e)), 1 if date else expert.capacity, 0)
            self.visits[len(self.arcs)] = Visit(request.id, expert.id, date, self._km(r, e))
            self._arc(self._node(("request", r)), self._node(day), 1, self._km(r, e))

    def _node(self, key: Node) -> int:
        return self.number.setdefault(key, len(self.number))

    def _arc(self, tail: int, head: int, capacity: int, cost: int) -> None:
        self.arcs.append((tail, head, capacity, cost))

    def solve(self) -> list[Visit]:
        from ortools.graph.python import min_cost_flow  # slow to import, and most verbs never need it

        flow = min_cost_flow.SimpleMinCostFlow()
        for arc in self.arcs:
            flow.add_arc_with_capacity_and_unit_cost(*arc)
        flow.set_node_supply(self.source, len(self.brief.requests))
        flow.set_node_supply(self.sink, -len(self.brief.requests))
        flow.solve()
        self.flow = [flow.flow(arc) for arc in range(len(self.arcs))]
        return [visit for arc, visit in self.visits.items() if self.flow[arc]]

    def improving_cycle(self) -> bool:
        """Whether any rerouting would be cheaper, by Bellman-Ford on what is left of the net.

        False is the proof: the distances found are prices at which no arc is worth using otherwise.
        """
        left = [
            (tail, head, cost) for (tail, head, cap, cost), used in zip(self.arcs, self.flow, strict=True) if used < cap
        ]
        left += [(head, tail, -cost) for (tail, head, _, cost), used in zip(self.arcs, self.flow, strict=True) if used]
        price = [0] * len(self.number)
        for _ in range(len(price) + 1):
            if not _lowered(left, price):
                return False
        return True


def _lowered(arcs: Sequence[tuple[int, int, int]], price: list[int]) -> bool:
    """One sweep; True when some price fell."""
    fell = False
    for tail, head, cost in arcs:
        if price[tail] + cost < price[head]:
            price[head] = price[tail] + cost
            fell = True
    return fell


def why(found: Match, request: str) -> str:
    """Who goes to a request and why, or why nobody does. Raises InvalidBrief for an unknown id."""
    wanted = next((each for each in found.brief.requests if each.id == request), None)
    if wanted is None:
        raise InvalidBrief(f"No request is called “{request}”. Check the id.")
    able = [each for each in found.brief.experts if suits(wanted, each)]
    visit = next((each for each in found.visits if each.request == request), None)
    if visit is not None:
        nearer = sum(kilometres(wanted.at, each.at) < visit.km for each in able)
        day = f" on {visit.date}" if visit.date else ""
        more = f"; {nearer} who are nearer go where they are needed more" if nearer else ", the nearest who can"
        return f"“{visit.expert}” goes{day}, {visit.km} km{more}."
    if not able:
        return "Nobody has the skill, a date that suits and the reach."
    return f"{len(able)} could go, but each is needed elsewhere; ask one to offer another visit."
