"""Who judges which entry: loads as even as can be first, then meetings between judges spread evenly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bothways.rules.judging.bounds import load_bound, overlap_bound
from bothways.rules.judging.composition import composition_bound
from bothways.rules.judging.kernels import anneal, begin
from bothways.rules.judging.loads import even_loads
from bothways.rules.judging.model import JudgingBrief, Tables, tables
from bothways.rules.report import Certificate, Level, input_hash
from bothways.rules.rng import new_state, shuffle

STEPS_PER_ENTRY, LEAST_STEPS, MOST_STEPS = 40_000, 400_000, 10_000_000


@dataclass(frozen=True)
class Assignment:
    """``judges_of`` maps an entry's id to the ids of its judges, both sorted."""

    judges_of: Mapping[str, tuple[str, ...]]
    certificate: Certificate

    def loads(self) -> dict[str, int]:
        """How many entries each judge sees."""
        out: dict[str, int] = {}
        for judges in self.judges_of.values():
            for judge in judges:
                out[judge] = out.get(judge, 0) + 1
        return out


def assign(brief: JudgingBrief, seed: int = 1) -> Assignment:
    """The most even panels. Raises ImpossibleBrief when bans and limits leave too few judges."""
    t = tables(brief)
    dealt, loads = even_loads(t)
    rng = new_state(seed)
    panels = first_panels(t, dealt, rng)
    bound = overlap_bound(t, loads)
    steps = min(max(STEPS_PER_ENTRY * len(t.entries), LEAST_STEPS), MOST_STEPS)
    overlap, taken = anneal(begin(rng, panels, t.allowed[t.group], loads, t.limit), steps, bound)
    levels = (_load_level(t, loads), _overlap_level(t, loads, int(overlap), bound))
    certificate = Certificate("judging", input_hash(as_json(brief)), seed, int(taken), levels, notes=_notes(loads))
    return Assignment(_named(t, panels), certificate)


def first_panels(t: Tables, dealt: np.ndarray, rng: np.ndarray) -> np.ndarray:
    """(E, r): each school's judges dealt round its entries; a judge dealt n_g times at most never meets one twice."""
    panels = np.empty((len(t.entries), t.r), dtype=np.int64)
    for g in range(len(t.sizes)):
        order = np.arange(len(t.judges), dtype=np.int64)
        shuffle(rng, order)
        cards = np.repeat(order, dealt[g, order])
        panels[t.group == g] = cards.reshape(t.r, int(t.sizes[g])).T
    return panels


def _load_level(t: Tables, loads: np.ndarray) -> Level:
    value = int((loads * loads).sum())
    if value == load_bound(t):
        return Level("load", value, value)
    return Level("load", value, value, bound_type="no chain of exchanges evens the loads")


def _overlap_level(t: Tables, loads: np.ndarray, overlap: int, bound: int) -> Level:
    """The dearer bound is worked out only when the plan does not reach the plain one."""
    tighter = composition_bound(t, loads) if overlap > bound else 0
    if tighter > bound:
        return Level("overlap", overlap, tighter, bound_type="mixtures of judges")
    return Level("overlap", overlap, bound)


def _notes(loads: np.ndarray) -> dict[str, int]:
    return {"least_load": int(loads.min()), "greatest_load": int(loads.max())}


def _named(t: Tables, panels: np.ndarray) -> dict[str, tuple[str, ...]]:
    named = {
        entry.id: tuple(sorted(t.judges[int(j)].id for j in panel))
        for entry, panel in zip(t.entries, panels, strict=True)
    }
    return dict(sorted(named.items()))


def as_json(brief: JudgingBrief) -> dict[str, object]:
    """The brief as the certificate hashes it: sorted, with nothing that the engine does not use."""
    entries = sorted((entry.id, entry.school) for entry in brief.entries)
    judges = sorted((judge.id, sorted(judge.schools), judge.max_load or 0) for judge in brief.judges)
    return {"kind": "judging", "r": brief.r, "entries": entries, "judges": judges}
