"""Teams whose sizes are not forced: no bound is above what some plan of *any* allowed sizes reaches."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, product

import pytest

from bothways.rules.check.teams import recount
from bothways.rules.teams import MODES, Pupil, School, TeamBrief, TeamRules, solve
from bothways.rules.teams.public import public_form
from bothways.rules.teams.repair import Morning, repair
from tests.unit.rules.teams_oracle import keeps_rules, levels, plans, tiny


def free(seed: int, mode: str) -> TeamBrief:
    """A tiny event with a past in which most have met, and sizes that may differ by two or more."""
    rng = random.Random(f"free/{mode}/{seed}")
    brief = tiny(seed, mode)
    ids, n_teams = [pupil.id for pupil in brief.pupils], brief.rules.n_teams
    n = len(ids)
    even, odd = divmod(n, n_teams)
    sizes = (rng.randint(1, even), rng.randint(even + (odd > 0), n))
    line = rng.sample(ids, n)
    past = [pair for pair in combinations(line, 2) if rng.random() < rng.choice([0.3, 0.6, 0.9])]
    history = (tuple(past), ((line[0], *line[2:4]),)) if past else brief.rules.history
    return replace(brief, rules=replace(brief.rules, sizes=sizes, history=history))


def test_whoever_met_everybody_may_still_be_alone_in_a_team() -> None:
    """In teams of two she meets somebody again; with one to three in a team she need not."""
    pupils = tuple(Pupil(each, each.upper()) for each in "abcd")
    schools = tuple(School(each) for each in "ABCD")
    past = tuple(((("a", other),)) for other in "bcd")
    brief = TeamBrief(schools, pupils, TeamRules(2, (1, 3), history=past))
    met = next(level for level in solve(brief).levels if level.name == "met")
    assert met.bound == 0
    counted = recount(public_form(brief), solve(brief).by_id(brief), {})
    assert counted.bounds["met"] == 0
    forced = replace(brief, rules=replace(brief.rules, sizes=(2, 2)))
    met = next(level for level in solve(forced).levels if level.name == "met")
    assert (met.value, met.bound) == (1, 1)


@pytest.mark.parametrize("mode", MODES)
def test_no_level_is_called_proved_that_another_plan_betters(mode: str) -> None:
    looked_at = 0
    for seed in range(40):
        brief = free(seed, mode)
        found = [tuple(levels(brief, plan).values()) for plan in plans(brief)]
        if not found:
            continue
        plan = solve(brief)
        assert keeps_rules(brief, plan.assignment)
        counted = recount(public_form(brief), plan.by_id(brief), {})
        looked_at += 1
        if mode == "no_lone":
            assert plan.levels[0].value == plan.levels[0].bound == min(each[0] for each in found)
        for place, level in enumerate(plan.levels):
            rivals = found
            if level.bound_type == "column generation":  # holds where nobody is alone who need not be
                rivals = [each for each in found if each[0] == plan.levels[0].value]
            assert level.bound <= min(each[place] for each in rivals), (mode, seed, level)
            assert counted.bounds[level.name] <= min(each[place] for each in found), (mode, seed, level)
            assert level.bound >= 0
    assert looked_at > 15


def test_on_the_morning_a_locked_team_of_another_size_makes_no_bound_false() -> None:
    """Twelve in three teams of four or five, and one team of five is locked: the bounds may not reckon with fours."""
    found = [morning(seed) for seed in range(45)]
    assert all(found)


def morning(seed: int) -> bool:
    """Whether there was a plan to hold the bounds against. Three of one sex are kept together, so the other counts."""
    rng = random.Random(seed)
    line = rng.sample([f"P{k:02}" for k in range(13)], 13)
    trio, gone = tuple(line[:3]), line[12]
    home = {each: 0 if k < 5 else 1 + k % 2 for k, each in enumerate(line)}
    pupils = tuple(
        Pupil(each, f"S{rng.randrange(3)}", {"sex": "F" if each in trio or rng.random() < 0.1 else "M"})
        for each in sorted(line)
    )
    past = tuple((pair,) for pair in combinations(line, 2) if rng.random() < 0.8)
    rules = TeamRules(3, (4, 5), together=(trio,), history=past)
    brief = TeamBrief(tuple(School(f"S{k}") for k in range(3)), pupils, rules, ("sex",))
    mended = repair(brief, home, Morning(frozenset({gone}), locked_teams=frozenset({0}), budget=6))
    if mended.broken or mended.levels[0].value:
        return False
    today = replace(mended.brief, rules=replace(mended.brief.rules, sizes=(3, 5)))
    ways = product(*[(0,) if mended.plan[pupil.id] == 0 else (1, 2) for pupil in today.pupils])
    rivals = [levels(today, plan) for plan in ways if keeps_rules(today, plan)]
    for level in mended.levels[2:]:
        assert level.bound <= min(each[level.name] for each in rivals), (seed, level)
    return True
