"""The timetable on screen: one session opens in its own place, is saved there, and every change can be taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import timetable as actions
from bothways.activities.forms.timetable import SessionForm
from bothways.activities.queries import timetable as read
from bothways.activities.queries.timetable_draft import stamp
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import Here, do, event_here, set_up_here, show
from bothways.web.event.timetable.here import Table, schools_of, table_of


def _form(here: Here, table: Table, key: str, typed: Any = None) -> SessionForm:
    """The form of one session, in its place. NotFound for one that this event has not."""
    row = next((each for each in table.rows if each.id == key), None)
    if row is None:
        raise NotFound
    return SessionForm(
        typed, activity=here.activity, schools=schools_of(here), rows=table.rows, row=row, seen=stamp(row)
    )


def _shown(here: Here, table: Table, form: SessionForm | None) -> HttpResponse:
    last = read.last_change(here.activity) if here.may_set_up else None
    shown = {"table": table, "form": form, "last": last, "calendar": reverse("event_calendar", args=[here.activity.pk])}
    return show(here, "event/timetable/page.html", "event_timetable", shown)


@page(may=Permission.SEE_ACTIVITIES)
def timetable_page(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The whole day; ?edit=… opens one session where it stands, and posting saves it."""
    key = request.GET.get("edit", "")
    here = set_up_here(request, activity_id) if key or request.method == "POST" else event_here(request, activity_id)
    table = table_of(here)
    form = _form(here, table, key, request.POST if request.method == "POST" else None) if key else None
    if form is not None and form.is_bound and form.is_valid() and _saved(request, here, form, key):
        return HttpResponseRedirect(f"{reverse('event_timetable', args=[activity_id])}#s-{key}")
    return _shown(here, table, form)


def _saved(request: HttpRequest, here: Here, form: SessionForm, key: str) -> bool:
    def deed() -> None:
        wanted, seen = form.wanted(), form.cleaned_data["seen"]
        actions.change_session(by=here.person, activity=here.activity, session=key, wanted=wanted, seen=seen)

    return doing.saved(request, form, deed, _("Saved."))


@page(may=Permission.RUN_ACTIVITY)
def add(request: HttpRequest, activity_id: str) -> HttpResponse:
    """One session more."""
    here = set_up_here(request, activity_id)
    table = table_of(here)
    last = table.rows[-1].ends_at if table.rows else here.activity.starts_at
    standing = {"day": here.activity.day.isoformat(), "starts_at": last, "kind": "seminar", "mode": "mixed"}
    form = SessionForm(
        request.POST or None,
        activity=here.activity,
        schools=schools_of(here),
        rows=table.rows,
        initial={**standing, "audience": "pupils"},
    )
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            actions.add_session(by=here.person, activity=here.activity, wanted=form.wanted())

        if doing.saved(request, form, deed, _("Added.")):
            return HttpResponseRedirect(reverse("event_timetable", args=[activity_id]))
    return show(here, "event/timetable/add.html", "event_timetable", {"form": form})


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def undo(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The last change is taken back."""
    here = set_up_here(request, activity_id)
    change = request.POST.get("change", "")
    deed = actions.undo
    return do(
        here,
        lambda: deed(by=here.person, activity=here.activity, change=change),
        _("Taken back."),
        "event_timetable",
    )


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def copy(request: HttpRequest, activity_id: str, session_id: str) -> HttpResponse:
    """The same session again, beside the first."""
    here = set_up_here(request, activity_id)
    return do(
        here,
        lambda: actions.copy_session(by=here.person, activity=here.activity, session=session_id),
        _("Copied. The copy has no room and no leader yet."),
        "event_timetable",
    )


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def remove(request: HttpRequest, activity_id: str, session_id: str) -> HttpResponse:
    """A session is taken off."""
    here = set_up_here(request, activity_id)
    return do(
        here,
        lambda: actions.remove_session(by=here.person, activity=here.activity, session=session_id),
        _("Taken off the timetable."),
        "event_timetable",
    )


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def move(request: HttpRequest, activity_id: str, session_id: str) -> HttpResponse:
    """A session changes places with the one before it, or after it."""
    here = set_up_here(request, activity_id)
    later = request.POST.get("to") == "later"
    return do(
        here,
        lambda: actions.move_session(by=here.person, activity=here.activity, session=session_id, later=later),
        _("Moved."),
        "event_timetable",
    )
