"""The canary matrix: every personal field holds a mark of its own, everyone reads everything they can reach,
and no mark may turn up where the design does not name it. This test never reads the role table.

It grows with the product: a new personal field needs a line in `plant`, a new reader a line in `ALLOWED`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path as route

from bothways.activities.models import Adult, Consent, Need
from bothways.config import urls as product_urls
from bothways.core import audit, outbox
from bothways.core.access import PUBLIC, page
from bothways.partnerships.models import Contact, ExternalPartner, Question
from bothways.schools.actions import staff
from bothways.schools.models import Person, Pupil, School
from tests import effort
from tests.meta.arguments.activities_people import a_child_of
from tests.meta.arguments.meetings import a_meeting
from tests.meta.routes import walk
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)
READERS = ("nobody", "giver", "giver_admin", "partner", "stranger", "coordinator", "other_coordinator", "operator")


@dataclass(frozen=True)
class Canary:
    """A mark, where it was planted, and who may meet it (readers, or the sinks "mail" and "database")."""

    mark: str
    where: str
    allowed: frozenset[str]


def plant(cast: Cast) -> list[Canary]:
    """Marks in every personal field there is today."""
    Person.unscoped.filter(pk=cast.giver.pk).update(name="Canaryname1", email="canarymail1@school.test")
    Person.unscoped.filter(pk=cast.stranger.pk).update(name="Canaryname2", email="canarymail2@school.test")
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email="canaryinvited@school.test", role="teacher")
    outbox.put("operator.test", to="canaryoutbox@school.test", context={"when": "canarycontext", "link": "/"})
    _contacts(cast)
    children = [*_children(cast, cast.giver_school, "1"), *_children(cast, cast.partner_school, "2")]
    colleagues = frozenset({"giver", "giver_admin", "database"})
    return [
        *children,
        Canary("Canaryname1", "a colleague's name", colleagues),
        Canary("canarymail1", "a colleague's address", colleagues),
        Canary("Canaryname2", "a stranger's name", frozenset({"stranger", "database"})),
        Canary("canarymail2", "a stranger's address", frozenset({"stranger", "database"})),
        Canary("canaryinvited", "an invited address", frozenset({"giver_admin", "mail", "database"})),
        Canary("Canarycontact1", "a contact's name", frozenset({*MEMBERS, "coordinator", "database"})),
        Canary("canarycontactmail1", "a contact's address", frozenset({*GIVERS, "coordinator", "mail", "database"})),
        Canary("Canarycontact2", "another partnership's contact", frozenset({*OTHERS, "database"})),
        Canary("canarycontactmail2", "another partnership's address", frozenset({*OTHERS, "mail", "database"})),
        Canary("canaryattends", "who comes to a meeting", frozenset({*MEMBERS, "coordinator", "database"})),
        Canary("canaryquestion", "what a school asked", frozenset({*MEMBERS, "coordinator", "database"})),
        Canary("canaryoutside", "an outside partner's address", frozenset({*GIVERS, "coordinator", "database"})),
        Canary("canaryoutbox", "a message's address", frozenset({"mail"})),
        Canary("canarycontext", "what a message says", frozenset({"mail"})),
    ]


CHILD_FIELDS = {
    "Canarychild": "a child's name",
    "Canaryalias": "the name that stands in for a child's",
    "canaryclass": "a child's class",
    "canarycode": "a child's code",
    "canaryneed": "what a child needs",
    "canarywhy": "why the host must know",
    "canaryparent": "who answered for a child",
    "canaryadult": "an adult whom a school brings",
}
PLAIN = {"canaryclass", "canarycode", "canaryadult"}  # not sealed in the database


def _children(cast: Cast, school: School, which: str) -> list[Canary]:
    """One child of a school at the cast's event, a mark in each field; its own school's people may meet them."""
    child = a_child_of(cast, school)
    Pupil.unscoped.filter(pk=child.pupil_id).update(
        first_name=f"Canarychild{which}",
        alias=f"Canaryalias{which} T",
        group=f"canaryclass{which}",
        local_id=f"canarycode{which}",
    )
    told = {"words": f"canaryneed{which}", "host_must_know": True, "host_why": f"canarywhy{which}"}
    Need.unscoped.create(participant=child, kind="care", choice="note", **told)
    said = {"granted": True, "scope": "school", "wording": "photo-1", "wording_hash": "x", "own_hash": "x"}
    relation = {"channel": "paper", "relationship": f"canaryparent{which}"}
    Consent.unscoped.create(participant=child, purpose="photo", order=1, **said, **relation)
    Adult.unscoped.create(booking=child.booking, name=f"canaryadult{which}")
    own = {"1": GIVERS, "2": ("partner",)}[which]
    return [
        Canary(f"{mark}{which}", f"{words} ({which})", frozenset({*own, *(["database"] if mark in PLAIN else [])}))
        for mark, words in CHILD_FIELDS.items()
    ]


GIVERS = ("giver", "giver_admin")
MEMBERS = (*GIVERS, "partner")
OTHERS = ("stranger", "other_coordinator")


def _contacts(cast: Cast) -> None:
    """The people whom partnerships know: at the giver's school, and at a stranger's; and what they said."""
    contacts = Contact.unscoped
    contacts.filter(membership__school=cast.giver_school).update(
        name="Canarycontact1", email="canarycontactmail1@school.test"
    )
    contacts.filter(membership__school=cast.stranger_school).update(
        name="Canarycontact2", email="canarycontactmail2@school.test"
    )
    giver = cast.partnership.memberships.get(school=cast.giver_school)
    a_meeting(cast).attendance.update(who="canaryattends")
    Question.objects.create(membership=giver, words="canaryquestion")
    ExternalPartner.objects.create(
        partnership=cast.partnership, name="Lab", kind="other", owner=giver, contact_email="canaryoutside@centre.test"
    )


def read_everything(who: str, cast: Cast) -> str:
    """Every page this reader can open, and the headers of each answer.

    Pages are asked again as a file where they offer one, and as a search where they have a box; in the longer round all
    are, refusals and files too.
    """
    browser: Client = browser_of(getattr(cast, who, None))
    found = []
    for walked in walk(cast):
        first = _read(browser, walked.address, found)
        page_text = found[-1]
        for extra, sign in (("?export=csv", "export=csv"), ("?q=canary", 'name="q"')):
            if effort.ALL or (_is_a_page(first) and sign in page_text):
                _read(browser, walked.address + extra, found, headers={"HX-Request": "true"})
    return "\n".join(found)


def _read(browser: Client, address: str, found: list[str], **asked: dict[str, str]) -> HttpResponse:
    answer: HttpResponse = browser.get(address, **asked)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found.append(f"{answer.headers}{body.decode('utf-8', 'replace')}")
    return answer


def _is_a_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def leaks(canaries: list[Canary], reader: str, text: str) -> Iterator[str]:
    """Sentences about marks that turned up where they may not."""
    folded = text.casefold()
    for canary in canaries:
        if reader not in canary.allowed and canary.mark.casefold() in folded:
            yield f"{canary.where} reached {reader}"


# A matrix that finds nothing anywhere proves nothing: these do see what is meant for them.
SEEN = {
    "giver_admin": ("Canaryname1", *(f"{mark}1" for mark in CHILD_FIELDS if mark != "canaryadult")),
    "partner": ("Canarychild2", "canarycode2"),
    "coordinator": ("Canarycontact1", "canarycontactmail1", "canaryattends", "canaryquestion", "canaryoutside"),
}


@pytest.mark.parametrize("who", READERS)
def test_no_page_shows_what_its_reader_may_not_see(cast: Cast, who: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nor the log that the reading leaves, nor the audit."""
    caplog.set_level(logging.DEBUG, logger="bothways")
    canaries = plant(cast)
    fresh = Person.unscoped.filter(pk=getattr(getattr(cast, who, None), "pk", "")).first()
    if fresh is not None:
        object.__setattr__(cast, who, fresh)
    read = read_everything(who, cast)
    assert list(leaks(canaries, who, read)) == []
    assert [mark for mark in SEEN.get(who, ()) if mark not in read] == []
    assert list(leaks(canaries, "log", caplog.text)) == []
    assert list(leaks(canaries, "audit", _trail())) == []


