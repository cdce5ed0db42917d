"""Places by hand and against the rules written out again: small enough for mutation testing."""

from __future__ import annotations

from decimal import Context, Decimal

import numpy as np
import pytest

from bothways.rules.errors import InvalidBrief
from bothways.rules.places import (
    Application,
    Brief,
    Outcome,
    PlaceRules,
    Plan,
    allot,
    commit,
    draw,
    offer_freed,
    verify,
)
from bothways.rules.places.cli import broken_rules, levels, row
from bothways.rules.places.lottery import LOG_SCALE, minus_log

SEED = "a seed of enough letters"


def drawn(applications: list[Application], rules: PlaceRules) -> list[tuple[str, int, int, int | None, bool]]:
    """(id, places, kept, waiting, over the guests' cap) in the order drawn, ids renamed so that A is drawn first."""
    plan = allot(Brief(tuple(applications), rules), SEED)
    assert [each.drawn for each in plan.outcomes] == list(range(1, len(applications) + 1))
    return [(o.application.id, o.places, o.kept, o.waiting, o.over_guest_cap) for o in plan.outcomes]


def in_order(*rows: tuple[str, int, int]) -> list[Application]:
    """(school, wants, minimum): ids are given out so that this is the order drawn."""
    names = [each.id for _, each in draw([Application(f"N{n}", "S") for n in range(len(rows))], SEED)]
    return [Application(name, *rest) for name, rest in zip(names, [(s, 1000, w, m) for s, w, m in rows], strict=True)]


def results(rows: list[tuple[str, int, int]], rules: PlaceRules) -> list[tuple[int, int, int | None, bool]]:
    return [each[1:] for each in drawn(in_order(*rows), rules)]


ONE = [("S", 1, 1), ("S", 1, 1), ("G", 1, 1), ("T", 1, 1), ("G", 1, 1)]


@pytest.mark.parametrize(
    ("rows", "rules", "expected"),
    [
        (
            ONE,
            PlaceRules(2),
            [(1, 0, None, False), (1, 0, None, False), (0, 0, 1, False), (0, 0, 2, False), (0, 0, 3, False)],
        ),
        (
            ONE,
            PlaceRules(3, 1),
            [(1, 1, None, False), (0, 0, 1, False), (1, 1, None, False), (1, 1, None, False), (0, 0, 2, False)],
        ),
        (
            ONE,
            PlaceRules(4, 0, 1, frozenset("G")),
            [(1, 0, None, False), (1, 0, None, False), (1, 0, None, False), (1, 0, None, False), (0, 0, 1, True)],
        ),
        (
            ONE,
            PlaceRules(2, 0, 0, frozenset("G")),
            [(1, 0, None, False), (1, 0, None, False), (0, 0, 2, True), (0, 0, 1, False), (0, 0, 3, True)],
        ),
        (
            [("S", 3, 2), ("T", 4, 3), ("U", 2, 1), ("S", 2, 2)],
            PlaceRules(6),
            [(3, 0, None, False), (3, 0, None, False), (0, 0, 1, False), (0, 0, 2, False)],
        ),
        (
            [("S", 3, 3), ("T", 4, 4), ("U", 2, 1)],
            PlaceRules(6),
            [(3, 0, None, False), (0, 0, 1, False), (2, 0, None, False)],
        ),
        (
            [("S", 3, 2), ("S", 3, 1), ("T", 2, 2), ("U", 5, 3)],
            PlaceRules(7, 2),
            [(3, 2, None, False), (2, 0, None, False), (2, 2, None, False), (0, 0, 1, False)],
        ),
        (
            [("S", 4, 3), ("S", 2, 2), ("T", 3, 1)],
            PlaceRules(5, 2),
            [(0, 0, 1, False), (2, 2, None, False), (3, 2, None, False)],
        ),
        (
            [("G", 3, 2), ("G", 2, 1), ("S", 2, 1)],
            PlaceRules(9, 0, 4, frozenset("G")),
            [(3, 0, None, False), (1, 0, None, False), (2, 0, None, False)],
        ),
        (
            [("G", 3, 2), ("H", 2, 2), ("S", 2, 1)],
            PlaceRules(9, 0, 4, frozenset("GH")),
            [(3, 0, None, False), (0, 0, 1, True), (2, 0, None, False)],
        ),
    ],
)
def test_places_go_as_the_rules_say(
    rows: list[tuple[str, int, int]], rules: PlaceRules, expected: list[tuple[int, int, int | None, bool]]
) -> None:
    assert results(rows, rules) == expected


