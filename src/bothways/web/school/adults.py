"""The school's own rule for adults on a visit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.forms.adults import RuleForm
from bothways.activities.queries import adults
from bothways.core import access
from bothways.core.access import page
from bothways.schools import policies
from bothways.schools.actions import adult_rules as actions
from bothways.schools.roles import Permission
from bothways.web.school.here import school_here


@page(may=Permission.SEE_PUPILS)
def rules(request: HttpRequest) -> HttpResponse:
    """Each rule, and a place to add one or change its number."""
    person: Any = request.user
    school = school_here(request)
    access.demand(policies.may_keep_pupils(person, school))
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.set_rule(by=person, school=school, **form.cleaned_data)
        messages.success(request, _("Saved. Whoever books for your school is told when there are fewer adults."))
        return HttpResponseRedirect(reverse("adult_rules"))
    shown = {"school": school, "rules": adults.rules_of(school, by=person), "form": form}
    return render(request, "school/adults/rules.html", shown, status=422 if form.errors else 200)


@page(may=Permission.SEE_PUPILS, methods=["POST"])
def drop(request: HttpRequest, rule_id: str) -> HttpResponse:
    """A rule no longer stands."""
    person: Any = request.user
    actions.drop_rule(by=person, school=school_here(request), rule_id=rule_id)
    messages.success(request, _("The rule is gone."))
    return HttpResponseRedirect(reverse("adult_rules"))
