"""An online lesson: what it is, who presents, the two links, and who joined so far."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import lessons as actions
from bothways.activities.forms.lessons import LessonForm, PresenterForm
from bothways.activities.kinds import lessons as lists
from bothways.activities.queries import lessons
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, do, event_here, set_up_here, show


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def lesson(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Everything about the lesson."""
    return _shown(event_here(request, activity_id))


def _shown(here: Here, form: PresenterForm | None = None, **more: Any) -> HttpResponse:
    found = lessons.of_event(here.activity)
    shown = {
        "lesson": found,
        "presenters": lessons.presenters(here.activity),
        "counted": lessons.counted(here.activity),
        "spread": lessons.spread(here.activity),
        "regions": lists.REGIONS,
        "stage": lists.STAGES.get(found.key_stage, ""),
        "safety": [(each.words, each.key in found.safe) for each in lists.SAFETY],
        "form": form or PresenterForm(schools=_schools(here)),
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return show(here, "event/online/page.html", "event_online", shown, status=status)


def _schools(here: Here) -> list[tuple[str, str]]:
    return [(part.school_id, part.school.name) for part in here.parts]


@page(may=Permission.RUN_ACTIVITY)
def describe(request: HttpRequest, activity_id: str) -> HttpResponse:
    """What the lesson is, and what keeps children safe."""
    here = set_up_here(request, activity_id)
    found = lessons.of_event(here.activity)
    written = {name: getattr(found, name) for name in LessonForm.base_fields}
    written["resources"] = "\n".join(f"{each['title']} {each['link']}" for each in found.resources)
    form = LessonForm(request.POST if request.method == "POST" else None, initial=written)
    if request.method == "POST" and form.is_valid():
        actions.describe(by=here.person, activity=here.activity, facts=actions.LessonFacts(**form.cleaned_data))
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("event_online", args=[activity_id]))
    status = 422 if form.errors else 200
    return show(here, "event/online/describe.html", "event_online", {"form": form}, status=status)


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def links(request: HttpRequest, activity_id: str) -> HttpResponse:
    """A link for classes and a link for homes."""
    here = set_up_here(request, activity_id)
    try:
        made = actions.links_for(by=here.person, activity=here.activity)
    except ProductError as problem:
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(reverse("event_online", args=[activity_id]))
    return _shown(here, made=made)


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def present(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Somebody presents."""
    here = set_up_here(request, activity_id)
    form = PresenterForm(request.POST, schools=_schools(here))
    if not form.is_valid():
        return _shown(here, form)
    schools = {part.school_id: part.school for part in here.parts}
    said = {**form.cleaned_data, "school": schools.get(form.cleaned_data["school"])}
    deed = partial(actions.present, by=here.person, activity=here.activity, **said)
    return do(here, deed, _("Added."), "event_online")


@page(may=Permission.RUN_ACTIVITY, methods=["POST"])
def take_off(request: HttpRequest, activity_id: str, presenter_id: str) -> HttpResponse:
    """They do not present after all."""
    here = set_up_here(request, activity_id)
    found = lessons.presenter(presenter_id, by=here.person, activity=here.activity)
    return do(here, partial(actions.take_off, by=here.person, presenter=found), _("Taken off."), "event_online")
