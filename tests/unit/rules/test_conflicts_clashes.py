"""Impossible briefs: the clash is real, as small as any, and dropping any one of its rules mends it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import pytest
from bench.engine.clashes import FAMILIES, planted
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import ImpossibleBrief
from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.conflicts import explain_clash, find_clash
from bothways.rules.teams.user_rules import ACCESS, MODE, SIZE, UserRule, user_rules

IDS = [f"P{k}" for k in range(6)]
SOME = st.lists(st.sampled_from(IDS), min_size=2, max_size=3, unique=True).map(tuple)


@st.composite
def tiny_briefs(draw: st.DrawFn) -> TeamBrief:
    """Six pupils, three schools, two or three teams, and so many rules that most cannot be kept."""
    teams = draw(st.sampled_from((2, 3)))
    mode, limit = draw(st.sampled_from((("spread", 0), ("at_most", 1), ("at_least", 2), ("at_least", 3))))
    pupils = tuple(Pupil(ident, f"S{k % 3}", access=draw(st.booleans())) for k, ident in enumerate(IDS))
    rules = TeamRules(
        teams,
        (6 // teams, 6 // teams),
        mode,
        limit,
        tuple(draw(st.lists(SOME, max_size=2))),
        tuple(draw(st.lists(SOME, max_size=2))),
        draw(st.dictionaries(st.sampled_from(IDS), st.integers(0, teams - 1), max_size=3)),
        draw(st.none() | st.frozensets(st.integers(0, teams - 1))),
    )
    return TeamBrief(tuple(School(f"S{k}") for k in range(3)), pupils, rules)


def only(brief: TeamBrief, kept: tuple[UserRule, ...]) -> TeamBrief:
    """The brief with no rules but these."""
    names = {rule.name for rule in kept}
    kinds = {rule.kind for rule in kept}
    rules = brief.rules
    left = replace(
        rules,
        sizes=rules.sizes if SIZE in kinds else (0, len(brief.pupils)),
        mode=rules.mode if MODE in kinds else "spread",
        together=tuple(group for k, group in enumerate(rules.together) if f"together[{k}]" in names),
        apart=tuple(group for k, group in enumerate(rules.apart) if f"apart[{k}]" in names),
        fixed={ident: team for ident, team in rules.fixed.items() if f"fixed[{ident}]" in names},
    )
    needs = {rule.pupils[0] for rule in kept if rule.kind == ACCESS}
    pupils = tuple(replace(pupil, access=pupil.id in needs) for pupil in brief.pupils)
    return replace(brief, rules=left, pupils=pupils)


def can_be_done(brief: TeamBrief) -> bool:
    plans = product(range(brief.rules.n_teams), repeat=len(brief.pupils))
    return any(not broken_rules(brief, plan) for plan in plans)


@settings(max_examples=30, deadline=None)
@given(tiny_briefs())
def test_the_clash_is_the_smallest_by_trying_everything(brief: TeamBrief) -> None:
    clash = find_clash(brief)
    assert (clash is None) == can_be_done(brief)
    if clash is None:
        return
    named = {each.rule for each in clash}
    rules = user_rules(brief)
    inside = tuple(rule for rule in rules if rule.name in named)
    assert len(inside) == len(clash)
    assert not can_be_done(only(brief, inside))
    assert all(can_be_done(only(brief, fewer)) for fewer in combinations(inside, len(inside) - 1))
    smaller = (each for size in range(1, min(len(clash), 3)) for each in combinations(rules, size))
    assert all(can_be_done(only(brief, each)) for each in smaller)


@pytest.mark.parametrize("family", range(len(FAMILIES)))
def test_a_planted_clash_is_found(family: int) -> None:
    seeds = range(family, 1000, len(FAMILIES))
    _, brief, names = next(each for each in map(planted, seeds) if each[1].rules.n_teams == 6)  # the quick ones
    clash = find_clash(brief)
    assert clash is not None
    assert {each.rule for each in clash} == names


def event(**rules: object) -> TeamBrief:
    pupils = tuple(Pupil(f"P{k}", f"S{k % 2}") for k in range(8))
    return TeamBrief((School("S0"), School("S1")), pupils, TeamRules(2, (4, 4), **rules))  # type: ignore[arg-type]  # rules come by name


def test_the_sentence_says_which_to_drop() -> None:
    with pytest.raises(ImpossibleBrief) as caught:
        explain_clash(event(apart=(("P0", "P1"),), fixed={"P0": 1, "P1": 1}))
    assert str(caught.value) == (
        "These rules clash, so drop any one of these 3: P0 and P1 are kept apart; P0 is fixed to team 1; "
        "P1 is fixed to team 1."
    )


def test_one_rule_that_cannot_be_kept_says_why() -> None:
    with pytest.raises(ImpossibleBrief, match=r"more than 1 of one school \(S1 sends 4, and 2 teams have room for 2\)"):
        explain_clash(event(mode="at_most", limit=1))


def test_a_brief_that_can_be_done_has_no_clash() -> None:
    explain_clash(event(together=(("P0", "P2"),), apart=(("P0", "P1"),), fixed={"P3": 0}))


def test_pupils_all_apart_from_each_other() -> None:
    """Three pupils apart pair by pair, and two teams: all three pairs are named, however they were written."""
    clash = find_clash(event(apart=(("P0", "P1"), ("P4", "P5"), ("P2", "P0"), ("P1", "P2"))))
    assert Counter(each.rule for each in clash or ()) == Counter(["apart[0]", "apart[2]", "apart[3]"])


def test_accessible_teams_that_are_just_full_are_no_clash() -> None:
    brief = event(accessible_teams=frozenset({0}))
    pupils = tuple(replace(pupil, access=k < 4) for k, pupil in enumerate(brief.pupils))
    assert find_clash(replace(brief, pupils=pupils)) is None


def test_of_two_clashes_the_smaller_is_told() -> None:
    long = (("P0", "P2"), ("P2", "P4"))
    clash = find_clash(event(together=long, apart=(("P5", "P7"),), fixed={"P0": 0, "P4": 1, "P5": 1, "P7": 1}))
    assert {each.rule for each in clash or ()} == {"apart[0]", "fixed[P5]", "fixed[P7]"}
