"""To parents, at the address that they typed themselves. Never a child's name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="family.receipt",
        about=_("A parent has answered by link and asked for a copy."),
        subject=_("%(school)s: what you said about %(event)s"),
        sample={
            "school": "Marlpit Lane Primary",
            "event": "Bridges day",
            "lines": [
                {"about": "Coming", "said": "Yes"},
                {"about": "Photos", "said": "Yes, for our school only"},
            ],
            "code": "3f1c9a7be024",
            "link": "/f/sample/",
        },
        button=_("Change what you said"),
    ),
)
