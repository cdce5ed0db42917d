"""A school's own children at an event: what they need, what parents answered, what others may read of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import needs as actions
from bothways.activities.forms.needs import DisclosureForm
from bothways.activities.queries import certificates, labels
from bothways.activities.queries import consents as consent_queries
from bothways.activities.queries import needs as queries
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.rules.pupils import year_words
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, do, event_here, show


def own_parts(here: Here) -> Sequence[Any]:
    """The parts of schools whose children this person may see. NotFound when there are none."""
    found = tuple(part for part in here.parts if policies.may_see_needs(here.person, part.school_id))
    if not found:
        raise NotFound
    return found


@page(may=Permission.SEE_NEEDS, methods=["GET"])
def needs(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Each own child: needs, answers, and when what is sensitive goes."""
    here = event_here(request, activity_id)
    schools = [_school(here, part) for part in own_parts(here)]
    shown = {"schools": schools, "gone_on": queries.gone_on(here.activity)}
    return show(here, "event/needs/own.html", "event_needs", shown)


def _school(here: Here, part: Any) -> dict[str, Any]:
    """One of the person's schools as its section shows it."""
    children = queries.children_of(here.activity, part.school_id, by=here.person)
    named = labels.labels_for(here.activity, here.person, children)
    needed = queries.of_school(here.activity, part.school_id, by=here.person)
    stands = consent_queries.stands(here.activity, part.school_id, by=here.person)
    rows = [
        _row(here, each, named[each.pk].words, needed.get(each.pk, []), stands.get(each.pk, consent_queries.NOBODY))
        for each in children
    ]
    return {
        "part": part,
        "form": DisclosureForm(initial={"level": part.disclosure}, prefix=part.pk),
        "rows": rows,
        "answered": sum(1 for each in children if each.pk in stands),
        "no_to": _no_to(here, named, stands),
        "certificate": certificates.of_school(here.activity, part.school_id, by=here.person),
    }


def _no_to(here: Here, named: Mapping[str, labels.Label], stands: Mapping[str, consent_queries.Stand]) -> list[Any]:
    """Sessions that a parent may say no to, each with the own children whose parents did."""
    return [
        (session, [named[pk].words for pk in named if pk in stands and session.pk in stands[pk].opted_out])
        for session in consent_queries.sessions_with_a_choice(here.activity)
    ]


def _row(here: Here, child: Any, name: str, own: Sequence[queries.OwnNeed], stand: consent_queries.Stand) -> list[Any]:
    change = format_html('{}<span class="vh"> {}</span>', _("Change"), name)
    photo: dict[str, str] = {"text": stand.photo_words}
    if stand.disagree:
        photo["hint"] = _("Two parents differ: the narrower holds.")
    return [
        {"text": name, "hint": year_words(child.year_group)},
        "; ".join(each.said for each in own) or _("Nothing"),
        {"text": stand.coming_words, "tag": {None: "wait", True: "ok", False: "no"}[stand.coming]},
        photo,
        {"text": change, "url": reverse("event_need", args=[here.activity.pk, child.pk])},
    ]


@page(may=Permission.SEE_NEEDS, methods=["POST"])
def disclosure(request: HttpRequest, activity_id: str, part_id: str) -> HttpResponse:
    """Choose what others read on the day."""
    here = event_here(request, activity_id)
    part = next((each for each in own_parts(here) if each.pk == part_id), None)
    form = DisclosureForm(request.POST, prefix=part_id)
    if part is None or not form.is_valid():
        raise NotFound
    level = form.cleaned_data["level"]
    return do(
        here, lambda: actions.choose_disclosure(by=here.person, part=part, level=level), _("Saved."), "event_needs"
    )
