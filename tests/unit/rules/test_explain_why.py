"""The sentence a pupil is told: true by trying every swap, and silent about what is not for pupils."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules.errors import InvalidBrief
from bothways.rules.teams import Pupil, School, TeamBrief, TeamRules
from bothways.rules.teams.broken import broken_rules
from bothways.rules.teams.compiled import compile_brief
from bothways.rules.teams.explain import best_swap, why
from bothways.rules.teams.kernels import recount
from bothways.rules.teams.tables import state_of, tables_of

SCHOOLS = (School("HT", "Hill Top"), School("RV", "Riverside"))
NAMES = {"A": "Amira", "B": "Ben", "C": "Cal", "D": "Dot"}


def event(schools: str, years: str = "", teams: int = 2, **rules: object) -> TeamBrief:
    """One pupil a letter of ``schools`` (h or r), called A, B, C..."""
    pupils = tuple(
        Pupil(chr(65 + k), "HT" if each == "h" else "RV", {"year": years[k]} if years else {}, access=k == 0)
        for k, each in enumerate(schools)
    )
    size = len(schools) // teams
    return TeamBrief(SCHOOLS, pupils, TeamRules(teams, (size, size), **rules), ("year",) if years else ())  # type: ignore[arg-type]  # rules come by name


def said(brief: TeamBrief, teams: str, pupil: str = "A") -> str:
    return why(brief, {each.id: int(team) for each, team in zip(brief.pupils, teams, strict=True)}, pupil, NAMES)


def test_two_from_one_school() -> None:
    brief = event("hrrh", fixed={"D": 1})
    assert said(brief, "0011") == (
        "Amira is in team 0. The best swap would be with Cal in team 1, and it would put two Hill Top pupils "
        "together in team 1."
    )


def test_a_swap_that_changes_nothing() -> None:
    assert said(event("hrrh"), "0011") == (
        "Amira is in team 0. Changing places with Dot in team 1 would have been just as good: the draw decided."
    )


def test_year_groups_may_be_named_and_other_labels_not() -> None:
    brief = event("hhhh", "7887", fixed={"D": 1})
    assert said(brief, "0011").endswith("with Cal in team 1, and it would leave the year groups less evenly spread.")
    renamed = tuple(replace(pupil, attrs={"pp": pupil.attrs["year"]}) for pupil in brief.pupils)
    quiet = said(replace(brief, pupils=renamed, attributes=("pp",)), "0011")
    assert quiet.endswith("with Cal in team 1, and it would leave the teams less evenly mixed.")


def test_a_fixed_place() -> None:
    assert said(event("hrrh", fixed={"A": 0}), "0011") == (
        "Amira is in team 0, because that place was settled before the teams were made."
    )


def test_friends_and_access() -> None:
    brief = event("hrrh", together=(("B", "A"),), accessible_teams=frozenset({0}))
    assert said(brief, "0011") == (
        "Amira is in team 0: they stay together with Ben and they need an accessible team, and 1 of the 2 are."
    )


def test_nobody_is_told_who_is_kept_apart() -> None:
    """A swap with Dot would be clean, but Amira and Cal are kept apart: so Cal it is, and not a word of why."""
    assert said(event("hrrh", apart=(("A", "C"),)), "0011") == (
        "Amira is in team 0. The best swap would be with Cal in team 1, and it would put two Hill Top pupils "
        "together in team 1."
    )


def test_no_swap_keeps_the_rules() -> None:
    assert said(event("hrrh", apart=(("A", "C"),), fixed={"C": 1}), "0011") == (
        "Amira is in team 0. No one elsewhere could change places with them and keep every rule."
    )


def test_no_one_alone() -> None:
    brief = event("hhhrrr", mode="no_lone", fixed={"E": 1, "F": 1})
    assert said(brief, "000111").endswith(
        "with Dot in team 1, and it would leave Amira with no one else from Hill Top."
    )


@pytest.mark.parametrize(("pupil", "plan", "says"), [("Z", {}, "“Z” is not in this event"), ("A", {}, "has no team")])
def test_wrong_questions(pupil: str, plan: dict[str, int], says: str) -> None:
    with pytest.raises(InvalidBrief, match=says):
        why(event("hrrh"), plan, pupil)


def levels_of(brief: TeamBrief, teams: list[int]) -> tuple[int, ...]:
    compiled = compile_brief(brief)
    tables = tables_of(compiled)
    return tuple(int(each) for each in recount(tables, state_of(compiled, tables, compiled.from_brief_order(teams))))


@settings(max_examples=40, deadline=None)
@given(
    st.text("hr", min_size=8, max_size=8),
    st.text("78", min_size=8, max_size=8),
    st.permutations([0, 0, 0, 0, 1, 1, 1, 1]),
)
def test_the_swap_is_the_best_of_all(schools: str, years: str, teams: list[int]) -> None:
    brief = event(schools, years, apart=(("A", "B"),))
    plan = {pupil.id: team for pupil, team in zip(brief.pupils, teams, strict=True)}
    before = levels_of(brief, teams)
    found = {}
    for k in range(1, 8):
        after = list(teams)
        after[0], after[k] = teams[k], teams[0]
        if teams[k] != teams[0] and len(broken_rules(brief, after)) <= len(broken_rules(brief, teams)):
            found[brief.pupils[k].id] = tuple(b - a for a, b in zip(before, levels_of(brief, after), strict=True))
    swap = best_swap(brief, plan, "A")
    if swap is None:
        assert not found
    else:
        assert swap.change == found[swap.pupil] == min(found.values())
