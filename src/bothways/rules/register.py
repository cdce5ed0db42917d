"""Where each pupil is, folded from marks that come late, twice and in any order.

A mark may *follow* another: whoever made it had that one on the screen. By that, and by the order in which one phone
made its own marks, we know what came after what, and need no clock. The rule:

- arrived anywhere wins over not here;
- "left" is ended by an arrival that came after it, and by nothing else;
- taking back cancels the one mark that it names, whenever either reaches us;
- what two phones say against each other stays, both of it, in amber, until a person settles it;
- somebody who was here and cannot be found is red until a person settles it: no other mark takes that away.

Where a pupil is does not depend on the order in which marks reach the server (until a person settles something, which
is about what had reached it by then). Only ties do: which mark is shown as the last one, and whether an arrival that
reached us after a "left" of which it knew nothing is amber.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

ARRIVED, ABSENT, LEFT, UNDO, WALK_IN, SETTLED = "arrived", "absent", "left", "undo", "walk_in", "cleared"
_PRESENT = (ARRIVED, WALK_IN)


class Where(enum.StrEnum):
    """Where a pupil is."""

    EXPECTED = "expected"
    HERE = "here"
    ABSENT = "absent"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Fact:
    """One mark. ``follows``: the mark that was on the screen, or for UNDO the one it cancels.

    ``own`` is its number on its device; ``order`` is when the server had it, a total order.
    """

    id: str
    who: str
    kind: str
    device: str = ""
    own: int = 0
    order: int = 0
    follows: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Where somebody is, by which mark, and what a person has to look at.

    ``disagree``: marks that two phones set against each other. ``missing``: marks that say "was here, not found".
    """

    where: Where = Where.EXPECTED
    last: str = ""
    disagree: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def fold(facts: Iterable[Fact]) -> dict[str, State]:
    """Everybody of whom there is a mark. The same marks in any order, however often, give the same."""
    once = {each.id: each for each in facts}
    undone = {each.follows for each in once.values() if each.kind == UNDO}
    by_who: dict[str, list[Fact]] = {}
    for each in once.values():
        if each.kind != UNDO and each.id not in undone:
            by_who.setdefault(each.who, []).append(each)
        else:
            by_who.setdefault(each.who, [])
    return {who: _state(rows, once) for who, rows in by_who.items()}


def _state(rows: list[Fact], once: dict[str, Fact]) -> State:
    rows = _since_settled(rows)
    present = [each for each in rows if each.kind in _PRESENT]
    absent = [each for each in rows if each.kind == ABSENT]
    left = [each for each in rows if each.kind == LEFT]
    gone = [each for each in left if not any(_after(back, each, once) for back in present)]
    missing = [each for each in absent if any(_after(each, there, once) for there in present)]
    disagree = _against(present, absent, missing, once) | _unsure(present, gone, once)
    if gone:
        where = Where.LEFT
    elif present:
        where = Where.HERE
    else:
        where = Where.ABSENT if absent else Where.EXPECTED
    last = max(rows, key=lambda each: (each.order, each.own, each.id), default=None)
    ids = tuple(sorted(each.id for each in missing))
    return State(where, last.id if last else "", tuple(sorted(disagree)), ids)


def _since_settled(rows: list[Fact]) -> list[Fact]:
    """What a person has not yet settled: nothing from before the newest settling has a say."""
    settled = max((each.order for each in rows if each.kind == SETTLED), default=None)
    return [each for each in rows if each.kind != SETTLED and (settled is None or each.order > settled)]


def _against(present: list[Fact], absent: list[Fact], missing: list[Fact], once: dict[str, Fact]) -> set[str]:
    """Here by one, not here by another, and neither knew of the other."""
    found: set[str] = set()
    for no in absent:
        for yes in present:
            if no.device != yes.device and no not in missing and not _after(yes, no, once):
                found |= {no.id, yes.id}
    return found


def _unsure(present: list[Fact], gone: list[Fact], once: dict[str, Fact]) -> set[str]:
    """Left by one, and an arrival by another that reached us later without knowing of it."""
    found: set[str] = set()
    for bye in gone:
        for yes in present:
            if bye.device != yes.device and yes.order > bye.order and not _after(bye, yes, once):
                found |= {bye.id, yes.id}
    return found


def _after(later: Fact, earlier: Fact, once: dict[str, Fact]) -> bool:
    """Whether we know that one was made after the other: on one device by its count, else by what it follows."""
    if later.device and later.device == earlier.device:
        return later.own > earlier.own
    seen: set[str] = set()
    at: Fact | None = later
    while at is not None and at.follows and at.follows not in seen:
        if at.follows == earlier.id:
            return True
        seen.add(at.follows)
        at = once.get(at.follows)
        if at is not None and at.device and at.device == earlier.device and at.own > earlier.own:
            return True
    return False


def spoken(numbers: str, most: int) -> tuple[set[int], str]:
    """Numbers of a paper sheet: "1-8 not 3" or "1-8, 10". Returns them, and what could not be read or was too high."""
    yes, _word, no = numbers.lower().replace("–", "-").partition("not")
    wanted, wrong = _listed(yes, most)
    away, wrong_too = _listed(no, most)
    return wanted - away, wrong or wrong_too


def _listed(words: str, most: int) -> tuple[set[int], str]:
    found: set[int] = set()
    for word in words.replace(",", " ").replace(" - ", "-").replace("and", " ").split():
        first, dash, last = word.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(first) > 4 or len(last) > 4:
            return found, word
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= most:
            return found, word
        found |= set(range(low, high + 1))
    return found, ""
