"""About accounts, staff, long work and the service itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="account.sign_in_code",
        about=_("Someone asks to sign in with this address."),
        subject=_("Your sign-in code for Both Ways"),
        sample={"code": "K7M-4XQ", "minutes": 10},
        harmless_twice=True,
    ),
    Message(
        kind="account.address_code",
        about=_("Someone says that this is their address."),
        subject=_("Check your address: your code for Both Ways"),
        sample={"code": "P3T-9RW", "minutes": 10},
        harmless_twice=True,
    ),
    Message(
        kind="account.unknown_address",
        about=_("Someone asks to sign in with an address that we do not know."),
        subject=_("We don’t know this address yet"),
        sample={"email": "office@ferrybank.example"},
        harmless_twice=True,
    ),
    Message(
        kind="school.invitation",
        about=_("A school asks someone to take on a role."),
        subject=_("%(school)s asks: will you be its %(role)s on Both Ways?"),
        sample={
            "school": "Ferry Bank Primary",
            "role": "school lead",
            "inviter": "The office of Ferry Bank Primary",
            "link": "/join/sample/",
            "days": 14,
        },
        button=_("See the invitation"),
    ),
    Message(
        kind="school.role_ended",
        about=_("Someone’s role at a school has ended."),
        subject=_("You are no longer %(role)s at %(school)s"),
        sample={"school": "Ferry Bank Primary", "role": "school lead"},
    ),
    Message(
        kind="account.sign_in_method",
        about=_("A way to sign in was added, changed or taken away."),
        subject=_("Was this you? %(change)s"),
        sample={
            "change": "A passkey was added to your account.",
            "when": "Saturday 21 November at 10:15",
            "link": "/account/security/",
        },
        button=_("Check how you sign in"),
    ),
    Message(
        kind="work.finished",
        about=_("Long work that someone began is done, or has stopped."),
        subject=_("%(job)s: %(outcome)s"),
        sample={
            "job": "Update of the schools register",
            "outcome": "done, 3 rows need a look",
            "detail": "51,009 rows were read. 3 could not be used and are listed on the page.",
            "link": "/long-work/sample/",
        },
        button=_("See what was done"),
    ),
    Message(
        kind="operator.test",
        about=_("An operator checks that mail arrives."),
        subject=_("Did this arrive? A test from Both Ways"),
        sample={"when": "Saturday 21 November at 10:15", "link": "/operator/mail/"},
        button=_("Back to the mail page"),
        harmless_twice=True,
    ),
)
