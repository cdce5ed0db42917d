"""``seating INSTANCE.json``: who sits where at a formal lunch.

The instance::

    {
      "kind": "seating",
      "size": [6, 7],                # least and most at a table
      "T": 6,                        # tables; the fewest that fit when left out
      "schools": [{"id": "S000"}, ...],
      "guests": [{"id": "G1", "school": "S000", "adult": 0, "diet": "vegetarian", "access": 0}, ...],
      "min_schools": 2, "min_adults": 1,       # at every table; these are the usual ones
      "diets": "spread",             # or "together": those with one diet at few tables
      "together": [], "apart": [], "fixed": {}, "accessible_tables": [0, 1], "history": []   # as for teams
    }

The plan maps each guest to a table, from 0; "cards" says which diets go to which table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from typing import Any

from bothways.rules.answer import Answer
from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_int, need_list, read_brief
from bothways.rules.report import input_hash
from bothways.rules.teams.reading import read
from bothways.rules.teams.seating import ADULT, DIETS, PUPIL, Guest, Lunch, Seating, seat, table_words
from bothways.rules.teams.solve import warm


def run(args: argparse.Namespace) -> Answer:
    """Seat everyone."""
    data = read_brief(args.instance)
    lunch = read_lunch(data)
    warm()
    began = time.process_time()
    seating = seat(lunch, args.seed, input_hash(data))
    cpu = time.process_time() - began
    cards = {str(table): dict(diets) for table, diets in seating.cards.items()}
    return Answer(dict(seating.plan), seating.certificate, cpu, seating.broken, _lines(seating), {"cards": cards})


def read_lunch(data: Mapping[str, Any]) -> Lunch:
    """The checked lunch. Raises InvalidBrief in one sentence, in the words of a lunch."""
    if data.get("kind", "seating") != "seating":
        raise InvalidBrief(f"“kind” must be “seating”, not {data.get('kind')!r:.40}.")
    if data.get("diets", DIETS[0]) not in DIETS:
        raise InvalidBrief(f"“diets” must be one of {', '.join(DIETS)}.")
    rows = need_list(data, "guests")
    try:
        brief = read(_as_teams_json(data, rows))
    except InvalidBrief as problem:
        raise InvalidBrief(table_words(str(problem))) from problem
    rules = brief.rules
    guests = tuple(
        Guest(pupil.id, pupil.school, pupil.attrs["role"] == ADULT, pupil.attrs["diet"], pupil.access)
        for pupil in brief.pupils
    )
    return Lunch(
        guests,
        rules.n_teams,
        rules.sizes,
        rules.limit,
        need_int(data.get("min_adults", 1), "“min_adults”", least=0),
        data.get("diets", DIETS[0]),
        rules.together,
        rules.apart,
        rules.fixed,
        rules.accessible_teams,
        rules.history,
    )


def _as_teams_json(data: Mapping[str, Any], rows: list[Any]) -> dict[str, Any]:
    shared = ("T", "size", "schools", "together", "apart", "fixed", "history")
    out = {key: data[key] for key in shared if key in data}
    if "accessible_tables" in data:
        out["accessible_teams"] = data["accessible_tables"]
    labels = {"attributes": ["role", "diet"], "scores": []}
    return {**out, **labels, "mode": "at_least", "k": data.get("min_schools", 2), "pupils": [_row(row) for row in rows]}


def _row(row: object) -> object:
    """Somebody as a pupil with a role."""
    if not isinstance(row, Mapping):
        return row
    adult = row.get("adult", 0)
    if adult not in (0, 1):
        raise InvalidBrief(f"“adult” of guest {row.get('id')!r:.60} must be 0 or 1.")
    kept = {key: row[key] for key in ("id", "school", "access") if key in row}
    return {**kept, "role": ADULT if adult else PUPIL, "diet": row.get("diet", "")}


def _lines(seating: Seating) -> list[str]:
    """One line a table: who sits there, and what the kitchen sends."""
    lines = []
    for table, diets in sorted(seating.cards.items()):
        names = ", ".join(sorted(ident for ident, where in seating.plan.items() if where == table))
        special = "; ".join(f"{count} {diet}" for diet, count in diets.items())
        lines.append(f"table {table}: {names}{f' ({special})' if special else ''}")
    return lines
