"""What tests of the account share: the code in the latest mail, an invitation's link, and answers that say no."""

from __future__ import annotations

import re

from django.core import mail
from django.http import HttpResponse

from bothways.core import outbox
from bothways.schools.actions import staff
from tests.people import Cast


def sent_code() -> str:
    """The code in the latest mail."""
    outbox.drain()
    found = re.search(r"code: ([A-Z0-9-]+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def invite(cast: Cast, email: str, role: str = "teacher") -> str:
    """Invite somebody. Returns what stands in the link of the mail."""
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email=email, role=role)
    outbox.drain()
    found = re.search(r"/join/(\S+?)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def refused(answer: HttpResponse) -> str:
    """The text of an answer that says: too many tries."""
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"].isdigit()) == (429, True)
    assert "Too many tries. Try again in about" in text
    assert "bw-header" in text
    return str(text)


def shows_nothing(answer: HttpResponse, status: int, says: str) -> None:
    """The answer says this and nothing of whose link it was."""
    text = answer.content.decode()
    assert answer.status_code == status
    assert says in text
    for secret in ("Giver School", "newcomer@school.test", "Teacher"):
        assert secret not in text
