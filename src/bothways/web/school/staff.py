"""Who works for the school here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools import policies
from bothways.schools.actions import staff as actions
from bothways.schools.forms import InviteForm
from bothways.schools.queries import people
from bothways.schools.roles import Permission
from bothways.web.school.here import school_here


@page(may=Permission.SEE_STAFF, methods=["GET"])
def staff(request: HttpRequest) -> HttpResponse:
    """The list: who, in which role, since when; and who has been asked."""
    person: Any = request.user
    school = school_here(request)
    access.demand(policies.may_see_staff(person, school))
    may_manage = bool(policies.may_manage_staff(person, school))
    shown = {
        "school": school,
        "colleagues": people.staff_of(school, by=person),
        "invitations": people.open_invitations(school, by=person) if may_manage else (),
        "may_manage": may_manage,
    }
    return render(request, "school/staff.html", shown)


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
        return _do(
            request, lambda: actions.end_role(by=person, role=role), _("The role has ended. Their access is gone.")
        )
    return render(request, "school/end_role.html", {"role": role, "school": school_here(request)})


@page(may=Permission.MANAGE_STAFF, methods=["POST"])
def put_back(request: HttpRequest, role_id: str) -> HttpResponse:
    """Undo an ending of today."""
    person: Any = request.user
    role = people.role(role_id, by=person)
    return _do(request, lambda: actions.reopen_role(by=person, role=role), _("The role is back as it was."))


@page(may=Permission.MANAGE_STAFF, methods=["POST"])
def withdraw(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Take back an unanswered invitation."""
    person: Any = request.user
    found = people.invitation(invitation_id, by=person)
    return _do(request, lambda: actions.withdraw(by=person, invitation=found), _("The invitation has been taken back."))


def _do(request: HttpRequest, deed: Any, done: str) -> HttpResponse:
    try:
        deed()
    except ProductError as problem:
        if not problem.sentence:
            raise
        messages.error(request, problem.sentence)
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("staff"))
