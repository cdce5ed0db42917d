"""What the tests of forming say often: a school is asked, a link is taken out of a mail."""

from __future__ import annotations

import re

from django.core import mail

from bothways.core import outbox
from bothways.partnerships.actions import joining
from bothways.partnerships.models import Membership
from bothways.partnerships.queries.forming_words import Wanted
from bothways.schools.models import Person
from tests.factories.schools import make_school
from tests.people import Cast

LEAD = "lead@asked.test"


def ask(cast: Cast, *, name: str = "Asked School", email: str = LEAD, kind: str = "member") -> Membership:
    """The coordinator asks a school that is not in yet."""
    wanted = Wanted(make_school(name=name).pk, kind, "Ann Lead", "Science lead", email)
    return joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=wanted)


def links_in_mail(path: str = "reply/partnership") -> list[str]:
    """The tokens of all links that were mailed, the oldest first."""
    outbox.drain()
    found = (re.search(rf"/{path}/([\w-]+)/", str(message.body)) for message in mail.outbox)
    return [link[1] for link in found if link]


def fresh(membership: Membership) -> Membership:
    """As the database has it now."""
    return Membership.unscoped.select_related("school", "partnership").get(pk=membership.pk)


def again(person: Person) -> Person:
    """The same person with the roles of now."""
    return Person.unscoped.get(pk=person.pk)
