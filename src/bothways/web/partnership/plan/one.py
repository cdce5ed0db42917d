"""One proposal: what it is, where it stands, and the acts that move it on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.activities.queries import setting_up
from bothways.core import clock, words
from bothways.core.access import page
from bothways.core.errors import ProductError
from bothways.partnerships import policies
from bothways.partnerships.actions import plan as actions
from bothways.partnerships.actions import plan_copy
from bothways.partnerships.queries import plan_history, plan_warnings, plan_words
from bothways.rules import consent
from bothways.schools.roles import Permission
from bothways.web.partnership.plan.here import Here, answer_cell, do, looked_after_here, page_of, proposal_here, tabs_of


def _facts(here: Here) -> list[dict[str, str]]:
    found = here.proposal
    rows = (
        (_("When"), plan_words.when(found)),
        (_("Where"), plan_words.where(found) or _("Not settled yet")),
        (_("Pupils"), plan_words.pupils(found.pupils, found.year_groups) or _("Not settled yet")),
        (_("Cost"), plan_words.cost(found)),
        (_("Looked after by"), "; ".join(_owner(each) for each in here.owners)),
        (_("Why more than one school"), found.why_together),
        (_("Aim"), found.aim.words if found.aim else ""),
        (_("Please answer by"), words.day(found.answer_by)),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def _owner(owner: Any) -> str:
    who = owner.person.name if owner.person else owner.contact.name if owner.contact else ""
    return f"{owner.membership.school.name} ({who})" if who else str(owner.membership.school.name)


def _schools(here: Here) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows. What a school pays besides has a column only where one does."""
    paying = any(each.cost_pence for each in here.asked)
    heads = [_("School"), _("Gives"), _("Gets"), *([_("Pays besides")] if paying else []), _("Answer")]
    rows: list[list[Any]] = []
    for each in here.asked:
        part = [each.membership.school.name, plan_words.gives(each), each.gets]
        pays = [plan_words.pays(each)] if paying else []
        rows.append([*part, *pays, answer_cell(each, here.proposal.version)])
    return heads, rows


def _mine(request: HttpRequest, here: Here) -> list[Any]:
    """The schools asked for which this person may answer."""
    person: Any = request.user
    if here.proposal.state not in consent.LIVE:
        return []
    return [each for each in here.asked if policies.may_answer(person, each.membership)]


def _next(here: Here) -> dict[str, Any]:
    """What may be done next by whoever looks after it."""
    found, today = here.proposal, clock.today()
    lacks = consent.lacks(consent.State(found.state), here.tally, here.partnership.owners_needed)
    return {
        "may": here.may_look_after,
        "to_ask": [each for each in here.asked if each.asked_at is None and not each.answer],
        "silent": [each for each in here.asked if each.asked_at is not None and not each.answer],
        "may_confirm": not lacks and found.state in {"asking", "agreed"},
        "lacks": [actions.lack_words(each, found, here.tally) for each in lacks if each is not consent.Lack.STATE],
        "day_has_come": found.day is None or found.day <= today,
    }


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def one(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """Everything about one proposal."""
    person: Any = request.user
    here = proposal_here(request, slug, proposal_id)
    schools = {each.membership.school_id for each in here.asked}
    live = here.proposal.state in consent.LIVE
    heads, rows = _schools(here)
    shown = {
        "it": here,
        "proposal": here.proposal,
        "pages": tabs_of(here, "proposal"),
        "facts": _facts(here),
        "heads": heads,
        "schools": rows,
        "mine": _mine(request, here),
        "next": _next(here),
        "warnings": plan_warnings.of_proposal(here.proposal, schools) if live else (),
        "questions": plan_history.questions(here.proposal, by=person),
        "history": plan_history.lines(here.proposal),
        "event": setting_up.event_of(here.proposal),
        "may_copy": bool(policies.may_propose(person, here.partnership)),
    }
    return render(request, "partnership/plan/one.html", shown)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def confirm(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """It takes place, with the schools that are in."""
    here = looked_after_here(request, slug, proposal_id)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 9 else 0
    done = _("Confirmed, with %(n)s of %(m)s schools.") % {"n": here.tally.agreed, "m": here.tally.asked}
    person: Any = request.user
    return do(request, here, lambda: actions.confirm(by=person, proposal=here.proposal, version=seen), done)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def mark_done(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """It took place."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    return do(request, here, lambda: actions.mark_done(by=person, proposal=here.proposal), _("Marked as done."))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def put_back(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """One step back: not done after all, or no longer confirmed."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    done = _("Not done after all.") if here.proposal.state == "done" else _("No longer confirmed.")
    return do(request, here, lambda: actions.put_back(by=person, proposal=here.proposal), done)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def call_off(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """It does not take place; the schools that were asked are told."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    reason = request.POST.get("reason", "").strip()[:500]
    done = _("Called off. The schools that were asked have been told.")
    return do(request, here, lambda: actions.call_off(by=person, proposal=here.proposal, reason=reason), done)


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def take_up(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """What was called off is proposed again."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    done = _("Taken up again. Nobody is in until you ask the schools again.")
    return do(request, here, lambda: actions.take_up_again(by=person, proposal=here.proposal), done)


@page(may=Permission.PROPOSE, methods=["POST"])
def copy_one(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """A copy for the next year, straight to the page where its schools are asked."""
    here = proposal_here(request, slug, proposal_id)
    person: Any = request.user
    try:
        made = plan_copy.copy_one(by=person, proposal=here.proposal)
    except ProductError as problem:
        messages.error(request, problem.sentence)
        return HttpResponseRedirect(page_of(here))
    messages.success(request, _("Copied. No answer was copied, and nobody has been asked yet."))
    return HttpResponseRedirect(reverse("proposal_ask", args=[slug, made.pk]))
