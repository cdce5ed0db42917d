"""About offers, requests, promises and practice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

_PROMISE = {
    "first_name": "Robin",
    "school": "Old Quay High",
    "giver": "Old Quay High",
    "receiver": "Marlpit Lane Primary",
    "gives": True,
    "words": "Minibus for 18 pupils",
    "due": "Thursday 3 December",
    "partnership": "Halton Partnership",
}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="sharing.ask",
        about=_("One school asks another for something it offers, or says that it could give what the other needs."),
        subject=_("%(school)s: yes or no to ‘%(words)s’?"),
        sample={**_PROMISE, "link": "/reply/promise/sample/"},
        button=_("See it and answer"),
    ),
    Message(
        kind="sharing.answered",
        about=_("The other side has said yes, or not this time."),
        subject=_("‘%(words)s’: the other school has answered"),
        sample={**_PROMISE, "yes": True},
    ),
    Message(
        kind="sharing.changed",
        about=_("A promise has been called off, or stands again after that."),
        subject=_("‘%(words)s’ is %(said)s"),
        sample={**_PROMISE, "said": "called off", "off": True},
    ),
    Message(
        kind="sharing.nudge",
        about=_("A school has not said yes or no to a promise yet."),
        subject=_("%(school)s: still time to answer about ‘%(words)s’"),
        sample={**_PROMISE, "link": "/reply/promise/sample/"},
        button=_("See it and answer"),
    ),
)
