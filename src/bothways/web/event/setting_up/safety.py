"""Risk assessments by link, and visitors whose checks were seen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import safety as actions
from bothways.activities.forms.activities import RiskForm, VisitorForm
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.event.here import Here, do, set_up_here, show

RISK_FIELDS = ("title", "link", "version", "reviewer", "reviewed_on")


def _risk(here: Here, chosen: str) -> Any:
    """The risk assessment that the page changes; None for a new one."""
    return here.activity.risks.filter(pk=chosen).first() if chosen else None


def _risk_form(request: HttpRequest, here: Here, risk: Any) -> RiskForm:
    schools = [part.school for part in here.parts]
    initial = {name: getattr(risk, name) for name in RISK_FIELDS} | {"owner": risk.owner_id or ""} if risk else None
    typed = request.POST if request.POST.get("what") == "risk" else None
    return RiskForm(typed, schools=schools, initial=initial)


def _save(request: HttpRequest, here: Here, risk_form: RiskForm, visitor_form: VisitorForm, risk: Any) -> bool:
    if risk_form.is_bound and risk_form.is_valid():
        key = risk.pk if risk else ""

        def save_risk() -> None:
            actions.save_risk(by=here.person, activity=here.activity, values=risk_form.cleaned_data, risk=key)

        return doing.saved(request, risk_form, save_risk, _("Saved."))
    if visitor_form.is_bound and visitor_form.is_valid():

        def add_visitor() -> None:
            actions.add_visitor(by=here.person, activity=here.activity, values=visitor_form.cleaned_data)

        return doing.saved(request, visitor_form, add_visitor, _("Saved."))
    return False


@page(may=Permission.RUN_ACTIVITY)
def safety(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Both lists, and a form for each; ?risk=… changes one that stands."""
    here = set_up_here(request, activity_id)
    risk = _risk(here, request.GET.get("risk", ""))
    risk_form = _risk_form(request, here, risk)
    visitor_form = VisitorForm(request.POST if request.POST.get("what") == "visitor" else None)
    if request.method == "POST" and _save(request, here, risk_form, visitor_form, risk):
        return HttpResponseRedirect(reverse("event_safety", args=[activity_id]))
    shown = {
        "risk_form": risk_form,
        "visitor_form": visitor_form,
        "changing": risk,
        "risks": list(here.activity.risks.select_related("owner").order_by("title")),
        "visitors": list(here.activity.visitors.order_by("name")),
    }
    return show(here, "event/setting_up/safety.html", "event_safety", shown)


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def remove_risk(request: HttpRequest, activity_id: str, risk_id: str) -> HttpResponse:
    """A risk assessment is taken off the list."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        actions.remove_risk(by=here.person, activity=here.activity, risk=risk_id)

    return do(here, deed, _("Taken off the list."), "event_safety")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def remove_visitor(request: HttpRequest, activity_id: str, visitor_id: str) -> HttpResponse:
    """A visitor is taken off the list."""
    here = set_up_here(request, activity_id)

    def deed() -> None:
        actions.remove_visitor(by=here.person, activity=here.activity, visitor=visitor_id)

    return do(here, deed, _("Taken off the list."), "event_safety")
