"""About meetings: invitations, minutes and actions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

_ABOUT = {
    "partnership": "The Riverside Partnership",
    "meeting": "Planning meeting",
    "school": "Ferry Bank Primary",
    "day": "Thursday 3 December",
    "when": "Thursday 3 December, 15:45 to 17:00",
    "place": "The library, Old Quay High",
}
_LINK = {"link": "/reply/meeting/sample/"}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="meeting.invite",
        about=_("A partnership asks a school to a meeting."),
        subject=_("%(school)s: will you come on %(day)s?"),
        sample={
            **_ABOUT,
            "agenda": "Practical work: a bridge of pennies (30 min); Business: dates for spring (10 min)",
            **_LINK,
        },
        button=_("Say whether you come"),
    ),
    Message(
        kind="meeting.moved",
        about=_("A meeting has moved to another day or time, so every school is asked again."),
        subject=_("%(meeting)s has moved. %(school)s: will you come on %(day)s?"),
        sample={**_ABOUT, "was": "Thursday 26 November, 15:45 to 17:00", **_LINK},
        button=_("Say whether you come"),
    ),
    Message(
        kind="meeting.called_off",
        about=_("A meeting will not be held."),
        subject=_("Called off: %(meeting)s on %(day)s"),
        sample={**_ABOUT, "why": "The heating in the library has failed."},
    ),
    Message(
        kind="meeting.nudge",
        about=_("A school has not said whether it comes to a meeting."),
        subject=_("Will %(school)s come on %(day)s?"),
        sample={"first_name": "Sam", **_ABOUT, **_LINK},
        button=_("Say whether you come"),
    ),
    Message(
        kind="meeting.minutes",
        about=_("What was said at a meeting, and who does what."),
        subject=_("%(meeting)s, %(day)s: what was said and who does what"),
        sample={
            **_ABOUT,
            "opening": "We missed you. Here is what was said, so that nothing passes you by.",
            "own": "Bring the magnets (the science lead, by Thursday 21 January)",
            "others": "Old Quay High: book the hall (the office, by Friday 11 December)",
            "notes": "Everybody built a bridge of pennies. The best held 31.",
            **_LINK,
        },
        button=_("Read it all, or tick off what is done"),
    ),
    Message(
        kind="meeting.action_nudge",
        about=_("Something that a school took on at a meeting is past its day."),
        subject=_("%(school)s: is it done?"),
        sample={
            "first_name": "Sam",
            "partnership": "The Riverside Partnership",
            "school": "Ferry Bank Primary",
            **_LINK,
        },
        button=_("See what it is, and say if it is done"),
    ),
)
