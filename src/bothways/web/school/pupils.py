"""The school's own list of pupils: see, add, change, hide, move up, leave."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.core import access, words
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.core.lists import Column, Deed, Empty, List, Row
from bothways.rules import aliases
from bothways.rules.pupils import year_words
from bothways.schools import policies
from bothways.schools.actions import pupils as actions
from bothways.schools.pupil_forms import AliasForm, PupilFilters, PupilForm
from bothways.schools.queries import pupils as queries
from bothways.schools.roles import Permission
from bothways.web.school.here import school_here

UNDO = "pupils.undo"


def _row(pupil: Any) -> Row:
    name = queries.name_of(pupil)
    shown: dict[str, Any] = {"text": name, "url": reverse("pupil", args=[pupil.pk])}
    if pupil.shielded == "1":
        shown["hint"] = _("others read %(alias)s") % {"alias": pupil.alias}
    left = _("Left %(day)s") % {"day": words.date(pupil.left_on)} if pupil.left_on else ""
    until = _("name goes after %(day)s") % {"day": words.date(pupil.names_until)} if pupil.names_until else ""
    return Row(pupil.pk, name, (shown, year_words(pupil.year_group), pupil.group, pupil.local_id, left or until))


PUPILS: List[Any] = List(
    caption=gettext_lazy("Pupils on your own list"),
    columns=(
        Column("name", gettext_lazy("Pupil")),
        Column("year", gettext_lazy("Year"), sort=("year_group", "group", "local_id")),
        Column("group", gettext_lazy("Class"), sort=("group", "local_id")),
        Column("code", gettext_lazy("Code"), sort=("local_id",)),
        Column("kept", gettext_lazy("How long")),
    ),
    row=_row,
    filters=PupilFilters,
    order=("year_group", "group", "local_id"),
    empty=Empty(
        gettext_lazy("No pupils yet"),
        gettext_lazy("Add one, or bring a list from your school’s system. You can also paste names when you book."),
    ),
    bulk=(Deed("move_up", gettext_lazy("Move up a year")), Deed("leave", gettext_lazy("They have left"))),
)


def school_of(request: HttpRequest) -> Any:
    """The school whose list is open, for its own people."""
    school = school_here(request)
    access.demand(policies.may_keep_pupils(cast("Any", request.user), school))
    return school


@page(may=Permission.SEE_PUPILS, methods=["GET"])
def pupils(request: HttpRequest) -> HttpResponse:
    """The list."""
    school, person = school_of(request), cast("Any", request.user)
    shown = PUPILS.show(request, queries.list_of(school, by=person), bulk_url=reverse("pupils_many"))
    takeaways = [
        (_("Take away as %(kind)s") % {"kind": kind.upper()}, f"{reverse('export_pupils')}?export={kind}")
        for kind in PUPILS.exports
    ]
    return render(request, "school/pupils/list.html", {"school": school, "pupils": replace(shown, exports=takeaways)})


@page(may=Permission.SEE_PUPILS, sudo=True, methods=["GET"])
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, after a fresh proof of who asks."""
    school, person = school_of(request), cast("Any", request.user)
    taken: Any = PUPILS.export(request, queries.list_of(school, by=person), _("Pupils"))
    if taken is None:
        raise NotFound
    return cast("HttpResponse", taken)


