"""``python -m bothways.rules experts``: requests and experts in, visits out."""

from __future__ import annotations

import time
from argparse import Namespace
from dataclasses import asdict

from bothways.rules.answer import Answer
from bothways.rules.experts.match import match, why
from bothways.rules.experts.model import read_experts
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
    return Answer(plan, certificate, cpu_s, lines=lines)
