"""About joining a partnership, its people and handing it over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="partnership.asked",
        about=_("A partnership asks a school to join."),
        subject=_("%(school)s: yes or no to joining %(partnership)s?"),
        sample={
            "partnership": "Riverside Partnership",
            "school": "Ferry Bank Primary",
            "kind": "founding member",
            "aims": "Every child does real experiments; teachers learn from each other",
            "link": "/reply/partnership/sample/",
            "days": 14,
        },
        button=_("Read it and answer"),
    ),
    Message(
        kind="partnership.ask_again",
        about=_("A school has not answered whether it joins a partnership."),
        subject=_("%(school)s: still time to say yes or no to %(partnership)s"),
        sample={
            "partnership": "Riverside Partnership",
            "school": "Ferry Bank Primary",
            "link": "/reply/partnership/sample/",
            "days": 14,
        },
        button=_("Read it and answer"),
    ),
    Message(
        kind="partnership.question",
        about=_("A school asks something before it says yes or no."),
        subject=_("%(school)s asks before it joins %(partnership)s"),
        sample={
            "partnership": "Riverside Partnership",
            "school": "Ferry Bank Primary",
            "words": "How many meetings are there in a year?",
            "link": "/w/riverside/schools/questions/sample/",
        },
        button=_("Reply"),
    ),
    Message(
        kind="partnership.reply",
        about=_("A coordinator replied to a school’s question."),
        subject=_("A reply to %(school)s from %(partnership)s"),
        sample={
            "partnership": "Riverside Partnership",
            "school": "Ferry Bank Primary",
            "words": "How many meetings are there in a year?",
            "reply": "Six, one each half-term, from 3.45pm to 5pm.",
            "link": "/reply/partnership/sample/",
        },
        button=_("Say yes or no"),
    ),
)
