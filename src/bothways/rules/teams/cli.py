"""``python -m bothways.rules teams INSTANCE.json``."""

from __future__ import annotations

import argparse
import time

from bothways.rules.answer import Answer
from bothways.rules.reading import read_brief
from bothways.rules.report import input_hash
from bothways.rules.teams.reading import read
from bothways.rules.teams.solve import solve, warm


def run(args: argparse.Namespace) -> Answer:
    """Read, solve, answer. ``cpu_s`` is the solve alone: compiled code is loaded first."""
    raw = read_brief(args.instance)
    brief = read(raw)
    warm(brief.rules.mode)
    began = time.process_time()
    plan = solve(brief, args.seed, input_hash(raw))
    cpu_s = time.process_time() - began
    return Answer(plan.by_id(brief), plan.certificate, cpu_s, plan.broken)
