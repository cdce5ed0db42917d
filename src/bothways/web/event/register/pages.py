"""The register as plain pages: each press is a form, so that it works without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions import register as actions
from bothways.activities.forms.register import SheetForm
from bothways.activities.queries.register import Totals
from bothways.core.access import page
from bothways.core.errors import Conflict, NotFound, ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, show
from bothways.web.event.register.here import ROUTE, Keeper, keeper_of, not_now


@page(may=Permission.KEEP_REGISTER, methods=["GET"])
def register(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Schools as groups, one press a pupil, and what is not accounted for at the top."""
    keeper = keeper_of(request, activity_id)
    return _draw(keeper) if isinstance(keeper, Keeper) else not_now(keeper)


def _draw(keeper: Keeper, *, ask: str = "", status: int = 200) -> HttpResponse:
    found, here = keeper.register(), keeper.here
    wanted = here.request.GET.get("q", "").strip().lower()
    shown: dict[str, Any] = {
        "register": found,
        "keeper": keeper,
        "ask": ask,
        "q": wanted,
        "alarms": [row for row in found.rows() if row.alarm],
        "absent": [(s, [row for row in s.rows if row.state.where == "absent"]) for s in found.schools],
        "may_lead": bool(policies.may_lead_the_day(here.person, here.activity)),
    }
    return show(here, "event/register/page.html", ROUTE, shown, status=status)


def _pressed(here: Here, deed: Any, said: str, anchor: str = "") -> HttpResponse:
    """Do one thing and come back to where one was on the page."""
    try:
        done = deed()
    except ProductError as problem:
        if not problem.sentence or problem.status == 403:
            raise
        messages.error(here.request, problem.sentence)
    else:
        if said or isinstance(done, str):
            messages.success(here.request, said or done)
    return HttpResponseRedirect(reverse(ROUTE, args=[here.activity.pk]) + (f"#{anchor}" if anchor else ""))


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def mark(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Here, not here, left, or take back."""
    here, sent = event_here(request, activity_id), request.POST
    who, kind = sent.get("who", ""), sent.get("kind", "")
    return _pressed(
        here, lambda: actions.mark(by=here.person, activity=here.activity, who=who, kind=kind), "", f"p-{who}"
    )


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def all_here(request: HttpRequest, activity_id: str, school_id: str) -> HttpResponse:
    """Everybody of a school who has no mark yet."""
    here = event_here(request, activity_id)
    return _pressed(
        here,
        lambda: actions.all_here(by=here.person, activity=here.activity, school_id=school_id),
        "",
        f"s-{school_id}",
    )


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def walk_in(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Somebody who came without a place."""
    here, sent = event_here(request, activity_id), request.POST
    school, words = sent.get("school", ""), sent.get("words", "")
    return _pressed(
        here,
        lambda: actions.walk_in(by=here.person, activity=here.activity, school_id=school, words=words),
        _("Added. Give them a badge and tell the event lead."),
    )


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def settle(request: HttpRequest, activity_id: str) -> HttpResponse:
    """What is true about somebody in red or amber."""
    here, sent = event_here(request, activity_id), request.POST
    told = {"who": sent.get("who", ""), "kind": sent.get("kind", ""), "words": sent.get("words", "")}
    return _pressed(here, lambda: actions.settle(by=here.person, activity=here.activity, **told), _("Settled."))


@page(may=Permission.KEEP_REGISTER, methods=["POST"])
def finish(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Keep the numbers; ask first about those not accounted for."""
    keeper = keeper_of(request, activity_id)
    if not isinstance(keeper, Keeper):
        return not_now(keeper)
    here = keeper.here
    try:
        count = actions.finish(by=here.person, activity=here.activity, anyway="anyway" in request.POST)
    except Conflict as problem:
        return _draw(keeper, ask=problem.sentence, status=problem.status)
    messages.success(request, _finished(count))
    return HttpResponseRedirect(reverse(ROUTE, args=[here.activity.pk]))


def _finished(count: Totals) -> str:
    said = ngettext("Finished. %(n)s pupil came", "Finished. %(n)s pupils came", count.here + count.left)
    return f"{said % {'n': count.here + count.left}}, {_('%(n)s did not') % {'n': count.absent}}."


@page(may=Permission.KEEP_REGISTER)
def sheet(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Paper sheets, typed back: a box a school."""
    keeper = keeper_of(request, activity_id)
    if not isinstance(keeper, Keeper):
        return not_now(keeper)
    here, found = keeper.here, keeper.register().schools
    form = SheetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _typed_back(here, found, form):
        return HttpResponseRedirect(reverse("event_register_sheet", args=[here.activity.pk]))
    typed = {"school_typed": request.POST.get("school", ""), "numbers_typed": request.POST.get("numbers", "")}
    shown = {"schools": found, "form": form, **typed}
    return show(here, "event/register/sheet.html", ROUTE, shown, status=422 if form.errors else 200)


def _typed_back(here: Here, found: Sequence[Any], form: SheetForm) -> bool:
    """Mark one school by its numbers. False, with the sentence at the field, when the numbers cannot be."""
    school = here.request.POST.get("school", "")
    name = next((each.name for each in found if each.id == school), None)
    if name is None:
        raise NotFound
    try:
        came, absent = actions.by_numbers(
            by=here.person, activity=here.activity, school_id=school, numbers=form.cleaned_data["numbers"]
        )
    except ProductError as problem:
        if not problem.field:
            raise
        form.add_error("numbers", problem.sentence)
        return False
    said = _("%(school)s: %(here)s here, %(absent)s not here.")
    messages.success(here.request, said % {"school": name, "here": came, "absent": absent})
    return True


@page(may=Permission.KEEP_REGISTER, methods=["GET"])
def paper(request: HttpRequest, activity_id: str) -> HttpResponse:
    """One sheet a school to print, numbered as the page that types them back."""
    keeper = keeper_of(request, activity_id)
    if not isinstance(keeper, Keeper):
        return not_now(keeper)
    return show(keeper.here, "event/register/paper.html", ROUTE, {"schools": keeper.register().schools})
