"""``python -m bothways.rules places``: the brief in, the order drawn with reasons out."""

from __future__ import annotations

import time
from argparse import Namespace
from typing import Any

from bothways.rules.answer import Answer
from bothways.rules.places.allot import Outcome, Plan, allot
from bothways.rules.places.explain import reason
from bothways.rules.places.lottery import commit
from bothways.rules.places.model import Brief, kept_for_school, read_places
from bothways.rules.reading import need_text, read_brief
from bothways.rules.report import Certificate, Level, input_hash


def run(args: Namespace) -> Answer:
    """Draw once. The seed is the brief's “seed_text”, or else the number given with ``--seed``."""
    data = read_brief(args.instance)
    start = time.process_time()
    brief = read_places(data)
    seed_text = need_text(data.get("seed_text", str(args.seed)), "“seed_text”")
    plan = allot(brief, seed_text)
    rows = [row(plan, outcome) for outcome in plan.outcomes]
    cpu_s = time.process_time() - start
    notes = {"commitment": commit(seed_text)} if "seed_text" in data else {}
    certificate = Certificate("places", input_hash(data), args.seed, 1, levels(brief, plan), notes=notes)
    return Answer(rows, certificate, cpu_s, broken=broken_rules(brief, plan), lines=_lines(plan), extra=notes)


def row(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """One line of the JSON plan; the list is in the order drawn."""
    return {
        "id": outcome.application.id,
        "outcome": "place" if outcome.places else "waiting",
        "places": outcome.places,
        "position": outcome.drawn,
        "waiting": outcome.waiting,
        "reason": reason(plan, outcome),
    }


def levels(brief: Brief, plan: Plan) -> tuple[Level, ...]:
    """Empty places while somebody who could use one waits: nought is best."""
    usable = [each for each in plan.outcomes if each.waiting and not each.over_guest_cap]
    empty = brief.rules.capacity - plan.placed
    fits = any(each.application.minimum <= empty for each in usable)
    return (Level("places left empty while somebody waits for them", empty if fits else 0, 0),)


def broken_rules(brief: Brief, plan: Plan) -> list[str]:
    """Recounted from the outcomes alone: capacity, guests, what is kept for schools, minimums."""
    rules = brief.rules
    got: dict[str, int] = {}
    for each in plan.outcomes:
        got[each.application.school] = got.get(each.application.school, 0) + each.places
    broken = [f"{plan.placed} places given, {rules.capacity} exist"] if plan.placed > rules.capacity else []
    guests = sum(count for school, count in got.items() if school in rules.guests)
    if guests > rules.room_for_guests:
        broken.append(f"guests have {guests} places, at most {rules.room_for_guests}")
    single = all(each.wants == 1 for each in brief.applications)
    for school, kept in kept_for_school(brief.applications, rules).items():
        if single and school not in rules.guests and got[school] < kept:
            broken.append(f"school “{school}” has {got[school]} places, {kept} are kept for it")
    return broken + [
        f"“{each.application.id}” is offered fewer than its minimum"
        for each in plan.outcomes
        if 0 < each.places < each.application.minimum
    ]


def _lines(plan: Plan) -> list[str]:
    waiting = sum(1 for each in plan.outcomes if each.waiting)
    return [
        f"{plan.placed} places given; {waiting} applications wait",
        *(_line(plan, each) for each in plan.outcomes[:5]),
    ]


def _line(plan: Plan, outcome: Outcome) -> str:
    return f"{outcome.application.id}: {reason(plan, outcome)}"