def _trail() -> str:
    return str(list(audit.AuditEntry.objects.values_list("verb", "why", "facts")))


@page(may=PUBLIC)
def _leaking(request: object) -> object:
    return HttpResponse(", ".join(Person.unscoped.values_list("name", flat=True)))


urlpatterns = [*product_urls.urlpatterns, route("leak/", _leaking, name="leak")]


@override_settings(ROOT_URLCONF=__name__)
def test_control_one_leaking_page_is_caught(cast: Cast) -> None:
    canaries = plant(cast)
    assert "a colleague's name reached nobody" in list(leaks(canaries, "nobody", read_everything("nobody", cast)))


def test_logs_audit_and_database_bytes_hold_no_sealed_value(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = plant(cast)
    for walked in (each for each in walk(cast) if each.name in ("staff", "home")):
        browser_of(cast.giver_admin).get(walked.address)
    outbox.drain()
    assert list(leaks(canaries, "log", caplog.text)) == []
    assert list(leaks(canaries, "audit", _trail())) == []
    assert list(leaks(canaries, "database", _database_bytes())) == []


def _database_bytes() -> str:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT recipient, context FROM core_outboxrow")
            return str(cursor.fetchall())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    return "".join(each.read_bytes().decode("latin-1") for each in file.parent.glob(f"{file.name}*"))


def test_mail_goes_to_its_own_address_and_names_nobody_else(cast: Cast) -> None:
    plant(cast)
    outbox.drain()
    by_address = {message.to[0]: f"{message.subject}{message.body}{message.extra_headers}" for message in mail.outbox}
    assert set(by_address) == {"canaryinvited@school.test", "canaryoutbox@school.test"}
    assert "canaryoutbox" not in by_address["canaryinvited@school.test"]
    assert not any(re.search("Canaryname|canarymail", text) for text in by_address.values())
