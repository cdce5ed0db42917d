"""What parents' answers come to. Pure.

Answers are only ever added. Of one guardian the newest counts; of several guardians the narrower one holds. By link a
photo permission can only become narrower, since a link can be passed on; a paper in the school's hand may widen it.
Each answer is chained to the one before it, so that a row that was changed or taken out shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NONE, SCHOOL, EVENT, PARTNERSHIP = "none", "school", "event", "partnership"
SCOPES = (NONE, SCHOOL, EVENT, PARTNERSHIP)
BY_LINK = (NONE, SCHOOL, EVENT)
"""What a parent's link offers. Wider than that is asked on paper."""


@dataclass(frozen=True)
class Answer:
    """One answer about one thing. ``scope`` is of photos; ``by_link`` says whether it came without proof of who."""

    order: int
    guardian: str
    granted: bool
    scope: str = ""
    by_link: bool = True


def narrower(one: str, other: str) -> str:
    """The narrower of two scopes of photos."""
    return min(one, other, key=SCOPES.index)


def scope_of(answers: Iterable[Answer]) -> str | None:
    """How far photos may go, by all guardians; None when nobody has answered."""
    held: dict[str, str] = {}
    for each in sorted(answers, key=lambda answer: answer.order):
        said = (each.scope if each.scope in SCOPES else NONE) if each.granted else NONE
        before = held.get(each.guardian)
        held[each.guardian] = narrower(before, said) if before is not None and each.by_link else said
    result: str | None = None
    for scope in held.values():
        result = scope if result is None else narrower(result, scope)
    return result


def agreed(answers: Iterable[Answer]) -> bool | None:
    """Yes when every guardian's newest answer is yes; None when nobody has answered."""
    newest = {each.guardian: each.granted for each in sorted(answers, key=lambda answer: answer.order)}
    return all(newest.values()) if newest else None


def disagree(answers: Iterable[Answer]) -> bool:
    """Whether two guardians' newest answers differ: the school is told."""
    newest = {each.guardian: (each.granted, each.scope) for each in sorted(answers, key=lambda answer: answer.order)}
    return len(set(newest.values())) > 1


def digest(previous: str, facts: Mapping[str, str | int | bool]) -> str:
    """The hash of one answer, with the hash of the one before it inside."""
    told = json.dumps({"previous": previous, **facts}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def first_broken(rows: Sequence[tuple[int, str, str, Mapping[str, str | int | bool]]]) -> int | None:
    """The place of the first row (order, previous hash, own hash, facts) that does not fit; None when all do."""
    previous = ""
    for place, (order, before, own, facts) in enumerate(rows, start=1):
        if order != place or before != previous or own != digest(previous, facts):
            return place
        previous = own
    return None
