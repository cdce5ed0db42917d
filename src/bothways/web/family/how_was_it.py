"""How was it? A page for one after another on the same tablet, or each on their own phone. Says nothing of who."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.activities import links
from bothways.activities.actions import afterwards as actions
from bothways.activities.forms.afterwards import HowWasItForm
from bothways.activities.kinds.questions import ASKED
from bothways.activities.queries import afterwards
from bothways.core import limits
from bothways.core.access import LINK, page
from bothways.web.family.opening import opened_by_family


@page(may=LINK)
@opened_by_family(links.AFTERWARDS)
def how_was_it(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """A few presses and thank you; then it is ready for the next person."""
    event, key = afterwards.behind_link(subject_id)
    coded = key[0] == "adults" and key[1] != "later"
    typed = request.POST if request.method == "POST" else None
    form = HowWasItForm(typed, questions=ASKED[key], coded=coded)
    shown = {"event": event, "key": key, "form": form, "said": False}
    if request.method == "POST" and form.is_valid():
        if form.answers:
            limits.draw(limits.ANSWERS, f"{token}:{limits.network_of(request)}")
            actions.say(by=None, activity=event, key=key, answers=form.answers, code=form.cleaned_data.get("code", ""))
            return render(request, "family/how_was_it.html", {**shown, "said": True})
        shown["nothing"] = True
    return render(request, "family/how_was_it.html", shown, status=422 if shown.get("nothing") or form.errors else 200)
