"""The year's training: every course, how many schools have done it, how far it was passed on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import training as actions
from bothways.activities.forms.training import CourseForm
from bothways.activities.queries import training
from bothways.core import access, clock, exports, words
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.queries.once import for_one_page
from bothways.rules import terms
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.taking_away import taken_away


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def catalogue(request: HttpRequest, slug: str, year: int | None = None) -> HttpResponse:
    """Courses of an academic year, and which school did which; as a file too."""
    person: Any = request.user
    partnership = for_one_page(partnership_here(request, slug))
    this_year = terms.academic_year(clock.today()).start
    year = this_year if year is None else year
    found = training.courses(partnership, year)
    if file := _file(request, found, year):
        return file
    shown = {
        "courses": found,
        "year": terms.AcademicYear(year),
        "years": [(terms.AcademicYear(each), each, each == year) for each in training.years(partnership, this_year)],
        "heads": _heads(found),
        "rows": _matrix(found),
        "lacking": training.lacking(partnership, year)[:5],
        "may_add": bool(policies.may_propose(person, partnership)),
    }
    return render(request, "partnership/training/catalogue.html", shown)


def _heads(found: Sequence[training.CourseView]) -> list[str]:
    return [_("School"), *(each.course.title for each in found), _("Done")]


def _matrix(found: Sequence[training.CourseView]) -> list[list[Any]]:
    """A line a school: each course done, planned or not yet; and how many of those that every school does."""
    rows = []
    everyone = [each for each in found if each.course.for_each]
    for n, school in enumerate(found[0].schools if found else ()):
        cells = [_cell(each.schools[n], bool(each.course.for_each)) for each in found]
        done = sum(bool(each.schools[n].done) for each in everyone)
        rows.append([school.membership.school.name, *cells, _("%(n)s of %(m)s") % {"n": done, "m": len(everyone)}])
    return rows


def _cell(school: training.OfSchool, for_each: bool) -> dict[str, str]:
    if school.done:
        return {"text": _("Done"), "tag": "ok", "hint": words.date(school.done[0].on)}
    if school.completions:
        return {"text": _("Planned"), "tag": "wait", "hint": words.date(school.completions[0].on)}
    return {"text": _("Not yet"), "tag": "no"} if for_each else {"text": "–"}


def _file(request: HttpRequest, found: Sequence[training.CourseView], year: int) -> HttpResponse | None:
    header = (_("Course"), _("School"), _("Who"), _("Post"), _("State"), _("Day"), _("Hours"), _("Colleagues told"))
    named = _("Training %(year)s") % {"year": terms.AcademicYear(year)}
    return taken_away(request, named, header=header, rows=_lines(found))


def _lines(found: Sequence[training.CourseView]) -> Iterator[Sequence[exports.Cell]]:
    for each in found:
        for school in each.schools:
            for row in school.completions:
                told = sum(cascade.colleagues for cascade in row.cascades.all())
                name = school.membership.school.name
                yield (each.course.title, name, row.name, row.post, row.get_state_display(), row.on, row.hours, told)


@page(may=Permission.PROPOSE)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new course in this year's catalogue."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    form = CourseForm(request.POST or None)
    year = terms.academic_year(clock.today()).start
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_course(by=person, partnership=partnership, year=year, facts=form.facts)
        except ProductError as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The course is in the catalogue."))
            return HttpResponseRedirect(reverse("training_course", args=[slug, made.pk]))
    return _form(request, form, _("Add a course"), reverse("training", args=[slug]))


@page(may=Permission.PROPOSE)
def change(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Change what a course says of itself."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = training.course(course_id, by=person, partnership=partnership).course
    access.demand(policies.may_propose(person, partnership))
    form = CourseForm(request.POST or None, initial={name: getattr(found, name) for name in CourseForm.base_fields})
    back = reverse("training_course", args=[slug, found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_course(by=person, course=found, facts=form.facts)
        except ProductError as problem:
            form.add_error(problem.field or None, problem.sentence)
        else:
            messages.success(request, _("The course has been changed."))
            return HttpResponseRedirect(back)
    return _form(request, form, _("Change the course"), back)


def _form(request: HttpRequest, form: CourseForm, heading: str, back: str) -> HttpResponse:
    shown = {"form": form, "heading": heading, "back": back}
    return render(request, "partnership/practice/form.html", shown, status=422 if form.errors else 200)


@page(may=Permission.RUN_PARTNERSHIP, methods=["POST"])
def remove(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Take a course out of the catalogue while nobody has done it."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = training.course(course_id, by=person, partnership=partnership).course
    try:
        actions.remove_course(by=person, course=found)
    except ProductError as problem:
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(reverse("training_course", args=[slug, course_id]))
    messages.success(request, _("The course has been removed."))
    return HttpResponseRedirect(reverse("training", args=[slug]))
