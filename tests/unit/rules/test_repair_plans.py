"""Morning repair: fewest moves by brute force on tiny mornings, and what holds on any morning."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import InvalidBrief
from bothways.rules.teams import MODES, Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.repair import Morning, Repair, repair
from bothways.rules.teams.solve import solve

SCHOOLS = tuple(School(f"S{k}") for k in range(3))


def event(n: int, teams: int, mix: int = 0, **rules: object) -> TeamBrief:
    """``n`` pupils of three schools and two years; teams as even as can be."""
    pupils = tuple(
        Pupil(f"P{i:02}", f"S{(i * 7 + mix) % 3}", {"year": str((i * 5 + mix) % 2)}, {"prior": (i * i + mix) % 9})
        for i in range(n)
    )
    sizes = (n // teams, -(-n // teams))
    return TeamBrief(SCHOOLS, pupils, TeamRules(teams, sizes, **rules), ("year",), ("prior",))  # type: ignore[arg-type]  # rules come by name


def in_turn(brief: TeamBrief) -> dict[str, int]:
    """A plan that keeps the sizes."""
    return {pupil.id: i % brief.rules.n_teams for i, pupil in enumerate(brief.pupils)}


def moved(plan: dict[str, int], mended: Repair) -> int:
    return sum(plan[ident] != team for ident, team in mended.plan.items() if ident in plan)


@st.composite
def mornings(draw: st.DrawFn) -> tuple[TeamBrief, dict[str, int], Morning]:
    teams = draw(st.integers(2, 6))
    brief = event(draw(st.integers(teams * 2, 40)), teams, draw(st.integers(0, 5)))
    ids = [pupil.id for pupil in brief.pupils]
    absent = frozenset(draw(st.lists(st.sampled_from(ids), max_size=len(ids) // 3)))
    late = frozenset(draw(st.lists(st.sampled_from(ids), max_size=4))) - absent
    locked = frozenset(draw(st.lists(st.integers(0, teams - 1), max_size=teams - 1)))
    new = tuple(Pupil(f"W{k}", "S0", {"year": "1"}) for k in range(draw(st.integers(0, 5))))
    budget = draw(st.none() | st.integers(0, 8))
    return brief, in_turn(brief), Morning(absent, late, new, locked, budget)


@settings(max_examples=50, deadline=None)
@given(mornings())
def test_any_morning(asked: tuple[TeamBrief, dict[str, int], Morning]) -> None:
    brief, plan, morning = asked
    mended = repair(brief, plan, morning)
    here = {pupil.id for pupil in (*brief.pupils, *morning.arrivals)} - morning.absent
    assert set(mended.plan) == here
    count = moved(plan, mended)
    assert count == mended.moved >= mended.least_moves or mended.levels[0].value > 0
    assert morning.budget is None or count <= morning.budget
    for move in mended.moves:
        assert move.origin != move.to == mended.plan[move.pupil]
        assert move.pupil not in morning.late
        assert not {move.origin, move.to} & morning.locked_teams
    for team in morning.locked_teams:
        stayed = {ident for ident, where in plan.items() if where == team} - morning.absent
        assert {ident for ident, where in mended.plan.items() if where == team} == stayed


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(12, 40), st.integers(0, 9), st.sampled_from(MODES), st.none() | st.just(0))
def test_nobody_absent_and_nobody_new_moves_nobody(teams: int, n: int, mix: int, mode: str, budget: int | None) -> None:
    brief = event(n, teams, mix, mode=mode, limit=n if mode == "at_most" else 1)
    plan = in_turn(brief)
    mended = repair(brief, plan, Morning(budget=budget))
    assert mended.moves == ()
    assert dict(mended.plan) == plan


def test_nobody_absent_from_a_solved_plan_with_rules_moves_nobody() -> None:
    brief = event(24, 4, together=(("P00", "P03"),), apart=(("P01", "P02"),), fixed={"P05": 2})
    plan = solve(brief).by_id(brief)
    assert repair(brief, plan, Morning()).moves == ()


def test_uneven_teams_within_the_range_are_left_alone() -> None:
    brief = event(12, 3)
    wide = replace(brief, rules=replace(brief.rules, sizes=(2, 6)))
    plan = {pupil.id: (0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2)[k] for k, pupil in enumerate(brief.pupils)}
    assert repair(wide, plan, Morning(frozenset({"P02"}))).moves == ()


def sizes_kept(brief: TeamBrief, teams: tuple[int, ...], sizes: tuple[int, int]) -> bool:
    return all(sizes[0] <= teams.count(team) <= sizes[1] for team in range(brief.rules.n_teams))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 30), st.sets(st.integers(0, 8), min_size=1, max_size=4), st.booleans())
def test_fewest_moves_by_trying_every_plan(mix: int, gone: set[int], paired: bool) -> None:
    """Nine pupils in three teams, with a pair to keep together, one to keep apart and one fixed."""
    rules = {"together": (("P00", "P03"),), "apart": (("P01", "P02"),), "fixed": {"P05": 2}} if paired else {}
    brief = event(9, 3, mix, **rules)
    plan = in_turn(brief)
    mended = repair(brief, plan, Morning(frozenset(f"P0{k}" for k in gone)))
    ids = [pupil.id for pupil in mended.brief.pupils]
    fewest = min(
        sum(plan[ident] != team for ident, team in zip(ids, teams, strict=True))
        for teams in product(range(3), repeat=len(ids))
        if sizes_kept(brief, teams, mended.sizes) and not _rules_broken(mended, teams)
    )
    assert (mended.moved, mended.levels[0].value, mended.broken) == (fewest, 0, ())
    assert mended.least_moves <= fewest


def _rules_broken(mended: Repair, teams: tuple[int, ...]) -> list[str]:
    return [each for each in broken_rules(mended.brief, teams) if "pupils, not" not in each]


def test_a_budget_beyond_the_fewest_frees_pupils_who_are_alone() -> None:
    brief = event(24, 4, mode="no_lone")
    plan = solve(brief).by_id(brief)
    gone = frozenset({"P00", "P01", "P02"})
    lone = [repair(brief, plan, Morning(gone, budget=budget)).levels[2].value for budget in (1, 12)]
    assert lone[1] == 0 <= lone[0]


def test_a_broken_rule_is_mended_before_sizes_are_thought_of() -> None:
    brief = event(12, 3, apart=(("P00", "P03"),), fixed={"P01": 2})
    mended = repair(brief, in_turn(brief), Morning())
    assert mended.broken == ()
    assert mended.levels[0].value == 0


@pytest.mark.parametrize(
    ("morning", "says"),
    [
        (Morning(absent=frozenset({"nobody"})), "“nobody” is not in the list"),
        (Morning(absent=frozenset({"P00"}), late=frozenset({"P00"})), "both absent and late"),
        (Morning(arrivals=(Pupil("P00", "S0"),)), "stands twice"),
        (Morning(arrivals=(Pupil("W0", "S9"),)), "“S9” is not in the list"),
        (Morning(locked_teams=frozenset({3})), "a team that does not exist"),
        (Morning(absent=frozenset(f"P{i:02}" for i in range(12))), "Everyone is absent"),
        (Morning(locked_teams=frozenset({0, 1, 2}), arrivals=(Pupil("W0", "S0"),)), "Every team is locked"),
    ],
)
def test_a_morning_that_makes_no_sense(morning: Morning, says: str) -> None:
    brief = event(12, 3)
    with pytest.raises(InvalidBrief, match=says):
        repair(brief, in_turn(brief), morning)


def test_the_same_bytes_whatever_the_order_of_the_lists() -> None:
    brief = event(30, 5)
    plan = in_turn(brief)
    turned = TeamBrief(SCHOOLS[::-1], brief.pupils[::-1], brief.rules, brief.attributes, brief.scores)
    morning = Morning(frozenset({"P01", "P06", "P11"}), budget=4)
    assert repair(brief, plan, morning).moves == repair(turned, plan, morning).moves
