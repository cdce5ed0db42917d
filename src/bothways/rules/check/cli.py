"""``check INSTANCE.json --plan PLAN.json``: does the plan's certificate hold?

Exit status 0 when it holds, 3 when it does not. The plan file is what ``--out`` wrote, or a bare plan.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.rules.answer import Answer
from bothways.rules.check.recount import Recount, differences, own_hash, taken_on_trust
from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import read_brief
from bothways.rules.report import Certificate, Level

KINDS = ("experts", "judging", "places", "seating", "seminars", "teams")
DOES_NOT_HOLD = 3


@dataclass(frozen=True)
class Verdict:
    """``differences`` is empty when the certificate holds; ``trusted`` names bounds that were not recounted."""

    found: Recount
    differences: tuple[str, ...]
    trusted: tuple[str, ...]
    input_hash: str

    @property
    def holds(self) -> bool:
        """True when the recount bears out everything the document says."""
        return not self.differences


def run(args: argparse.Namespace) -> Answer:
    """Recount ``args.plan`` against ``args.instance``."""
    if args.plan is None:
        raise InvalidBrief("Say which plan to check: add --plan PLAN.json.")
    brief, document = read_brief(args.instance), read_brief(args.plan)
    began = time.process_time()
    verdict = check(brief, document)
    cpu = time.process_time() - began
    return _answer(brief, document, verdict, cpu)


def check(brief: Mapping[str, Any], document: Mapping[str, Any]) -> Verdict:
    """Hold ``document`` (a written answer, or a bare plan) against ``brief``."""
    kind = brief.get("kind", "teams")
    if kind not in KINDS:
        raise InvalidBrief(f"“kind” must be one of {', '.join(KINDS)}, not {kind!r:.40}.")
    whole = document if "plan" in document else {"plan": document}
    if kind == "teams" and "moves" in whole:  # what the repair verb writes
        kind = "repair"
    module = importlib.import_module(f"bothways.rules.check.{kind}")
    try:
        hashed = own_hash(module.hashed(brief))
        found = module.recount(brief, whole["plan"], whole)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise InvalidBrief(f"The brief or the plan is not in the public format: {what:.100}.") from problem
    return Verdict(found, tuple(differences(kind, hashed, whole, found)), tuple(taken_on_trust(whole, found)), hashed)


def _answer(brief: Mapping[str, Any], document: Mapping[str, Any], verdict: Verdict, cpu: float) -> Answer:
    found = verdict.found
    said = document.get("levels")
    named = [str(level.get("name")) for level in (said if isinstance(said, list) else []) if isinstance(level, Mapping)]
    levels = tuple(_level(name, found) for name in named or sorted(found.values) if name in found.values)
    seed = document.get("seed", 0)
    certificate = Certificate(str(brief.get("kind", "teams")), verdict.input_hash, seed, 0, levels)
    return Answer(
        document.get("plan", document),
        certificate,
        cpu,
        found.broken,
        _lines(verdict),
        {"holds": verdict.holds, "differences": list(verdict.differences), "bounds_on_trust": list(verdict.trusted)},
        status=0 if verdict.holds else DOES_NOT_HOLD,
    )


def _level(name: str, found: Recount) -> Level:
    """Our own value and bound. A broken plan can beat a bound that holds for plans that keep the rules."""
    value = found.values[name]
    return Level(name, value, min(value, found.bounds.get(name, 0)), "recounted")


def _lines(verdict: Verdict) -> list[str]:
    if not verdict.holds:
        return ["The certificate does not hold:", *(f"  {each}" for each in verdict.differences)]
    trusted = [f"  the bound of {each} is taken on trust: plain counting gives less" for each in verdict.trusted]
    return ["The certificate holds: every rule, value and plain bound was recounted.", *trusted]
