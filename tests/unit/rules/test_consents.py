"""What parents' answers come to."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.rules import consents as rules
from bothways.rules.consents import Answer

SCOPES = st.sampled_from(rules.SCOPES)
ANSWERS = st.lists(st.tuples(st.sampled_from("ab"), SCOPES, st.booleans()), max_size=8)


def _answers(said: list[tuple[str, str, bool]]) -> list[Answer]:
    return [Answer(n, who, scope != "none", scope, by_link=link) for n, (who, scope, link) in enumerate(said, start=1)]


@settings(max_examples=600, deadline=None)
@given(said=ANSWERS, who=st.sampled_from("abc"), scope=SCOPES)
def test_an_answer_by_link_never_widens_what_stood(said: list[tuple[str, str, bool]], who: str, scope: str) -> None:
    before = rules.scope_of(_answers(said))
    after = rules.scope_of(_answers([*said, (who, scope, True)]))
    assert after is not None
    if before is not None:
        assert rules.SCOPES.index(after) <= rules.SCOPES.index(before)
    assert rules.SCOPES.index(after) <= rules.SCOPES.index(scope)


@settings(max_examples=300, deadline=None)
@given(said=ANSWERS)
def test_of_several_guardians_the_narrower_holds_and_order_of_reading_is_no_matter(
    said: list[tuple[str, str, bool]],
) -> None:
    answers = _answers(said)
    assert rules.scope_of(answers) == rules.scope_of(reversed(answers))
    each = [rules.scope_of([a for a in answers if a.guardian == who]) for who in "ab"]
    held = [scope for scope in each if scope is not None]
    assert rules.scope_of(answers) == (min(held, key=rules.SCOPES.index) if held else None)


def test_paper_may_widen_and_no_answer_is_no_yes() -> None:
    assert rules.scope_of(_answers([("a", "none", True), ("a", "partnership", False)])) == "partnership"
    assert rules.scope_of([]) is None
    assert rules.agreed([]) is None


def test_coming_needs_every_guardians_newest_yes() -> None:
    assert rules.agreed([Answer(1, "a", granted=False), Answer(2, "a", granted=True)]) is True
    assert rules.agreed([Answer(1, "a", granted=True), Answer(2, "b", granted=False)]) is False
    assert rules.disagree([Answer(1, "a", granted=True), Answer(2, "b", granted=False)])


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text(max_size=8), min_size=1, max_size=6), place=st.integers(0, 5), deed=st.integers(0, 2))
def test_a_changed_missing_or_moved_answer_breaks_the_chain(texts: list[str], place: int, deed: int) -> None:
    rows, previous = [], ""
    for order, text in enumerate(texts, start=1):
        facts = {"said": text, "order": order}
        rows.append((order, previous, rules.digest(previous, facts), facts))
        previous = rows[-1][2]
    assert rules.first_broken(rows) is None
    at = place % len(rows)
    if deed == 0:
        order, before, own, facts = rows[at]
        rows[at] = (order, before, own, {**facts, "said": f"{facts['said']}!"})
    elif deed == 1 and at < len(rows) - 1:
        del rows[at]
    else:
        rows.insert(at, rows[at])
    assert rules.first_broken(rows) is not None