@page(may=Permission.SEE_PUPILS)
def add(request: HttpRequest) -> HttpResponse:
    """Put one pupil on the list."""
    school, person = school_of(request), cast("Any", request.user)
    form = PupilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            (made,) = actions.put_on_list(by=person, school=school, rows=[form.row()])
        except ProductError as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": queries.name_of(made)})
            return HttpResponseRedirect(reverse("pupils"))
    shown = {"school": school, "form": form}
    return render(request, "school/pupils/add.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PUPILS)
def pupil(request: HttpRequest, pupil_id: str) -> HttpResponse:
    """One pupil: change, hide, forget."""
    found, person = queries.pupil(pupil_id, by=cast("Any", request.user)), cast("Any", request.user)
    form = PupilForm(request.POST or None, initial=PupilForm.standing(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(by=person, pupil=found, row=form.row())
        except ProductError as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("pupils"))
    return _one(request, found, form=form)


def _one(request: HttpRequest, found: Any, *, form: Any = None, hiding: Any = None) -> HttpResponse:
    shown = {
        "pupil": found,
        "name": queries.name_of(found),
        "form": form or PupilForm(initial=PupilForm.standing(found)),
        "hiding": hiding or AliasForm(initial={"alias": found.alias or aliases.alias((), secrets.randbelow)}),
    }
    wrong = shown["form"].errors or shown["hiding"].errors
    return render(request, "school/pupils/one.html", shown, status=422 if wrong else 200)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def hide(request: HttpRequest, pupil_id: str) -> HttpResponse:
    """Hide a pupil from others, or show the name again."""
    found, person = queries.pupil(pupil_id, by=cast("Any", request.user)), cast("Any", request.user)
    if request.POST.get("deed") == "show":
        actions.show_again(by=person, pupil=found)
        messages.success(request, _("Others may read the name again, where you let them."))
        return HttpResponseRedirect(reverse("pupil", args=[found.pk]))
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.hide(by=person, pupil=found, alias=form.cleaned_data["alias"])
        except ProductError as problem:
            form.add_error("alias", problem.sentence)
        else:
            messages.success(request, _("From now on others read the other name. Photos are asked apart from this."))
            return HttpResponseRedirect(reverse("pupil", args=[found.pk]))
    return _one(request, found, hiding=form)


@page(may=Permission.SEE_PUPILS)
def forget(request: HttpRequest, pupil_id: str) -> HttpResponse:
    """Take a pupil off for good, after asking."""
    found, person = queries.pupil(pupil_id, by=cast("Any", request.user)), cast("Any", request.user)
    if request.method == "POST":
        actions.forget(by=person, pupil=found)
        messages.success(request, _("Forgotten. Events they came to keep a number, and no name."))
        return HttpResponseRedirect(reverse("pupils"))
    return render(request, "school/pupils/forget.html", {"pupil": found, "name": queries.name_of(found)})


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Move ticked pupils up, or say that they left: first what will happen, then, after a press, it does."""
    school, person = school_of(request), cast("Any", request.user)
    chosen = list(PUPILS.chosen(request, queries.here_today(school, by=person)))
    deed = request.POST.get("deed", "")
    if deed not in {"move_up", "leave"}:
        raise NotFound
    if not chosen:
        messages.error(request, _("Tick at least one pupil first."))
        return HttpResponseRedirect(reverse("pupils"))
    if request.POST.get("sure") != "yes":
        return render(request, "school/pupils/sure.html", {"school": school, "chosen": chosen, "deed": deed})
    ids = [each.pk for each in chosen]
    done: Any = (actions.move_up if deed == "move_up" else actions.leave)(by=person, school=school, ids=ids)
    told = signing.dumps({"deed": deed, "before": done}, salt=UNDO, compress=True)
    return render(request, "school/pupils/done.html", {"count": _counted(len(ids), deed), "undo": told})


def _counted(count: int, deed: str) -> str:
    if deed == "move_up":
        said = ngettext("%(n)s pupil has moved up a year.", "%(n)s pupils have moved up a year.", count)
    else:
        said = ngettext("%(n)s pupil has left.", "%(n)s pupils have left.", count)
    return said % {"n": count}


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last thing done to many back."""
    school, person = school_of(request), cast("Any", request.user)
    try:
        told = signing.loads(request.POST.get("undo", ""), salt=UNDO, max_age=3600)
    except signing.BadSignature:
        raise NotFound from None
    if told["deed"] == "move_up":
        actions.put_years_back(by=person, school=school, before=told["before"])
    else:
        actions.come_back(by=person, school=school, ids=told["before"])
    messages.success(request, _("Taken back."))
    return HttpResponseRedirect(reverse("pupils"))
