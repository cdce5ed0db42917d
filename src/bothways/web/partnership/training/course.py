"""One course: school by school who did it, who is due, what was passed on; certificates on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from bothways.activities.forms.training import DoneForm
from bothways.activities.kinds.training import FORMS
from bothways.activities.queries import training
from bothways.core import charts, words
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.core.pdf import Block, Document, Fact, Facts, Heading, PageBreak, Paragraph
from bothways.partnerships import policies
from bothways.partnerships.queries.once import for_one_page
from bothways.schools.roles import Permission
from bothways.web.chart_files import chart_file
from bothways.web.partnership.here import may_run, partnership_here
from bothways.web.partnership.speaking import speaks_for


def course_here(request: HttpRequest, slug: str, course_id: str) -> training.CourseView:
    """The course of the address; NotFound when the person may not see it."""
    person: Any = request.user
    partnership = for_one_page(partnership_here(request, slug))
    return training.course(course_id, by=person, partnership=partnership)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def one(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Everything about one course."""
    return show_course(request, slug, course_here(request, slug, course_id))


def show_course(
    request: HttpRequest, slug: str, found: training.CourseView, form: DoneForm | None = None
) -> HttpResponse:
    """The page; with the form as it was sent when something in it was wrong."""
    person: Any = request.user
    partnership = found.course.partnership
    own = speaks_for(request, partnership)
    files = {kind: reverse("training_shared_file", args=[slug, found.course.pk, kind]) for kind in ("png", "csv")}
    chart = training.who_told_whom(found)
    shown = {
        "it": found,
        "course": found.course,
        "form": form or (DoneForm(memberships=own) if own else None),
        "writes_for": {each.pk for each in own},
        "runs": may_run(request, partnership),
        "may_change": bool(policies.may_propose(person, partnership)),
        "meetings": training.meetings_for(found.course),
        "ways": FORMS,
        "chart": charts.render_html(chart, png_url=files["png"], csv_url=files["csv"]) if chart.rows else None,
    }
    return render(request, "partnership/training/course.html", shown, status=422 if form and form.errors else 200)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def shared_file(request: HttpRequest, slug: str, course_id: str, kind: str) -> HttpResponse:
    """Who told whom, as a picture or as numbers."""
    chart = training.who_told_whom(course_here(request, slug, course_id))
    return chart_file(chart, "shared", kind)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def certificates(request: HttpRequest, slug: str, course_id: str) -> HttpResponse:
    """Certificates of those who did it: of one's own schools, or of all for whoever runs the partnership."""
    found = course_here(request, slug, course_id)
    mine = {each.pk for each in speaks_for(request, found.course.partnership)}
    rows = [row for school in found.schools if school.membership.pk in mine for row in school.done]
    wanted = request.GET.get("who")
    rows = [row for row in rows if wanted in {None, row.pk}]
    if not rows:
        raise NotFound
    blocks = [block for n, row in enumerate(rows) for block in _certificate(found, row, own_sheet=n > 0)]
    answer = HttpResponse(Document(title=_("Certificate"), blocks=tuple(blocks)).pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.course.title}.pdf") or "attachment"
    return answer


def _certificate(found: training.CourseView, row: Any, *, own_sheet: bool) -> list[Block]:
    course = found.course
    facts = (
        (_("Name"), row.name),
        (_("School"), row.membership.school.name),
        (_("Day"), words.day(row.on)),
        (_("Hours"), f"{row.hours:f}".rstrip("0").rstrip(".")),
        (_("Given by"), course.provider or course.partnership.name),
    )
    return [
        *([PageBreak()] if own_sheet else []),
        Heading(course.title),
        Paragraph(_("%(name)s took part in this course with %(partnership)s.") % {
            "name": row.name, "partnership": course.partnership.name}),
        Facts(tuple(Fact(label, value) for label, value in facts if value)),
        *([Paragraph(course.about)] if course.about else []),
    ]  # fmt: skip
