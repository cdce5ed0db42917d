"""Which phones keep the register: let one, see when each was last heard of, take one off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import devices as actions
from bothways.activities.queries import register as queries
from bothways.core import access
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, do, event_here, show


def _lead(request: HttpRequest, activity_id: str) -> Here:
    here = event_here(request, activity_id)
    access.demand(policies.may_lead_the_day(here.person, here.activity))
    return here


@page(may=Permission.KEEP_REGISTER)
def phones(request: HttpRequest, activity_id: str) -> HttpResponse:
    """The list; a press makes a link for one more phone, shown this once."""
    here = _lead(request, activity_id)
    link = actions.let_a_phone(by=here.person, activity=here.activity) if request.method == "POST" else ""
    shown = {"phones": queries.devices(here.activity), "link": link}
    return show(here, "event/register/phones.html", "event_register", shown)


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def revoke(request: HttpRequest, activity_id: str, device_id: str) -> HttpResponse:
    """Take the register off one phone."""
    here = _lead(request, activity_id)
    return do(
        here,
        lambda: actions.revoke(by=here.person, activity=here.activity, device_id=device_id),
        _("Taken off. Marks it had not sent stay locked on it; ask for the phone if some are missing."),
        "event_register_phones",
    )
