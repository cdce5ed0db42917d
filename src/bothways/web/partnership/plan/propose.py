"""Proposing and changing: one calm form, and before a change is saved, whom it asks again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core import access
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import plan as actions
from bothways.partnerships.actions import plan_change
from bothways.partnerships.forms import plan_meanwhile
from bothways.partnerships.forms.plan import ProposalForm
from bothways.partnerships.queries import partnerships, plan_draft
from bothways.schools.roles import Permission
from bothways.web.partnership.here import partnership_here
from bothways.web.partnership.plan.here import Here, looked_after_here, page_of

_MOVED = gettext_lazy(
    "Somebody else changed it while this page was open. Nothing was saved yet: what you typed is still here, beside"
    " what they changed. Look it over, and save again."
)


def _answers_for(person: Any, own: Any) -> list[Any]:
    """The person's own schools for which they may say yes at once."""
    return [each for each in own if policies.may_answer(person, each)]


@page(may=Permission.PROPOSE)
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Put something into the plan. Nobody is asked yet."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    access.demand(policies.may_propose(person, partnership))
    own = partnerships.own_memberships(partnership, by=person)
    members = partnerships.members(partnership)
    form = ProposalForm(request.POST or None, partnership=partnership, members=members, own=own)
    speaks_for = _answers_for(person, own)
    if request.method == "POST" and form.is_valid():
        yes = [each.pk for each in speaks_for if f"in_{each.pk}" in request.POST]
        try:
            made = actions.propose(by=person, partnership=partnership, wanted=form.result(), yes_from=yes)
        except ProductError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, _("It is in the plan as a proposal. No school has been asked yet."))
            return HttpResponseRedirect(reverse("proposal", args=[slug, made.pk]))
    shown = {"form": form, "speaks_for": speaks_for, "partnership": partnership}
    return render(request, "partnership/plan/propose.html", shown, status=422 if form.errors else 200)


def _change_form(typed: QueryDict | None, here: Here) -> ProposalForm:
    said = {
        each.membership_id: str(each.get_answer_display())
        for each in here.asked
        if each.asked_at is not None or each.answer
    }
    return ProposalForm(
        typed,
        partnership=here.partnership,
        members=partnerships.members(here.partnership),
        wanted=plan_draft.wanted_of(here.proposal, here.asked),
        said=said,
    )


@page(may=Permission.SEE_PARTNERSHIP)
def change(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """Change a proposal. When that takes back a yes, it is shown first and saved with a second press."""
    here = looked_after_here(request, slug, proposal_id)
    form = _change_form(request.POST if request.method == "POST" else None, here)
    now, meanwhile = plan_meanwhile.standing(form), []
    if request.method == "POST":
        before = plan_meanwhile.read(request.POST.get("seen", ""))
        if before != now or _seen(request) != here.proposal.version:
            form, meanwhile = _moved(request, here, before, now), plan_meanwhile.told(form, before, now)
        elif form.is_valid() and (done := _checked(request, here, form)) is not None:
            return done
    shown = {"form": form, "it": here, "proposal": here.proposal, "meanwhile": meanwhile}
    status = 422 if form.errors else 200
    return render(
        request, "partnership/plan/change.html", {**shown, "seen": plan_meanwhile.as_text(now)}, status=status
    )


def _moved(request: HttpRequest, here: Here, before: dict[str, str], now: dict[str, str]) -> ProposalForm:
    """The form with all that was typed, and as it stands now where nothing was."""
    form = _change_form(plan_meanwhile.merged(request.POST, before, now), here)
    form.add_error(None, str(_MOVED))
    return form


def _checked(request: HttpRequest, here: Here, form: ProposalForm) -> HttpResponse | None:
    """Saved; or, before it takes back a yes, whom that asks again. None when it was refused."""
    found = plan_draft.effect(here.proposal, here.asked, form.result())
    if found.reopened and request.POST.get("deed") != "save":
        return _ask_first(request, here, form, found)
    return _save(request, here, form)


def _seen(request: HttpRequest) -> int:
    """The version that the page showed; 0 for what never was one."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


def _ask_first(request: HttpRequest, here: Here, form: ProposalForm, found: plan_draft.Effect) -> HttpResponse:
    """Before and after, and the schools that will be asked again; everything typed goes along."""
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    shown = {
        "it": here,
        "proposal": here.proposal,
        "found": found,
        "own": [(each, found.own_changes.get(each.membership_id, {})) for each in here.asked],
        "kept": [(name, value) for name, value in kept if name not in {"csrfmiddlewaretoken", "deed"}],
    }
    return render(request, "partnership/plan/change_check.html", shown)


def _save(request: HttpRequest, here: Here, form: ProposalForm) -> HttpResponse | None:
    person: Any = request.user
    try:
        standing = plan_draft.wanted_of(here.proposal, here.asked)
        found = plan_change.change(
            by=person, proposal=here.proposal, version=_seen(request), standing=standing, wanted=form.result()
        )
    except ProductError as problem:
        form.add_error(None, problem.sentence)
        return None
    if found.reopened:
        names = ", ".join(each.membership.school.name for each in found.reopened)
        messages.success(request, _("Saved. Asked again: %(schools)s.") % {"schools": names})
    else:
        messages.success(request, _("Saved. Every answer stands as it was."))
    return HttpResponseRedirect(page_of(here))
