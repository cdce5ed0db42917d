"""About training: what is due, and whether it was shared at school."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

_TRAINING = {
    "first_name": "Robin",
    "school": "Old Quay High",
    "course": "Phizzi: forces",
    "partnership": "Halton Partnership",
}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="training.shared",
        about=_("Four weeks after a course: did you share it at school?"),
        subject=_("Did you share ‘%(course)s’ with colleagues?"),
        sample={**_TRAINING, "link": "/reply/shared/sample/"},
        button=_("Tell in one press"),
    ),
    Message(
        kind="training.shared_nudge",
        about=_("Somebody has not said whether they shared a course."),
        subject=_("Still time to tell: did you share ‘%(course)s’?"),
        sample={**_TRAINING, "link": "/reply/shared/sample/"},
        button=_("Tell in one press"),
    ),
    Message(
        kind="training.due",
        about=_("A school has not done a course that every school does."),
        subject=_("%(school)s: ‘%(course)s’ is still to do"),
        sample={**_TRAINING, "by": "Friday 18 December", "link": "/"},
        button=_("Open Both Ways"),
    ),
)
