"""One's own school in a programme: whom it puts forward, what was decided, who goes on and who has left."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import programmes as actions
from bothways.activities.forms.programmes import ChooseForm, NominateForm, nomination_form
from bothways.activities.queries import programmes as queries
from bothways.core.access import page
from bothways.rules.pupils import year_words
from bothways.schools.roles import Permission
from bothways.web import doing
from bothways.web.partnership.programmes.here import Ours, ours_here
from bothways.web.partnership.programmes.visits import visits_of_ours

_TAGS = {"placed": "ok", "reserve": "wait", "not_this_time": "no"}


@page(may=Permission.SEE_PUPILS, methods=["GET"])
def ours(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> HttpResponse:
    """Own nominations, what became of them, and the visits."""
    here = ours_here(request, slug, programme_id, membership_id)
    shown = {
        "own": queries.own(here.programme, here.membership.school, by=here.person),
        "going_on": queries.can_continue(here.programme, here.membership.school, by=here.person),
        "visits": visits_of_ours(here),
        "tags": _TAGS,
        "name_of": queries.name_of,
    }
    return _show(here, "ours.html", shown)


def _show(here: Ours, template: str, shown: dict[str, Any], *, form: Any = None) -> HttpResponse:
    """A page of one's own school; with the form as it was sent when something in it was wrong."""
    context = {
        "programme": here.programme,
        "membership": here.membership,
        "open": queries.is_open(here.programme),
        "told": queries.is_told(here.programme),
        "form": form,
        **shown,
    }
    status = 422 if form is not None and form.errors else 200
    return render(here.request, f"partnership/programmes/{template}", context, status=status)


@page(may=Permission.SEE_PUPILS)
def choose(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> HttpResponse:
    """Tick pupils of the school's own list; what is said of each comes next."""
    here = ours_here(request, slug, programme_id, membership_id)
    found = queries.pickable(here.programme, here.membership.school, by=here.person)
    choices = [(each.pk, f"{queries.name_of(each)}, {year_words(each.year_group)}") for each in found]
    form = ChooseForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = urlencode({"pupil": form.cleaned_data["pick"]}, doseq=True)
        return HttpResponseRedirect(f"{here.at('programme_nominate', membership_id)}?{chosen}")
    return _show(here, "choose.html", {"any": bool(found)}, form=form)


@page(may=Permission.SEE_PUPILS)
def nominate(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> HttpResponse:
    """A card for each pupil that was ticked, all saved in one press."""
    here = ours_here(request, slug, programme_id, membership_id)
    wanted = set(request.GET.getlist("pupil"))
    found = queries.pickable(here.programme, here.membership.school, by=here.person)
    pupils = [each for each in found if each.pk in wanted]
    if not pupils:
        return HttpResponseRedirect(here.at("programme_choose", membership_id))
    data = request.POST if request.method == "POST" else None
    form = NominateForm(data, pupils=pupils, criteria=queries.criteria_words(here.programme))
    said = ngettext("%(n)s pupil is put forward.", "%(n)s pupils are put forward.", len(pupils)) % {"n": len(pupils)}
    if data is not None and form.is_valid() and doing.saved(request, form, lambda: _put(here, form), said):
        return HttpResponseRedirect(here.page)
    return _show(here, "nominate.html", {"again": False}, form=form)


def _put(here: Ours, form: NominateForm) -> None:
    actions.nominate(
        by=here.person, programme=here.programme, membership=here.membership, wanted=form.wanted()
    )  # fmt: skip


@page(may=Permission.SEE_PUPILS)
def nomination(
    request: HttpRequest, slug: str, programme_id: str, membership_id: str, nomination_id: str
) -> HttpResponse:
    """What the school said of one pupil; to change until nominations close."""
    here = ours_here(request, slug, programme_id, membership_id)
    row = queries.own_nomination(here.programme, here.membership.school, nomination_id, by=here.person)
    data = request.POST if request.method == "POST" else None
    form = nomination_form(data, row, queries.criteria_words(here.programme))
    if data is not None and form.is_valid() and doing.saved(request, form, lambda: _put(here, form), _("Saved.")):
        return HttpResponseRedirect(here.page)
    return _show(here, "nominate.html", {"again": True, "nomination": row}, form=form)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def take_back(
    request: HttpRequest, slug: str, programme_id: str, membership_id: str, nomination_id: str
) -> HttpResponse:
    """Not put forward after all."""
    here = ours_here(request, slug, programme_id, membership_id)
    row = queries.own_nomination(here.programme, here.membership.school, nomination_id, by=here.person)

    def deed() -> None:
        actions.take_back(by=here.person, nomination=row)

    return doing.do(request, deed, _("Taken back. Nothing of it stays."), here.page)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def left(request: HttpRequest, slug: str, programme_id: str, membership_id: str, nomination_id: str) -> HttpResponse:
    """A pupil has left the programme."""
    here = ours_here(request, slug, programme_id, membership_id)
    row = queries.own_nomination(here.programme, here.membership.school, nomination_id, by=here.person)

    def deed() -> None:
        actions.leave(by=here.person, nomination=row)

    return doing.do(request, deed, _("Written down. The programme knows nothing of this pupil any more."), here.page)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def go_on(request: HttpRequest, slug: str, programme_id: str, membership_id: str) -> HttpResponse:
    """Pupils of an earlier year are put forward for this one."""
    here = ours_here(request, slug, programme_id, membership_id)
    found = queries.can_continue(here.programme, here.membership.school, by=here.person)
    ticked = set(request.POST.getlist("pick"))
    chosen = [each for each in found if each.pk in ticked]

    def deed() -> None:
        actions.go_on(by=here.person, programme=here.programme, membership=here.membership, nominations=chosen)

    said = ngettext("%(n)s pupil continues.", "%(n)s pupils continue.", len(chosen)) % {"n": len(chosen)}
    return doing.do(request, deed, f"{said} {_('The panel gives the places.')}", here.page)
