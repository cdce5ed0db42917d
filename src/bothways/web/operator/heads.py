"""The first head of a school, who then invites everybody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.schools.actions import staff
from bothways.schools.forms import InviteHeadForm
from bothways.schools.queries.register import school_page
from bothways.schools.roles import HEAD, Permission


@page(may=Permission.INVITE_HEADS)
def invite_head(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask somebody to be the head of a school here."""
    person: Any = request.user
    school = school_page(identifier).school
    form = InviteHeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            staff.invite(by=person, school=school, email=form.cleaned_data["email"], role=HEAD.key)
        except ProductError as problem:
            form.add_error(problem.field, problem.sentence)
        else:
            messages.success(request, _("Asked %(email)s.") % form.cleaned_data)
            return HttpResponseRedirect(reverse("school", args=[identifier]))
    status = 422 if form.errors else 200
    return render(request, "operator/invite_head.html", {"form": form, "school": school}, status=status)
