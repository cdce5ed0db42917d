"""Judging: panels for 240 entries and 24 judges, and comparative judgement of 100 entries, on fresh events."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bothways.rules.judging import (
    Comparison,
    Entry,
    Judge,
    JudgingBrief,
    PairingState,
    Scale,
    assign,
    next_pairs,
    scale,
    warm,
)


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal."""
    warm()
    return [_panels(3 if quick else 20), *_comparisons(12 if quick else 100)]


def fresh_brief(seed: int, entries: int = 240, judges: int = 24, r: int = 4, schools: int = 30) -> JudgingBrief:
    """Entries spread unevenly over schools; two judges in three belong to one of them."""
    rnd = random.Random(seed)
    own = [frozenset({f"S{rnd.randrange(schools):02}"} if rnd.random() < 2 / 3 else ()) for _ in range(judges)]
    return JudgingBrief(
        tuple(Entry(f"E{k:04}", f"S{min(rnd.randrange(schools), rnd.randrange(schools)):02}") for k in range(entries)),
        tuple(Judge(f"J{k:02}", each) for k, each in enumerate(own)),
        r,
    )


def _panels(count: int) -> dict[str, Any]:
    gaps, cpu, even = [], [], 0
    for seed in range(7000, 7000 + count):
        brief = fresh_brief(seed)
        began = time.process_time()
        load, overlap = assign(brief, seed).certificate.levels
        cpu.append(time.process_time() - began)
        gaps.append(100 * (overlap.value / overlap.bound - 1))
        even += load.proved
    worst, slowest = max(gaps), max(cpu)
    return {
        "goal": "judging 240 x 24, r=4",
        "target": "loads exact; overlap <= 0.3% over the bound; < 0.5 s",
        "measured": f"loads exact {even}/{count}; overlap proved {gaps.count(0)}/{count}, worst +{worst:.2f}%",
        "cpu_s": slowest,
        "ok": even == count and worst <= 0.3 and slowest < 0.5,
        "note": "slowest of all; baseline annealer +0.8%",
    }


def play(
    truth: Mapping[str, float], state: PairingState, judges: Sequence[Judge], rounds: int, seed: int
) -> PairingState:
    """Rounds with judges who follow the model exactly."""
    rnd = random.Random(seed)
    for turn in range(rounds):
        heard = list(state.comparisons)
        for pair in next_pairs(state, judges, seed + turn):
            if not pair.practice:
                left_wins = rnd.random() < 1 / (1 + np.exp(truth[pair.right] - truth[pair.left]))
                winner, loser = (pair.left, pair.right) if left_wins else (pair.right, pair.left)
                heard.append(Comparison(winner, loser, pair.judge))
        state = PairingState(state.entries, tuple(heard), state.practised)
    return state


def contest(seed: int, entries: int = 100, spread: float = 2.0) -> tuple[dict[str, float], PairingState, list[Judge]]:
    """A fresh contest: true values in logits, no comparisons yet, 24 judges of ten schools."""
    rng = np.random.default_rng(seed)
    listed = tuple(Entry(f"E{k:03}", f"S{k % 10}") for k in range(entries))
    truth = {entry.id: float(value) for entry, value in zip(listed, rng.normal(0, spread, entries), strict=True)}
    return truth, PairingState(listed), [Judge(f"J{k:02}", frozenset({f"S{k % 10}"})) for k in range(24)]


def true_r2(found: Scale, truth: Mapping[str, float]) -> float:
    """Squared correlation of the scale's values with the truth."""
    return float(np.corrcoef([found.value[item] for item in truth], list(truth.values()))[0, 1] ** 2)


def _comparisons(count: int) -> list[dict[str, Any]]:
    began = time.process_time()
    found = []
    for seed in range(8500, 8500 + count):
        truth, state, judges = contest(seed)
        result = scale(play(truth, state, judges, 10, seed).comparisons)
        found.append((true_r2(result, truth), result.ssr, result.split_half or 0.0, result.ssr_uncorrected))
    cpu = (time.process_time() - began) / count
    r2, ssr, half, textbook = np.mean(found, axis=0).tolist()
    table = np.array(found)
    error, doubt = float(table[:, 0].std()) / count**0.5, float((table[:, 1] - table[:, 0]).std()) / count**0.5
    return [
        {
            "goal": "comparative judgement, 100 entries, 10 rounds",
            "target": "true r2 >= 0.83",
            "measured": f"true r2 {r2:.3f} (standard error {error:.3f}, {count} contests)",
            "cpu_s": cpu,
            "ok": bool(r2 >= 0.83),
            "note": "CPU of a whole contest; baseline random .791, adaptive .820",
        },
        {
            "goal": "comparative judgement, stated reliability",
            "target": "within 0.01 of the truth",
            "measured": f"stated {ssr:.3f}, off by {ssr - r2:+.3f}; split-half {half:.3f}; textbook {textbook:.3f}",
            "cpu_s": cpu,
            "ok": bool(abs(ssr - r2) <= 0.01),
            "note": f"mean of {count} contests, standard error {doubt:.3f}",
        },
    ]
