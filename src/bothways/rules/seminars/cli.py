"""``python -m bothways.rules seminars``: the brief in, who goes where with a proof of each level out."""

from __future__ import annotations

import time
from argparse import Namespace

from bothways.rules.answer import Answer
from bothways.rules.reading import read_brief
from bothways.rules.report import Certificate, input_hash
from bothways.rules.seminars import recount
from bothways.rules.seminars.model import read_seminars
from bothways.rules.seminars.prices import SCALE
from bothways.rules.seminars.solve import SeminarPlan, solve
from bothways.rules.seminars.warm import warm


def run(args: Namespace) -> Answer:
    """Solve one day of seminars. The same file and seed give the same bytes."""
    data = read_brief(args.instance)
    warm()
    start = time.process_time()
    plan = solve(read_seminars(data), args.seed)
    cpu_s = time.process_time() - start
    certificate = Certificate("seminars", input_hash(data), args.seed, plan.runs, plan.levels, notes=_notes(plan))
    broken = recount.broken_rules(plan.brief, plan.layout, plan.seats, plan.clashes)
    extra = {"cost": plan.cost.as_json(), "profile": _profile(plan)}
    return Answer(plan.sessions_of(), certificate, cpu_s, broken=broken, lines=_lines(plan), extra=extra)


def _notes(plan: SeminarPlan) -> dict[str, object]:
    """The prices behind the bounds: anybody can put them through the sum in docs/engine-formats.md."""
    names = [each.id for each in plan.brief.sessions]
    prices = {name: int(price) for name, price in zip(names, plan.prices.seat, strict=True) if price}
    return {"price_scale": SCALE, "seat_prices": prices, "cost": plan.cost.as_json()}


def _profile(plan: SeminarPlan) -> list[int]:
    """Places by choice: first, second, ..., last the places nobody ranked."""
    return [int(count) for count in recount.profile(plan.layout, plan.seats).sum(axis=0)]


def _lines(plan: SeminarPlan) -> list[str]:
    *ranked, unranked = _profile(plan)
    places = ", ".join(f"{count} at choice {rank + 1}" for rank, count in enumerate(ranked))
    return [f"places: {places}, {unranked} not ranked", plan.cost.sentence()]
