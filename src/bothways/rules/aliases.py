"""Names that stand in for a hidden child's: ordinary first names that fit any child, ours and of nobody we know."""

from __future__ import annotations

from collections.abc import Callable, Container

# fmt: off
NAMES = (
    "Alex", "Ali", "Amari", "Andy", "Ashley", "Aubrey", "Avery", "Bailey", "Billie", "Blair", "Blake", "Bobby",
    "Brook", "Cameron", "Carey", "Casey", "Charlie", "Chris", "Corey", "Dale", "Dana", "Darcy", "Devon", "Drew",
    "Eden", "Elliot", "Ellis", "Emery", "Evan", "Finley", "Flynn", "Frankie", "Gale", "Hadley", "Harley", "Harper",
    "Hayden", "Hollis", "Iman", "Jackie", "Jaime", "Jamie", "Jaz", "Jess", "Jody", "Jordan", "Jude", "Jules",
    "Kai", "Kelly", "Kerry", "Kim", "Kiran", "Kit", "Lane", "Lee", "Lesley", "Logan", "Lou", "Mackenzie", "Marley",
    "Max", "Mel", "Merle", "Micah", "Morgan", "Nat", "Nico", "Nicky", "Noor", "Parker", "Pat", "Perry", "Peyton",
    "Quinn", "Ray", "Reece", "Remi", "Riley", "Robin", "Rory", "Rowan", "Sacha", "Sage", "Sam", "Sandy", "Shannon",
    "Shay", "Sidney", "Simran", "Stevie", "Taylor", "Terry", "Toni", "Tracy", "Tyler", "Val", "Zion",
)
# fmt: on
LETTERS = "ABCDEFGHJKLMNOPRSTW"
_TRIES = 40


def alias(taken: Container[str], draw: Callable[[int], int]) -> str:
    """A name and a letter that nobody here has, while there are any. ``draw(n)`` is a chance number below n."""
    found = ""
    for _ in range(_TRIES):
        found = f"{NAMES[draw(len(NAMES))]} {LETTERS[draw(len(LETTERS))]}"
        if found not in taken:
            break
    return found