@pytest.mark.parametrize(
    ("free", "guest_free", "offers"),
    [
        (0, 0, {}),
        (1, 1, {"b": 1}),
        (2, 2, {"a": 2}),
        (3, 0, {"a": 3}),
        (4, 9, {"a": 3, "b": 1}),
        (5, 1, {"a": 3, "b": 1, "c": 1}),
        (5, 0, {"a": 3, "c": 2}),
        (7, 2, {"a": 3, "b": 1, "c": 2, "d": 1}),
    ],
)
def test_freed_places_are_offered_down_the_line_once(free: int, guest_free: int, offers: dict[str, int]) -> None:
    rules = PlaceRules(20, 0, 5, frozenset("G"))
    line = [
        Application("a", "S", 1000, 3, 2),
        Application("b", "G", 1000, 1, 1),
        Application("c", "S", 1000, 2, 1),
        Application("d", "S", 1000, 1, 1),
    ]
    assert dict(offer_freed(line, free, guest_free, rules)) == offers


def test_the_last_open_place_is_known() -> None:
    plan = allot(Brief(tuple(in_order(*ONE)), PlaceRules(4, 1)), SEED)
    assert plan.placed == 4
    assert plan.last_open == 2
    assert allot(Brief(tuple(in_order(*ONE)), PlaceRules(3, 1)), SEED).last_open == 0


def outcome(name: str, places: int, **more: object) -> Outcome:
    rest = {"school": "S", "wants": 1, "minimum": 1, "waiting": None, "over": False, **more}
    who = Application(name, str(rest["school"]), 1000, rest["wants"], rest["minimum"])  # type: ignore[arg-type]
    return Outcome(who, 1, 0, places, 0, rest["waiting"], bool(rest["over"]))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcomes", "rules", "said"),
    [
        ([outcome("a", 1), outcome("b", 1)], PlaceRules(2), []),
        ([outcome("a", 1), outcome("b", 1)], PlaceRules(1), ["2 places given, 1 exist"]),
        (
            [outcome("a", 1, school="G"), outcome("b", 1, school="G")],
            PlaceRules(5, 0, 1, frozenset("G")),
            ["guests have 2 places, at most 1"],
        ),
        ([outcome("a", 1, school="G"), outcome("b", 0, school="G")], PlaceRules(5, 0, 1, frozenset("G")), []),
        (
            [outcome("a", 1), outcome("b", 0), outcome("c", 0, school="T")],
            PlaceRules(5, 1),
            ["school “T” has 0 places, 1 are kept for it"],
        ),
        ([outcome("a", 1, school="G"), outcome("b", 0, school="G")], PlaceRules(5, 2, None, frozenset("G")), []),
        ([outcome("a", 2, wants=4, minimum=3)], PlaceRules(5, 3), ["“a” is offered fewer than its minimum"]),
        ([outcome("a", 3, wants=4, minimum=3), outcome("b", 0, wants=4, minimum=3)], PlaceRules(5, 4), []),
    ],
)
def test_each_rule_broken_is_said(outcomes: list[Outcome], rules: PlaceRules, said: list[str]) -> None:
    brief = Brief(tuple(each.application for each in outcomes), rules)
    assert broken_rules(brief, Plan(tuple(outcomes), rules, 0)) == said


