"""What somebody who may not know a child reads in place of its name.

A label depends on five things: what the sending school chose, the moment, the child's tag, and two pairs of words in
one form, a name and an alias. Whether a child is hidden decides between the pairs and nothing else: no order, no
length, no missing part tells. ``words_for`` is the only place that decides it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TAG, FIRST_NAME, FIRST_NAME_AND_INITIAL = range(3)
LONGEST = 40  # characters of any label's name; longer names and aliases end in an ellipsis alike

# What nearly every school's name ends or begins with: "Oak" says as much as "Oak Church of England Primary School".
# fmt: off
_GENERIC = frozenset({
    "the", "of", "and", "church", "england", "c", "e", "ce", "cofe", "rc", "catholic", "roman", "va", "vc",
    "voluntary", "aided", "controlled", "school", "schools", "academy", "primary", "secondary", "junior",
    "infant", "infants", "juniors", "high", "college", "community", "foundation", "nursery", "preparatory",
    "prep", "grammar", "comprehensive", "trust", "upper", "lower", "middle", "all-through", "sixth", "form",
})
# fmt: on


@dataclass(frozen=True)
class Named:
    """One child as its own school has it. ``alias`` is a name and an initial: "Robin T"."""

    first_name: str
    initial: str
    alias: str
    hidden: bool


def level_at(chosen: int, moment: dt.datetime, begins: dt.datetime, ends: dt.datetime) -> int:
    """How much others read at a moment: what the school chose while the day's window is open, else a tag."""
    return chosen if begins <= moment <= ends else TAG


def words_for(child: Named, tag: str, level: int) -> str:
    """What another school reads. A child whose names are forgotten reads as its tag, hidden or not."""
    name, initial = _split(child.alias) if child.hidden else (child.first_name, child.initial)
    if level == TAG or not name:
        return tag
    if level == FIRST_NAME or not child.initial:
        return clipped(name)
    return clipped(f"{clipped(name, LONGEST - 2)} {initial[:1]}".strip())


def own_words(child: Named, tag: str) -> str:
    """What the child's own school reads: its name, and the tag once the name is forgotten."""
    return clipped(f"{clipped(child.first_name, LONGEST - 2)} {child.initial[:1]}".strip()) or tag


def clipped(words: str, most: int = LONGEST) -> str:
    """Words of a length that fits a badge and a line of a list."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def tag_words(short_name: str, tag: int) -> str:
    """The school's short name and the child's number there: "Oak 7"."""
    return f"{short_name} {tag}"


def short_name(name: str) -> str:
    """A school's name without what most schools' names share; the whole name where nothing else is left."""
    head = name.split(",", maxsplit=1)[0].replace("(", " ").replace(")", " ")
    kept = [word for word in head.split() if word.casefold().strip(".'’") not in _GENERIC]
    return clipped(" ".join(kept) or name.strip())


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """Short names by the same keys; schools that would share one keep their whole names."""
    short = {key: short_name(name) for key, name in names.items()}
    taken = list(short.values())
    return {key: each if taken.count(each) == 1 else clipped(names[key]) for key, each in short.items()}


def fresh_tags(taken: Iterable[int], count: int, shuffled: Iterable[int]) -> list[int]:
    """``count`` numbers that are free, in an order that has nothing to do with names.

    ``shuffled`` is a chance order of 0 … count-1, made by the caller. Numbers in the order of a list of names would
    tell who reads a tag before the day and a name on it that a name stands in the wrong place.
    """
    used = set(taken)
    free = [number for number in range(1, count + len(used) + 1) if number not in used][:count]
    return [free[place] for place in shuffled]


def _split(alias: str) -> tuple[str, str]:
    name, _, initial = alias.rpartition(" ")
    return (name, initial) if name else (alias, "")
