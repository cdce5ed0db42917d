"""Asking schools to a meeting, what they said, and replying for one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access
from bothways.core.access import page
from bothways.partnerships import policies
from bothways.partnerships.actions import meeting_replies as actions
from bothways.partnerships.forms.meetings import ReplyForm
from bothways.partnerships.needs import meetings as needs
from bothways.partnerships.queries import meeting_people as people
from bothways.partnerships.queries import meetings as queries
from bothways.partnerships.queries import partnerships
from bothways.schools.roles import Permission
from bothways.web.partnership.meetings import own
from bothways.web.partnership.meetings.here import done, frame, meeting_here, shown, to

COMING = {"yes": "ok", "no": "no", "": "wait"}


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def invite(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """One press asks every school that was not asked yet."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)

    def deed() -> str:
        sent = actions.invite(by=person, meeting=meeting)
        if not sent:
            return _("Nobody new was asked: each school has its invitation, or has no e-mail address here.")
        return ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent) % {"n": sent}

    return done(request, deed, "meeting_replies", slug, meeting.pk)


def _sent(places: Sequence[queries.Place]) -> dict[str, tuple[str, str]]:
    """What became of each school's newest invitation, by the membership's id."""
    ids = {place.row.pk: place.membership.pk for place in places if place.row}
    states = {**people.delivery("meeting.invite", ids), **people.delivery("meeting.moved", ids)}
    return {membership: people.delivery_words(states.get(row, "")) for row, membership in ids.items()}


def _table(request: HttpRequest, places: Sequence[queries.Place], *, runs: bool, mine: set[str]) -> list[list[Any]]:
    """School, reply, who comes; what was said and delivery for the coordinator, and for one's own school."""
    said = {"yes": _("Coming"), "no": _("Not coming"), "": _("No answer yet")}
    sent = _sent(places) if runs else {}
    table = []
    for place in places:
        sees = runs or place.membership.pk in mine
        row: list[Any] = [place.school, {"text": said[place.coming], "tag": COMING[place.coming]}]
        if place.row is None:
            row[1] = {"text": _("Not asked yet"), "tag": "wait"}
        row += [(place.row.who, place.row.words) if place.row and sees else ("", "")][0]
        if runs:
            text, tag = sent.get(place.membership.pk, ("", ""))
            row.append({"text": text, "tag": tag} if tag else "")
        table.append(row)
    return table


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def replies(request: HttpRequest, slug: str, meeting_id: str) -> HttpResponse:
    """Each school's reply; who has not answered stands first in words."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    places = queries.places(meeting)
    context = frame(request, meeting, "meeting_replies")
    mine = {each.pk for each in partnerships.own_memberships(meeting.partnership, by=person)}
    members = [place for place in places if not place.guest]
    context |= {
        "table_rows": _table(request, places, runs=context["may_run"], mine=mine),
        "own": own.replies(request, places, meeting),
        "waiting": [place.school for place in members if place.row and not place.coming],
        "unasked": [place.school for place in places if place.row is None],
        "remind": needs.replies_key(meeting),
        "yes": sum(place.coming == "yes" for place in places),
        "no": sum(place.coming == "no" for place in places),
    }
    return shown(request, "replies", context)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def answer(request: HttpRequest, slug: str, meeting_id: str, membership_id: str) -> HttpResponse:
    """A school's reply by its own people."""
    person: Any = request.user
    meeting = meeting_here(request, slug, meeting_id)
    membership = partnerships.membership(membership_id, by=person)
    access.demand(policies.may_answer(person, membership))
    form = ReplyForm(request.POST, prefix=f"s{membership.pk}")
    if not form.is_valid():
        return to("meeting_replies", slug, meeting.pk)

    def deed() -> str:
        actions.reply(by=person, membership=membership, meeting=meeting, **form.cleaned_data)
        coming = form.cleaned_data["coming"] == "yes"
        said = {"school": membership.school.name}
        return (
            _("%(school)s is coming.") if coming else _("%(school)s is not coming. Thank you for telling us.")
        ) % said

    return done(request, deed, "meeting_replies", slug, meeting.pk)