@pytest.mark.parametrize(
    ("waits", "capacity", "empty"),
    [
        ([], 3, 0),
        ([outcome("b", 0, waiting=1)], 3, 2),
        ([outcome("b", 0, waiting=1)], 1, 0),
        ([outcome("b", 0, waiting=1, over=True)], 3, 0),
        ([outcome("b", 0, waiting=1, wants=3, minimum=3)], 3, 0),
        ([outcome("b", 0, waiting=1, wants=3, minimum=2)], 3, 2),
    ],
)
def test_empty_places_count_while_somebody_waits_who_could_use_them(
    waits: list[Outcome], capacity: int, empty: int
) -> None:
    outcomes, rules = (outcome("a", 1), *waits), PlaceRules(capacity)
    (level,) = levels(Brief((), rules), Plan(outcomes, rules, 0))
    assert (level.value, level.bound) == (empty, 0)


def test_a_row_of_the_plan() -> None:
    rules = PlaceRules(1)
    plan = allot(Brief(tuple(in_order(*ONE[:2])), rules), SEED)
    first, second = (row(plan, each) for each in plan.outcomes)
    assert (first["outcome"], first["places"], first["position"], first["waiting"]) == ("place", 1, 1, None)
    assert (second["outcome"], second["places"], second["position"], second["waiting"]) == ("waiting", 0, 2, 1)


def test_the_logarithm_is_right_to_fifty_bits() -> None:
    """From the largest u, 1, whose logarithm is nought, to the smallest."""
    words = [(1 << 64) - 1, (1 << 64) - 17, 1 << 63, 1 << 62, (1 << 40) + 12345, 1 << 33, 16, 0, 0xDEADBEEF12345678]
    found = minus_log(np.array(words, dtype=np.uint64)).tolist()
    exact = Context(prec=60)
    for word, log in zip(words, found, strict=True):
        u = Decimal((word >> 4) + 1) / Decimal(1 << 60)
        assert abs(Decimal(int(log)) / LOG_SCALE + exact.ln(u)) < Decimal(2) ** -50
    assert found[0] == 0


def by_hand(word: int) -> int:
    """The same logarithm in Python's own whole numbers: u is doubled, then lifted by 1 + 2**-k, until it is 1."""
    x, one, exact = ((word >> 4) + 1) << 2, 1 << 62, Context(prec=70)
    doublings = 62 - (x - 1).bit_length()
    x <<= doublings
    total = doublings * round(exact.ln(2) * LOG_SCALE)
    for k in range(1, 63):
        if x + (x >> k) <= one:
            x += x >> k
            total += round(exact.ln(exact.add(1, exact.power(2, -k))) * LOG_SCALE)
    return total


LIFTED_TO_ONE = [0x8751A03EB7F16DD4, 0x20ABBFD2CB2F24BB, 0x30FA9AD55BA5B92C, 0xFCC8D323C00C6C57, 0xDA435BB185D0FE8]
"""Numbers that some step lifts to 1 exactly."""


def test_the_logarithm_is_the_same_to_its_last_bit() -> None:
    """Every power of two and what lies next above it, so that every number of doublings happens."""
    powers = [((1 << k) - 1) << 4 for k in range(61)]
    above = [(1 << k) << 4 for k in range(60)]
    words = [*powers, *above, *LIFTED_TO_ONE, 0xDEADBEEF12345678, 0x0123456789ABCDEF]
    assert minus_log(np.array(words, dtype=np.uint64)).tolist() == [by_hand(each) for each in words]


def test_numbers_are_logarithms_over_weights() -> None:
    light, heavy = (draw([Application("a", "S", weight)], SEED)[0][0] for weight in (1000, 2500))
    assert heavy == light * 1000 // 1000 * 1000 // 2500
    whole = draw([Application(f"a{n}", "S", 1000 + n) for n in range(9)], SEED)
    assert [number for number, _ in whole] == sorted(number for number, _ in whole)
    assert all(draw([each], SEED) == [(number, each)] for number, each in whole)


def test_a_seed_is_committed_to_and_checked() -> None:
    assert verify(SEED, commit(SEED))
    assert verify(SEED, f" {commit(SEED).upper()}\n")
    assert not verify(SEED + "!", commit(SEED))
    assert len(commit("x" * 16)) == 64
    with pytest.raises(InvalidBrief, match="at least 16 characters"):
        commit("x" * 15)
