"""``judging``: read a brief, assign the judges, recount the rules."""

from __future__ import annotations

import argparse
import time

from bothways.rules.answer import Answer
from bothways.rules.judging.assignment import Assignment, assign
from bothways.rules.judging.model import JudgingBrief, read
from bothways.rules.judging.warm import warm
from bothways.rules.reading import read_brief


def run(args: argparse.Namespace) -> Answer:
    """Solve ``args.instance`` with ``args.seed``. CPU time leaves out compiling and reading."""
    brief = read(read_brief(args.instance))
    warm()
    began = time.process_time()
    plan = assign(brief, args.seed)
    cpu = time.process_time() - began
    listed = {entry: list(judges) for entry, judges in plan.judges_of.items()}
    notes = plan.certificate.notes
    lines = [f"each judge sees {notes['least_load']} to {notes['greatest_load']} entries"]
    return Answer(listed, plan.certificate, cpu, broken_rules(brief, plan), lines)


def broken_rules(brief: JudgingBrief, plan: Assignment) -> list[str]:
    """Each hard rule that the plan breaks, in words; recounted from the plan alone."""
    own = {judge.id: judge.schools for judge in brief.judges}
    broken = []
    for entry in brief.entries:
        judges = plan.judges_of.get(entry.id, ())
        if len(judges) != brief.r or len(set(judges)) != brief.r:
            broken.append(f"entry “{entry.id}” is not judged by {brief.r} different judges")
        broken += [f"judge “{j}” sees their own school's entry “{entry.id}”" for j in judges if entry.school in own[j]]
    loads = plan.loads()
    for judge in brief.judges:
        if judge.max_load is not None and loads.get(judge.id, 0) > judge.max_load:
            broken.append(f"judge “{judge.id}” has more than {judge.max_load} entries")
    return broken
