"""For heads: what waits for a yes, and the half-term in one letter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="decisions.half_term",
        about=_("A half-term has begun, and a school has decisions to make or things ahead."),
        subject=_("%(school)s this half-term: what waits for you, what you give and what you get"),
        sample={
            "school": "Ferry Bank Primary",
            "waiting": [
                {
                    "title": "Ambassadors’ day",
                    "when": "Thursday 3 December 2026, 9:30am to 2:30pm",
                    "partnership": "Halton Partnership",
                    "answer_by": "Friday 27 November",
                }
            ],
            "ahead": [
                {
                    "title": "Mass singing",
                    "when": "Thursday 18 March 2027, 1pm to 3pm",
                    "gives": "the hall (Rooms and grounds, 3 staff hours)",
                    "gets": "thirty places for Year 5",
                }
            ],
            "hours": "3",
            "cost": "£40",
            "link": "/decisions/sample/",
            "days": 60,
        },
        button=_("See and decide"),
    ),
)
