"""About what is owed: nudges, and the coordinator’s week."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="needs.nudge",
        about=_("Something waits for a school, and no message of its own reminds of it."),
        subject=_("%(school)s: a reminder from %(partnership)s"),
        sample={
            "first_name": "Robin",
            "school": "Ferry Bank Primary",
            "partnership": "Halton Partnership",
            "title": "Ferry Bank Primary has not said who leads for it",
            "text": "With a lead, every message reaches the right person.",
            "due": "27 November 2026",
            "link": "/reply/sample/",
        },
        button=_("See what it is"),
    ),
    Message(
        kind="needs.could_give",
        about=_("A school has only received so far this year, and is asked what it could give."),
        subject=_("%(school)s: what could you give?"),
        sample={
            "first_name": "Robin",
            "school": "Ferry Bank Primary",
            "partnership": "Halton Partnership",
            "link": "/my-school/",
        },
        button=_("Say what we could give"),
    ),
    Message(
        kind="needs.week",
        about=_("Thursday at seven, for whoever runs a partnership, and only if something needs them."),
        subject=_("%(partnership)s: %(heading)s"),
        sample={
            "partnership": "Halton Partnership",
            "heading": "three things need you this week",
            "minutes": "7",
            "things": [
                {
                    "title": "Ferry Bank and Castle Mere have not answered the spring plan",
                    "text": "The ambassadors’ day can’t go ahead until each school says yes or no.",
                }
            ],
            "link": "/w/halton/",
        },
        button=_("Open this week"),
    ),
)
