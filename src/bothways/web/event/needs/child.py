"""One own child at an event: change what it needs, tell the host, type in a paper, read the answers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.actions import consents as consent_actions
from bothways.activities.actions import needs as actions
from bothways.activities.actions.needs import Needed
from bothways.activities.forms.consents import PaperForm
from bothways.activities.forms.needs import NeedsForm, WhyForm, problems
from bothways.activities.queries import consents as consent_queries
from bothways.activities.queries import labels
from bothways.activities.queries import needs as queries
from bothways.core.access import page
from bothways.core.errors import NotFound, ProductError
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, do, event_here, show


def _child(request: HttpRequest, activity_id: str, participant_id: str) -> tuple[Here, Any, str]:
    """The event, the child and how its school calls it; NotFound for a child of another event or school."""
    here = event_here(request, activity_id)
    found = queries.child(participant_id, by=here.person)
    if found.booking.taking_part.activity_id != here.activity.pk or found.withdrawn_at:
        raise NotFound
    return here, found, labels.labels_for(here.activity, here.person, [found])[found.pk].words


def _shown(here: Here, named: str, context: dict[str, Any]) -> HttpResponse:
    """A page with a form; 422 when something in it could not be taken."""
    answer = show(here, f"event/needs/{named}.html", "event_needs", context)
    answer.status_code = 422 if context["form"].errors else 200
    return answer


@page(may=Permission.SEE_NEEDS)
def need(request: HttpRequest, activity_id: str, participant_id: str) -> HttpResponse:
    """What the child needs; a press sets it."""
    here, child, name = _child(request, activity_id, participant_id)
    own = queries.of_school(here.activity, child.booking.taking_part.school_id, by=here.person).get(child.pk, [])
    form = NeedsForm(request.POST or None, initial=NeedsForm.standing(own))
    if request.method == "POST" and form.is_valid():
        given = tuple(Needed(*each) for each in form.needs())
        try:
            actions.say_needs(by=here.person, participant=child, needs=given)
        except ProductError as problem:
            problems(form, {problem.field or "": problem.sentence})
        else:
            messages.success(request, _("Saved: what %(name)s needs.") % {"name": name})
            return HttpResponseRedirect(reverse("event_needs", args=[here.activity.pk]))
    answers = consent_queries.answers_of(child, by=here.person)
    shown = {
        "child": child, "name": name, "form": form, "needs": own, "receipt": consent_queries.receipt(answers),
        "broken": consent_queries.chain_broken_at(answers), "gone_on": queries.gone_on(here.activity),
    }  # fmt: skip
    return _shown(here, "child", shown)


@page(may=Permission.SEE_NEEDS)
def paper(request: HttpRequest, activity_id: str, participant_id: str) -> HttpResponse:
    """Type in what a parent answered on paper."""
    here, child, name = _child(request, activity_id, participant_id)
    form = PaperForm(request.POST or None, sessions=consent_queries.sessions_with_a_choice(here.activity))
    if request.method == "POST" and form.is_valid():
        said = consent_actions.Said(**form.said())
        consent_actions.type_in(by=here.person, participant=child, said=said)
        messages.success(request, _("Recorded, as on the paper. Keep the paper."))
        return HttpResponseRedirect(reverse("event_need", args=[here.activity.pk, child.pk]))
    return _shown(here, "paper", {"child": child, "name": name, "form": form})


@page(may=Permission.SEE_NEEDS)
def tell_host(request: HttpRequest, activity_id: str, need_id: str) -> HttpResponse:
    """Say why the host must know one need; nothing is told without a reason."""
    here = event_here(request, activity_id)
    found = _need(here, need_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        done = _("The host’s first aider and event lead can read it on the day, and at no other time.")
        deed = partial(actions.tell_host, by=here.person, need=found, why=why)
        return do(here, deed, done, "event_need", found.participant_id)
    return _shown(here, "tell_host", {"need": found, "form": form})


@page(may=Permission.SEE_NEEDS, methods=["POST"])
def keep_from_host(request: HttpRequest, activity_id: str, need_id: str) -> HttpResponse:
    """Take it back."""
    here = event_here(request, activity_id)
    found = _need(here, need_id)
    done = _("The host can no longer read it.")
    return do(
        here, lambda: actions.keep_from_host(by=here.person, need=found), done, "event_need", found.participant_id
    )


def _need(here: Here, need_id: str) -> Any:
    found = queries.need(need_id, by=here.person)
    if found.participant.booking.taking_part.activity_id != here.activity.pk:
        raise NotFound
    return found
