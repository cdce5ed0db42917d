"""Links that let somebody without an account answer one thing. Opening one records nothing.

Each purpose names what ``subject_id`` is. The pages that they open stand in `web/reply`.
"""

from __future__ import annotations

from django.conf import settings

from bothways.core import tokens

MEMBERSHIP = "membership"
"""A membership: will your school join?"""
ANSWER = "answer"
"""An `Asked` row: is your school in?"""
MEETING = "meeting"
"""An `Attendance` row: will you come?"""
DECISIONS = "decisions"
"""A school: everything that waits for its head's yes, over all its partnerships."""
PROMISE = "promise"
"""``promise id:giver`` or ``promise id:receiver``: is it a promise?"""
FEED = "feed"
"""A `CalendarFeed` row: a calendar that programs read."""
LETTER = "letter"
"""The role by which somebody runs a partnership: no more letters about its week."""

PATHS = {
    MEMBERSHIP: "reply/partnership",
    ANSWER: "reply/plan",
    MEETING: "reply/meeting",
    DECISIONS: "decisions",
    PROMISE: "reply/promise",
    FEED: "calendar",
    LETTER: "letters",
}


def make(purpose: str, subject_id: str, *, days: int, by: str = "") -> str:
    """A fresh link as a whole address. It stays good for so many presses as its days allow, until it is revoked."""
    token = tokens.issue(purpose=purpose, subject_id=subject_id, days=days, by=by)
    return f"{settings.BASE_URL}/{PATHS[purpose]}/{token}/"
