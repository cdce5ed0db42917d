"""``python -m bothways.rules experts``: requests and experts in, visits out."""

from __future__ import annotations

import time
from argparse import Namespace
from collections import Counter
from dataclasses import asdict

from bothways.rules.answer import Answer
from bothways.rules.experts.match import Match, match, suits, why
from bothways.rules.experts.model import ExpertBrief, read_experts
from bothways.rules.reading import read_brief
from bothways.rules.report import Certificate, input_hash


def run(args: Namespace) -> Answer:
    """Match once. The seed changes nothing here: the answer is the best there is."""
    data = read_brief(args.instance)
    start = time.process_time()
    brief = read_experts(data)
    found = match(brief)
    cpu_s = time.process_time() - start
    plan = {
        "visits": [asdict(visit) for visit in found.visits],
        "unfilled": [{"request": request, "reason": why(found, request)} for request in found.unfilled],
    }
    certificate = Certificate("experts", input_hash(data), args.seed, 1, found.levels)
    lines = [f"{len(found.visits)} of {len(brief.requests)} requests filled"]
    return Answer(plan, certificate, cpu_s, broken_rules(brief, found), lines)


def broken_rules(brief: ExpertBrief, found: Match) -> list[str]:
    """Each rule that the visits break, in words; recounted from the visits alone."""
    requests, experts = {each.id: each for each in brief.requests}, {each.id: each for each in brief.experts}
    broken = [
        f"“{visit.expert}” cannot go to “{visit.request}” on “{visit.date}”"
        for visit in found.visits
        if visit.date not in suits(requests[visit.request], experts[visit.expert])
    ]
    visited = Counter(visit.request for visit in found.visits)
    made = Counter(visit.expert for visit in found.visits)
    days = Counter((visit.expert, visit.date) for visit in found.visits if visit.date)
    broken += [f"“{name}” has {count} visits" for name, count in visited.items() if count > 1]
    broken += [f"“{name}” makes {count} visits" for name, count in made.items() if count > experts[name].capacity]
    return broken + [f"“{name}” is in {count} places on {day}" for (name, day), count in days.items() if count > 1]
