"""Whether a child is hidden changes no byte that anybody outside its school is sent.

Two worlds are read by the same people: in one a child really has a name, in the other it is hidden behind that very
name. A page that is drawn otherwise in one of them, by a class, an order, a length or a missing part, tells.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from bothways.activities.models import Activity, Disclosure, Participant, TakingPart
from bothways.config import urls as product_urls
from bothways.core import clock
from bothways.core.access import SIGNED_IN, page
from bothways.schools.models import Person, Pupil
from bothways.schools.roles import EVENT_LEAD
from tests.factories.activities import make_booking, make_participant, make_pupil
from tests.factories.schools import give_role, make_person
from tests.meta.arguments.activities import event_of
from tests.meta.routes import walk
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
CHANGES = re.compile(r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"')


@pytest.fixture
def hidden(cast: Cast) -> Participant:
    """A child of the giver's school, among two others, at an event of two schools that shows names on the day."""
    activity = Activity.unscoped.get(pk=event_of(cast)["activity_id"])
    TakingPart.unscoped.filter(activity=activity).update(disclosure=Disclosure.FIRST_NAME_AND_INITIAL)
    booking = make_booking(activity.taking_part.get(school=cast.giver_school))
    make_participant(booking, make_pupil(cast.giver_school, "Alder"))
    child = make_participant(booking, make_pupil(cast.giver_school, "Unset"))
    make_participant(booking, make_pupil(cast.giver_school, "Zinnia"))
    other = make_booking(activity.taking_part.get(school=cast.partner_school))
    make_participant(other, make_pupil(cast.partner_school, "Meadow"))
    return child


def _event_lead(activity: Activity) -> Person:
    lead = make_person(name="Event lead")
    give_role(lead, EVENT_LEAD, activity)
    Authenticator.objects.create(user=lead, type=Authenticator.Type.TOTP, data={"secret": "unused in tests"})
    return lead


def _world(child: Participant, *, is_hidden: bool) -> None:
    """The same name is read in both: the child's own, or its alias."""
    own, other = ("Quillon", "B"), ("Robin", "T")
    name, alias = (own, other) if is_hidden else (other, own)
    Pupil.unscoped.filter(pk=child.pupil_id).update(
        first_name=name[0], initial=name[1], alias=" ".join(alias), shielded="1" if is_hidden else "0"
    )


def _seen(person: Person, addresses: Sequence[str]) -> dict[str, str]:
    """A digest of every answer, with what differs from one request to the next taken out."""
    browser = browser_of(person)
    found = {}
    for address in addresses:
        answer: Any = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = CHANGES.sub("", f"{answer.status_code}{body.decode('latin-1')}")
        found[address] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _addresses(cast: Cast) -> list[str]:
    event = [walked.address for walked in walk(cast) if "GET" in walked.rule.methods]
    return [address for address in event if address.startswith(("/events/", "/leak/"))]


def _differ(cast: Cast, child: Participant, person: Person) -> list[str]:
    addresses = _addresses(cast)
    worlds = []
    for is_hidden in (False, True):
        _world(child, is_hidden=is_hidden)
        worlds.append(_seen(person, addresses))
    return [address for address in addresses if worlds[0][address] != worlds[1][address]]


def _on_the_day(child: Participant) -> dt.datetime:
    return dt.datetime.combine(child.booking.taking_part.activity.day, dt.time(10), clock.LONDON)


_LONGER = [pytest.param(who, marks=pytest.mark.slow) for who in ("event lead", "coordinator")]


@pytest.mark.parametrize("who", ["partner", *_LONGER])
def test_on_the_day_no_byte_tells_who_is_hidden(cast: Cast, hidden: Participant, who: str) -> None:
    activity = hidden.booking.taking_part.activity
    person = {"partner": cast.partner, "coordinator": cast.coordinator}.get(who) or _event_lead(activity)
    with time_machine.travel(_on_the_day(hidden), tick=False):
        assert _differ(cast, hidden, person) == []


@pytest.mark.slow
def test_the_day_before_no_byte_tells_either(cast: Cast, hidden: Participant) -> None:
    with time_machine.travel(_on_the_day(hidden) - dt.timedelta(days=1), tick=False):
        assert _differ(cast, hidden, cast.partner) == []


def test_the_childs_own_school_does_see_a_difference(cast: Cast, hidden: Participant) -> None:
    with time_machine.travel(_on_the_day(hidden), tick=False):
        assert _differ(cast, hidden, cast.giver) != []


@page(may=SIGNED_IN)
def _leaking(_request: object) -> HttpResponse:
    marks = ["hidden" if each.shielded == "1" else "" for each in Pupil.unscoped.all()]
    return HttpResponse(f"<ul>{''.join(f'<li class={mark}>' for mark in marks)}</ul>")


urlpatterns = [*product_urls.urlpatterns, path("leak/", _leaking, name="leak")]


@override_settings(ROOT_URLCONF=__name__)
def test_control_a_page_that_tells_by_a_class_is_caught(cast: Cast, hidden: Participant) -> None:
    with time_machine.travel(_on_the_day(hidden), tick=False):
        assert _differ(cast, hidden, cast.partner) == ["/leak/"]
