"""A parent answers by link: coming, photos, parts that one may say no to, food and what helps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.activities import links
from bothways.activities.actions import consents as actions
from bothways.activities.actions.needs import Needed
from bothways.activities.forms.consents import FamilyForm
from bothways.activities.queries import consents as queries
from bothways.core import clock
from bothways.core.access import LINK, page
from bothways.core.errors import NotFound, ProductError
from bothways.web.family.opening import opened_by_family


@page(may=LINK)
@opened_by_family(links.FAMILY)
def family(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """The questions; a press records the answers and shows the receipt of what was just said, and nothing else."""
    child = queries.behind_link(subject_id)
    part = child.booking.taking_part
    frame: dict[str, Any] = {
        "school": part.school.name,
        "event": part.activity,
        "over": part.activity.ends_on < clock.today(),
    }
    if child.withdrawn_at or part.activity.state == "called_off":
        return render(request, "family/not_coming.html", frame)
    sessions = queries.sessions_with_a_choice(part.activity)
    form = FamilyForm(request.POST or None, sessions=sessions, over=frame["over"])
    if request.method == "POST" and form.is_valid():
        recorded = _record(form, token)
        if recorded is not None:
            return render(request, "family/thanks.html", {**frame, **recorded})
    return render(request, "family/consent.html", {**frame, "form": form}, status=422 if form.errors else 200)


def _record(form: FamilyForm, token: str) -> dict[str, Any] | None:
    """What the thank-you page shows; None when something could not be taken, which the form then says."""
    needs = tuple(Needed(*each) for each in form.needs())
    said = actions.Said(**form.said(), needs=needs)
    email = form.cleaned_data.get("email", "")
    try:
        rows = actions.answer_by_link(by=None, token=token, said=said, email=email)
    except NotFound:
        raise
    except ProductError as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return None
    return {"receipt": queries.receipt(rows), "needs": len(needs), "mailed": bool(email and rows)}
