"""``repair INSTANCE.json --plan PLAN.json``: mend a teams plan on the morning of the event.

The instance is a teams brief with a “morning”::

    "morning": {
      "absent": ["P001"],                        # ids; the brief's own “absent” when this key is not there
      "late": ["P002"],                          # keep their place, and are not moved
      "arrivals": [{"id": "W1", "school": "S000", "year": 9}],   # new today, written as in “pupils”
      "locked_teams": [3],                       # nobody goes in or out
      "budget": 12                               # most moves; or a share of those here, as 0.04
    }

Without a budget only the fewest moves that mend the plan are made.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from typing import Any

from bothways.rules.answer import Answer
from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_int, need_list, need_text, read_brief
from bothways.rules.report import Certificate, input_hash
from bothways.rules.teams.model import Pupil, TeamBrief
from bothways.rules.teams.reading import read
from bothways.rules.teams.repair import Morning, Move, Repair, repair, warm


def run(args: argparse.Namespace) -> Answer:
    """Mend ``args.plan``. The answer's plan is everyone's team; only the moves are printed."""
    if args.plan is None:
        raise InvalidBrief("Say which plan to repair: add --plan PLAN.json.")
    data = read_brief(args.instance)
    brief = read(data)
    morning = read_morning(data, brief)
    plan = _plan(read_brief(args.plan))
    warm()
    began = time.process_time()
    mended = repair(brief, plan, morning, args.seed)
    cpu = time.process_time() - began
    certificate = Certificate("repair", input_hash(data), args.seed, mended.steps, mended.levels, notes=mended.notes())
    moves = [{"pupil": each.pupil, "from": each.origin, "to": each.to} for each in mended.moves]
    return Answer(dict(mended.plan), certificate, cpu, mended.broken, _lines(mended), {"moves": moves})


def read_morning(data: Mapping[str, Any], brief: TeamBrief) -> Morning:
    """The “morning” of a brief. Raises InvalidBrief in one sentence."""
    said = data.get("morning", {})
    if not isinstance(said, Mapping):
        raise InvalidBrief("“morning” must be an object: absent, late, arrivals, locked_teams, budget.")
    absent = frozenset(_ids(said, "absent")) if "absent" in said else brief.absent
    arrivals = _arrivals(said, data, brief)
    locked = need_list(said, "locked_teams") if "locked_teams" in said else []
    last = brief.rules.n_teams - 1
    teams = frozenset(need_int(each, "Each team in “locked_teams”", least=0, most=last) for each in locked)
    here = len(brief.pupils) + len(arrivals) - len(absent)
    return Morning(absent, frozenset(_ids(said, "late")), arrivals, teams, _budget(said.get("budget"), here))


def _ids(said: Mapping[str, Any], key: str) -> list[str]:
    return [need_text(each, f"Each id in “{key}”") for each in (need_list(said, key) if key in said else [])]


def _arrivals(said: Mapping[str, Any], data: Mapping[str, Any], brief: TeamBrief) -> tuple[Pupil, ...]:
    """Read by the rules for any pupil, beside those already in the brief."""
    rows = need_list(said, "arrivals") if "arrivals" in said else []
    if not rows:
        return ()
    labels = {"attributes": list(brief.attributes), "scores": list(brief.scores), "T": brief.rules.n_teams}
    whole = {**{key: value for key, value in data.items() if key != "size"}, **labels}
    return read({**whole, "pupils": [*data["pupils"], *rows]}).pupils[len(brief.pupils) :]


def _budget(value: object, here: int) -> int | None:
    """A whole number of pupils, or a share of those here (0.04), rounded down."""
    if value is None:
        return None
    if isinstance(value, float):
        if not 0 <= value <= 1:
            raise InvalidBrief("“budget” must be a whole number of pupils, or a share from 0 to 1 such as 0.04.")
        return int(value * here)
    return need_int(value, "“budget”", least=0)


def _plan(document: Mapping[str, Any]) -> dict[str, int]:
    """What ``--out`` wrote, or a bare plan."""
    plan = document.get("plan", document)
    if not isinstance(plan, Mapping):
        raise InvalidBrief("The plan must map pupil ids to team numbers.")
    return {key: need_int(team, f"The team of “{key}” in the plan", least=0) for key, team in plan.items()}


def _lines(mended: Repair) -> list[str]:
    """The moves, one a line, in the order of the teams people leave."""
    if not mended.moves:
        return ["nobody moves"]
    short = f"{mended.moved} of {len(mended.plan)} pupils move; no plan needs fewer than {mended.least_moves}"
    return [short, *(_say(each) for each in mended.moves)]


def _say(move: Move) -> str:
    return f"{move.pupil}: {'new, to' if move.origin is None else f'from team {move.origin} to'} team {move.to}"
