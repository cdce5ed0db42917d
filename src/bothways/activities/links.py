"""Links about activities that answer without an account. Opening one records nothing and shows nothing about a child.

Each purpose names what ``subject_id`` is. Pages for schools stand in `web/reply`, for parents in `web/family`.
"""

from __future__ import annotations

from django.conf import settings

from bothways.core import tokens

BOOK = "book"
"""A `TakingPart` row: will you bring pupils? A guest or a lead without an account books, changes and withdraws."""
OFFER = "offer"
"""A `Booking` row that has an offer: do you take these places?"""
FAMILY = "family"
"""A `Participant` row: what may your child do, and what does it need? Writes, never reads back."""
CASCADE = "cascade"
"""A `Completion` row: did you share it?"""
AFTERWARDS = "afterwards"
"""``activity id:pa``, who is asked and when by their first letters: how was it?"""
JOIN_CLASS = "join_class"
"""A `Lesson` row: a class joins."""
JOIN_HOME = "join_home"
"""A `Lesson` row: a home joins."""
DEVICE = "device"
"""An `Activity` row: this phone keeps its register."""

PATHS = {
    BOOK: "reply/book",
    OFFER: "reply/offer",
    FAMILY: "f",
    CASCADE: "reply/shared",
    AFTERWARDS: "how-was-it",
    JOIN_CLASS: "lesson/class",
    JOIN_HOME: "lesson/home",
    DEVICE: "keep-register",
}


def make(purpose: str, subject_id: str, *, days: int, by: str = "", uses: int | None = None) -> str:
    """A fresh link as a whole address, good for its days or its uses, until it is revoked."""
    token = tokens.issue(purpose=purpose, subject_id=subject_id, days=days, by=by, uses=uses)
    return f"{settings.BASE_URL}/{PATHS[purpose]}/{token}/"
