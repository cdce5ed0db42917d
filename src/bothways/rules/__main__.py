"""``python -m bothways.rules VERB INSTANCE.json``: the engine from a terminal.

Each verb is a module with ``run(args) -> Answer``; add one by adding a line to VERBS.
Exit status: 0 answered; 2 the brief is wrong or impossible (one sentence on standard error); 3 a checked plan
does not hold.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from bothways.rules.errors import ImpossibleBrief, RuleError

VERBS = {
    "teams": "bothways.rules.teams.cli",
    "repair": "bothways.rules.teams.repair_cli",
    "seating": "bothways.rules.teams.seating_cli",
    "seminars": "bothways.rules.seminars.cli",
    "places": "bothways.rules.places.cli",
    "judging": "bothways.rules.judging.cli",
    "experts": "bothways.rules.experts.cli",
    "check": "bothways.rules.check.cli",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bothways.rules", description=__doc__)
    parser.add_argument("verb", choices=sorted(VERBS))
    parser.add_argument("instance", type=Path, metavar="INSTANCE.json")
    parser.add_argument("--seed", type=int, default=1, help="same seed and input, same bytes (default 1)")
    parser.add_argument("--plan", type=Path, metavar="PLAN.json", help="a plan to repair or to check")
    parser.add_argument("--out", type=Path, metavar="PLAN.json", help="write the plan and its certificate here")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Returns the exit status; never a traceback for bad input."""
    args = _parser().parse_args(argv)
    try:
        answer = importlib.import_module(VERBS[args.verb]).run(args)
    except RuleError as problem:
        if args.json:
            clashes = problem.clashes if isinstance(problem, ImpossibleBrief) else ()
            print(json.dumps({"error": str(problem), "clash": [clash.rule for clash in clashes]}))
        print(problem, file=sys.stderr)
        return 2
    if args.out:
        args.out.write_text(json.dumps(answer.as_json(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(answer.as_json(), sort_keys=True) if args.json else answer.table())
    return answer.status


if __name__ == "__main__":
    sys.exit(main())
