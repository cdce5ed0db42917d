"""Short codes for pupils of schools that give none: "K7-maple". They say the year and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Container

# fmt: off
WORDS = (
    "alder", "amber", "apple", "ash", "aspen", "barley", "beech", "birch", "bramble", "brook", "cedar", "cherry",
    "clover", "cloud", "comet", "copper", "coral", "crane", "cypress", "daisy", "dune", "elder", "elm", "ember",
    "falcon", "fern", "finch", "fjord", "flint", "garnet", "gorse", "hazel", "heather", "heron", "holly", "ivy",
    "jasper", "juniper", "kestrel", "lake", "larch", "lark", "laurel", "lemon", "lilac", "lime", "linden", "maple",
    "marble", "meadow", "mint", "moss", "myrtle", "nettle", "oak", "olive", "opal", "otter", "pebble", "pine",
    "planet", "plum", "poplar", "poppy", "quartz", "quince", "raven", "reed", "ridge", "river", "robin", "rowan",
    "saffron", "sage", "slate", "sorrel", "sparrow", "spruce", "starling", "stone", "swift", "thistle", "thorn",
    "thyme", "topaz", "tulip", "valley", "violet", "walnut", "willow", "wren", "yarrow", "yew",
)
# fmt: on
LETTERS = "BCDFGHJKLMNPQRTVWXZ"
_TRIES = 20


def local_id(year_group: str, taken: Container[str], draw: Callable[[int], int]) -> str:
    """A code that nobody has yet. ``draw(n)`` gives a number below n by chance."""
    for _ in range(_TRIES):
        code = f"{LETTERS[draw(len(LETTERS))]}{year_group}-{WORDS[draw(len(WORDS))]}"
        if code not in taken:
            return code
    number = 2
    while f"{code}-{number}" in taken:
        number += 1
    return f"{code}-{number}"
