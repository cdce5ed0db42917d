"""The register of schools, for anyone: search, the list, one school; and adding one that no file holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.access import PUBLIC, page
from bothways.core.errors import ProductError
from bothways.core.lists import Column, Empty, List, Row
from bothways.schools.actions import register as actions
from bothways.schools.forms import AddSchoolForm, SchoolFilters
from bothways.schools.queries import register
from bothways.schools.queries.search import Found, search
from bothways.schools.roles import Permission

SUGGESTIONS = 8


def _row(school: Any) -> Row:
    status = {"text": school.get_status_display(), "tag": "ok" if school.is_open else "no"}
    name = {"text": school.name, "url": reverse("school", args=[school.identifier])}
    where = (school.town, school.postcode, school.local_authority)
    return Row(school.pk, school.name, (name, school.identifier, *where, _known(school.phase), status))


def _known(phase: str) -> str:
    """The register says "Not applicable" for independent and special schools."""
    return "" if phase == "Not applicable" else phase


SCHOOLS: List[Any] = List(
    caption=gettext_lazy("Schools"),
    columns=(
        Column("name", gettext_lazy("School"), sort=("search_text",)),
        Column("urn", gettext_lazy("URN"), sort=("identifier",)),
        Column("town", gettext_lazy("Town"), sort=("town", "search_text")),
        Column("postcode", gettext_lazy("Postcode"), sort=("postcode",)),
        Column("council", gettext_lazy("Council"), sort=("local_authority", "search_text")),
        Column("phase", gettext_lazy("Phase"), sort=("phase", "search_text")),
        Column("status", gettext_lazy("Status")),
    ),
    row=_row,
    filters=SchoolFilters,
    order=("standing", "search_text"),
    page_size=25,
    empty=Empty(gettext_lazy("The register is empty"), gettext_lazy("An operator of the service can bring it in.")),
)


@page(may=PUBLIC, methods=["GET"])
def schools(request: HttpRequest) -> HttpResponse:
    """Search and browse the register; ``?export=csv`` takes away what is shown."""
    everything = register.everything()
    taken = SCHOOLS.export(request, everything, _("schools"))
    if taken is not None:
        return cast("HttpResponse", taken)
    person: Any = request.user
    may_add = person.is_authenticated and person.holds(Permission.ADD_SCHOOL)
    found = SCHOOLS.show(request, everything)
    shown = {
        "list": replace(found, filters=None),  # the page draws them beside its search box
        "filters": found.filters,
        "narrowed": any(request.GET.get(name) for name in ("status", "phase", "sector", "council")),
        "may_add": may_add,
        "q": request.GET.get("q", ""),
    }
    return render(request, "public/schools.html", shown)


@page(may=PUBLIC, methods=["GET"])
def suggest(request: HttpRequest) -> HttpResponse:
    """For the search box: the likeliest few. With ``pick`` they are to be chosen in a form, not opened."""
    found = search(request.GET.get("q", ""), SUGGESTIONS)
    pick = "pick" in request.GET
    return JsonResponse({"results": [_suggestion(each, pick=pick) for each in found]})


@page(may=PUBLIC, methods=["GET"])
def school(request: HttpRequest, identifier: str) -> HttpResponse:
    """One school: its facts with their dates, and what came before and after it."""
    found = register.school_page(identifier)
    person: Any = request.user
    may_invite = found.school.is_open and person.is_authenticated and person.holds(Permission.INVITE_HEADS)
    shown = {"found": found, "school": found.school, "may_invite_head": may_invite}
    return render(request, "public/school.html", shown)


@page(may=Permission.ADD_SCHOOL)
def add_school(request: HttpRequest) -> HttpResponse:
    """Add a school that the register does not hold, after a look at those that may be the same."""
    person: Any = request.user
    form = AddSchoolForm(request.POST or None)
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        sure = facts.pop("not_listed")
        alike = [] if sure else register.likely_same(facts["name"], facts["town"], facts["postcode"])
        if not alike:
            try:
                added = actions.add_school(by=person, **facts)
            except ProductError as problem:
                form.add_error(problem.field, problem.sentence)
            else:
                messages.success(request, _("%(name)s is here now.") % {"name": added.name})
                return HttpResponseRedirect(reverse("school", args=[added.identifier]))
    return render(request, "public/add_school.html", {"form": form, "alike": alike}, status=422 if form.errors else 200)


def _suggestion(found: Found, *, pick: bool) -> dict[str, str]:
    parts = [
        found.town,
        found.postcode,
        found.identifier,
        "" if found.is_open else str(register.status_words(found.status)),
    ]
    suggestion = {"label": found.name, "hint": ", ".join(filter(None, parts)), "value": found.pk}
    return suggestion if pick else suggestion | {"url": reverse("school", args=[found.identifier])}
