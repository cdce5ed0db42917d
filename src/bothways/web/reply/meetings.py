"""Answering by link: meetings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from bothways.core import clock, exports
from bothways.core.access import LINK, page
from bothways.core.errors import Conflict, NotFound
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_minutes as minutes
from bothways.partnerships.actions import meeting_replies as actions
from bothways.partnerships.forms.meetings import ReplyForm
from bothways.partnerships.queries import calendar_files, feeds, meeting_actions
from bothways.partnerships.queries import meetings as queries
from bothways.web.calendars import CALENDAR_TYPE, address_of
from bothways.web.links import opened_by

DEEDS = ("done", "dropped", "open")


def _shown(request: HttpRequest, token: str, row: queries.AttendanceRow, **more: Any) -> HttpResponse:
    """One school at one meeting, and nothing of any other school."""
    meeting = row.meeting
    standing = {"who": row.who, "words": row.words, "seen": meeting.sequence}
    context = {
        "token": token,
        "row": row,
        "school": row.membership.school.name,
        "meeting": meeting,
        "when": queries.when(meeting),
        "where": queries.where(meeting),
        "agenda": queries.agenda(meeting),
        "answers": meeting.state in {"planned", "invited"} and meeting.day >= clock.today(),
        "form": ReplyForm(initial=standing),
        "actions": [
            {"row": each, "said": meeting_actions.said(each), "open": meeting_actions.is_open(each)}
            for each in meeting_actions.of_school(row)
        ],
        "problem": "",
        "settled": "",
        "recorded": False,
        **more,
    }
    status = 409 if context["problem"] else 422 if context["form"].errors else 200
    return render(request, "reply/meeting.html", context, status=status)


@page(may=LINK)
@opened_by(links.MEETING)
def meeting(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """Coming or not: opening shows, a press records and says what was recorded."""
    row = queries.by_link(subject_id)
    if request.method != "POST":
        return _shown(request, token, row)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _shown(request, token, row, form=form)
    try:
        row = actions.reply_by_link(by=None, token=token, **form.cleaned_data)
    except Conflict as problem:
        return _shown(request, token, queries.by_link(subject_id), problem=problem.sentence)
    return _shown(request, token, row, recorded=True)


@page(may=LINK, methods=["GET"])
@opened_by(links.MEETING)
def calendar(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """The meeting for one's own calendar."""
    row = queries.by_link(subject_id)
    event = feeds.of_meeting(row.meeting)
    made = calendar_files.event_file(event, address=address_of(row.meeting.partnership.slug))
    answer = HttpResponse(made, content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = exports.attachment(row.meeting.title, "ics")
    return answer


@page(may=LINK, methods=["POST"])
@opened_by(links.MEETING)
def settle(request: HttpRequest, token: str, subject_id: str, action_id: str) -> HttpResponse:
    """One of the school's own actions is done, not needed, or open after all."""
    wanted: Any = request.POST.get("deed", "")
    if wanted not in DEEDS:
        raise NotFound
    found = minutes.settle_by_link(by=None, token=token, action_id=action_id, deed=wanted)
    said = {"done": _("Recorded as done: %(words)s"), "dropped": _("Recorded as not needed: %(words)s")}
    words = said.get(wanted, _("Open again: %(words)s")) % {"words": found.words}
    return _shown(request, token, queries.by_link(subject_id), settled=words)


urlpatterns: list[URLPattern] = [
    path("reply/meeting/<str:token>/", meeting, name="reply_meeting"),
    path("reply/meeting/<str:token>/calendar/", calendar, name="reply_meeting_calendar"),
    path("reply/meeting/<str:token>/actions/<str:action_id>/", settle, name="reply_meeting_action"),
]
