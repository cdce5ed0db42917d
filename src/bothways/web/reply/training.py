"""Answering by link: did you share it?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bothways.activities import links
from bothways.activities.actions import training as actions
from bothways.activities.forms.training import SharedForm
from bothways.activities.kinds.training import FORMS
from bothways.activities.queries import training
from bothways.core.access import LINK, page
from bothways.web.links import opened_by


@page(may=LINK)
@opened_by(links.CASCADE)
def shared(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """How many colleagues, and one press that says how. Opening records nothing."""
    found = training.behind_link(subject_id)
    form = SharedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.say_shared(by=None, completion=found, **form.cleaned_data)
        return render(request, "reply/training.html", {"row": training.behind_link(subject_id), "said": True})
    shown = {"row": found, "form": form, "ways": FORMS.items(), "said": False}
    return render(request, "reply/training.html", shown, status=422 if form.errors else 200)


urlpatterns = [path("reply/shared/<str:token>/", shared, name="shared_by_link")]
