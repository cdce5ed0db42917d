"""Who works for the school here."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core import access, words
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.core.lists import Column, List, Row
from bothways.schools import policies
from bothways.schools.actions import staff as actions
from bothways.schools.forms import InviteForm
from bothways.schools.queries import people
from bothways.schools.roles import Permission
from bothways.web.doing import do
from bothways.web.school.here import school_here


def _row(role: Any) -> Row:
    person = role.person
    return Row(role.pk, str(person), (str(person), person.email, str(role.table.name), words.date(role.starts_on)))


STAFF: List[Any] = List(
    caption=gettext_lazy("People with a role at this school"),
    columns=(
        Column("name", gettext_lazy("Name"), sort=("person__name", "person__email")),
        Column("email", gettext_lazy("E-mail"), sort=("person__email",)),
        Column("role", gettext_lazy("Role"), sort=("role", "person__name")),
        Column("since", gettext_lazy("Since"), sort=("starts_on",)),
    ),
    row=_row,
    order=("person__name", "person__email"),
)


def _changeable(role: Any, *, by: Any) -> Row:
    """A row for somebody who may end roles. Nobody ends their own, so their own row offers nothing."""
    plain = _row(role)
    if role.person_id == by.pk:
        return replace(plain, cells=(*plain.cells, ""))
    named = format_html('{}<span class="vh">: {}, {}</span>', _("End this role"), plain.name, role.table.name)
    return replace(plain, cells=(*plain.cells, {"text": named, "url": reverse("end_role", args=[role.pk])}))


def _list_for(person: Any, *, may_manage: bool) -> List[Any]:
    if not may_manage:
        return STAFF
    change = Column("change", _("Change"))
    return replace(STAFF, columns=(*STAFF.columns, change), row=partial(_changeable, by=person))


@page(may=Permission.SEE_STAFF, methods=["GET"])
def staff(request: HttpRequest) -> HttpResponse:
    """The list: who, in which role, since when; who left today; and who has been asked."""
    person: Any = request.user
    school = school_here(request)
    access.demand(policies.may_see_staff(person, school))
    may_manage = bool(policies.may_manage_staff(person, school))
    colleagues = _list_for(person, may_manage=may_manage).show(request, people.staff_of(school, by=person))
    takeaways = [
        (_("Take away as %(kind)s") % {"kind": kind.upper()}, f"{reverse('export_staff')}?export={kind}")
        for kind in STAFF.exports
        if policies.may_export_staff(person, school)
    ]
    shown = {
        "school": school,
        "colleagues": replace(colleagues, exports=takeaways),
        "ended": people.ended_today(school, by=person) if may_manage else (),
        "invitations": people.open_invitations(school, by=person) if may_manage else (),
        "may_manage": may_manage,
    }
    return render(request, "school/staff.html", shown)


@page(may=Permission.EXPORT_STAFF, sudo=True, methods=["GET"])
def export(request: HttpRequest) -> HttpResponse:
    """The list of staff as a file, after a fresh proof of who asks."""
    person: Any = request.user
    school = school_here(request)
    access.demand(policies.may_export_staff(person, school))
    named = _("Staff of %(school)s") % {"school": school.name}
    taken: Any = STAFF.export(request, people.staff_of(school, by=person), named)
    if taken is None:
        raise NotFound
    return cast("HttpResponse", taken)


@page(may=Permission.MANAGE_STAFF)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to take a role."""
    person: Any = request.user
    school = school_here(request)
    access.demand(policies.may_manage_staff(person, school))
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(by=person, school=school, **form.cleaned_data)
        except ProductError as problem:
            form.add_error(problem.field, problem.sentence)
        else:
            messages.success(request, _("Asked %(email)s.") % form.cleaned_data)
            return HttpResponseRedirect(reverse("staff"))
    status = 422 if form.errors else 200
    return render(request, "school/invite.html", {"form": form, "school": school}, status=status)


@page(may=Permission.MANAGE_STAFF)
def end(request: HttpRequest, role_id: str) -> HttpResponse:
    """Ask first, then end a role."""
    person: Any = request.user
    role = people.role(role_id, by=person)
    if request.method == "POST":
        done = _("The role has ended. Their access is gone.")
        return do(request, lambda: actions.end_role(by=person, role=role), done, reverse("staff"))
    school = people.school(role.place_id)
    access.demand(policies.may_manage_staff(person, school))
    return render(request, "school/end_role.html", {"role": role, "school": school})


@page(may=Permission.MANAGE_STAFF, methods=["POST"])
def put_back(request: HttpRequest, role_id: str) -> HttpResponse:
    """Undo an ending of today."""
    person: Any = request.user
    role = people.role(role_id, by=person)
    return do(
        request, lambda: actions.reopen_role(by=person, role=role), _("The role is back as it was."), reverse("staff")
    )


@page(may=Permission.MANAGE_STAFF, methods=["POST"])
def withdraw(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Take back an unanswered invitation."""
    person: Any = request.user
    found = people.invitation(invitation_id, by=person)
    return do(
        request,
        lambda: actions.withdraw(by=person, invitation=found),
        _("The invitation has been taken back."),
        reverse("staff"),
    )


@page(may=Permission.MANAGE_STAFF, methods=["POST"])
def resend(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Ask again, with a new link."""
    person: Any = request.user
    found = people.invitation(invitation_id, by=person)
    done = _("Sent again to %(email)s. The link of the first e-mail no longer works.") % {"email": found.email}
    return do(request, lambda: actions.resend(by=person, invitation=found), done, reverse("staff"))
