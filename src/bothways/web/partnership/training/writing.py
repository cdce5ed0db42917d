"""Writing down who did a course: one by one, or from a meeting's register in one press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.actions import training as actions
from bothways.activities.forms.training import DoneForm
from bothways.activities.queries import training
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.schools.roles import Permission
from bothways.web.partnership.speaking import speaks_for
from bothways.web.partnership.training.course import course_here, show_course


def _back(slug: str, found: training.CourseView) -> HttpResponse:
    return HttpResponseRedirect(reverse("training_course", args=[slug, found.course.pk]))


@page(may=Permission.PROPOSE)
def write_down(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Somebody of one's own school did it, or is going to."""
    person: Any = request.user
    found = course_here(request, slug, course_id)
    if request.method != "POST":
        return _back(slug, found)
    form = DoneForm(request.POST, memberships=speaks_for(request, found.course.partnership))
    if form.is_valid():
        said = {"who": form.who, "on": form.cleaned_data["on"], "planned": form.cleaned_data["planned"]}
        try:
            actions.write_down(by=person, course=found.course, membership=form.membership, **said)
        except ProductError as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("Written down for %(name)s.") % {"name": form.who.name})
            return _back(slug, found)
    return show_course(request, slug, found, form)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def from_meeting(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Everybody whom a meeting's register says was there."""
    person: Any = request.user
    found = course_here(request, slug, course_id)
    meeting = next(
        (each for each in training.meetings_for(found.course) if each.pk == request.POST.get("meeting")), None
    )
    if meeting is None:
        messages.error(request, _("Choose a meeting whose register is kept."))
        return _back(slug, found)
    done = actions.from_meeting(by=person, course=found.course, meeting=meeting)
    told = ngettext("%(n)d person is written down.", "%(n)d people are written down.", done) % {"n": done}
    messages.success(request, told)
    return _back(slug, found)


@page(may=Permission.PROPOSE, methods=["POST"])
def take_off(request: HttpRequest, slug: str, course_id: str, completion_id: str) -> HttpResponse:
    """It was written down by mistake."""
    person: Any = request.user
    found = course_here(request, slug, course_id)
    row = next((each for school in found.schools for each in school.completions if each.pk == completion_id), None)
    if row is None:
        raise NotFound
    actions.take_off(by=person, completion=row)
    messages.success(request, _("%(name)s has been taken off.") % {"name": row.name})
    return _back(slug, found)
