"""The rooms of an event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import timetable as actions
from bothways.activities.forms.timetable import RoomForm
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import Here, do, set_up_here, show


def _save(here: Here, form: RoomForm, key: str) -> None:
    if key:
        actions.change_room(by=here.person, activity=here.activity, room=key, **form.values())
    else:
        actions.add_room(by=here.person, activity=here.activity, **form.values())


@page(may=Permission.RUN_ACTIVITY)
def rooms(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The list, and a form for one more; ?room=… changes one that stands."""
    here = set_up_here(request, activity_id)
    room = here.activity.rooms.filter(pk=request.GET.get("room", "")).first()
    standing = {name: getattr(room, name) or None for name in ("name", "holds", "step_free", "note")} if room else None
    form = RoomForm(request.POST if request.method == "POST" else None, initial=standing)
    key = room.pk if room else ""
    if form.is_bound and form.is_valid() and doing.saved(request, form, lambda: _save(here, form, key), _("Saved.")):
        return HttpResponseRedirect(reverse("event_rooms", args=[activity_id]))
    shown = {"form": form, "changing": room, "rooms": list(here.activity.rooms.all())}
    return show(here, "event/timetable/rooms.html", "event_timetable", shown)


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def remove(request: HttpRequest, activity_id: str, room_id: str) -> HttpResponse:
    """A room is taken away; its sessions stay."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        actions.remove_room(by=here.person, activity=here.activity, room=room_id)

    return do(here, deed, _("Taken away. Its sessions stay, without a room."), "event_rooms")
