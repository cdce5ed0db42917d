"""Each school's answer, and giving one's own school's when signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access, words
from bothways.core.access import page
from bothways.core.errors import NotFound
from bothways.partnerships import policies
from bothways.partnerships.actions import plan_answer
from bothways.partnerships.queries import plan_history, plan_waiting
from bothways.schools.roles import Permission
from bothways.web import answering
from bothways.web.partnership.plan.here import Here, answer_cell, do, looked_after_here, page_of, proposal_here, tabs_of


def _rows(here: Here) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for each in here.asked:
        since = each.answered_at if each.answer else each.asked_at
        by = each.answered_by if each.answer else ""
        words_of = each.condition or each.settled_words
        cell = answer_cell(each, here.proposal.version, in_words=False)
        rows.append([each.membership.school.name, cell, words_of, words.date(since) or _("not asked yet"), by])
    return rows


def _facts(here: Here) -> list[tuple[str, int, str]]:
    tally = here.tally
    return [
        (_("In"), tally.agreed, _("of %(m)s asked") % {"m": tally.asked}),
        (_("In if…"), tally.conditional, _("until their condition is met")),
        (_("Not this time"), tally.not_this_time + tally.later, _("%(n)s of them later") % {"n": tally.later}),
        (_("Still asking"), tally.waiting, _("silence is never a yes")),
    ]


def _changed(asked: Any) -> bool:
    """Whether a school has said more than the table shows: another answer before, or one that a change took back."""
    return len(asked.given.all()) > (1 if asked.answer else 0)


@page(may=Permission.SEE_PARTNERSHIP, methods=["GET"])
def answers(request: HttpRequest, slug: str, proposal_id: str) -> HttpResponse:
    """Every school with its answer, since when, and how it came about."""
    here = proposal_here(request, slug, proposal_id)
    met = {each.pk for each in here.asked if each.settled_at is not None}
    conditions = [each for each in here.asked if each.answer == "in_if" and each.pk not in met]
    silent = [each for each in here.asked if each.asked_at is not None and not each.answer]
    shown = {
        "it": here,
        "proposal": here.proposal,
        "pages": tabs_of(here, "answers"),
        "facts": _facts(here),
        "rows": _rows(here),
        "conditions": [each for each in conditions if each.version == here.proposal.version],
        "again": [each for each in silent if each.given.all()],
        "silent": silent,
        "history": [(each, plan_history.given_lines(each)) for each in here.asked if _changed(each)],
    }
    return render(request, "partnership/plan/answers.html", shown)


@page(may=Permission.SEE_PARTNERSHIP)
def answer(request: HttpRequest, slug: str, proposal_id: str, asked_id: str) -> HttpResponse:
    """One's own school's answer: the page behind the link, for somebody who is signed in."""
    person: Any = request.user
    here = proposal_here(request, slug, proposal_id)
    if asked_id not in {each.pk for each in here.asked}:
        raise NotFound
    asked = plan_waiting.asked_by_link(asked_id)
    access.demand(policies.may_answer(person, asked.membership))
    address = reverse("plan_answer", args=[slug, proposal_id, asked_id])
    return answering.respond(request, asked, by=person, address=address, back=page_of(here))


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def settle(request: HttpRequest, slug: str, proposal_id: str, asked_id: str) -> HttpResponse:
    """What a school made its yes depend on is met."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    asked = next((each for each in here.asked if each.pk == asked_id), None)
    if asked is None:
        raise NotFound
    asked.proposal = here.proposal
    condition, said = request.POST.get("condition", ""), request.POST.get("words", "")
    done = _("%(school)s is in, and has been told why.") % {"school": asked.membership.school.name}

    def deed() -> Any:
        return plan_answer.settle_condition(by=person, asked=asked, condition=condition, words=said)

    return do(request, here, deed, done, "answers")


@page(may=Permission.SEE_PARTNERSHIP, methods=["POST"])
def reply(request: HttpRequest, slug: str, proposal_id: str, question_id: str) -> HttpResponse:
    """Answer a school's question."""
    here = looked_after_here(request, slug, proposal_id)
    person: Any = request.user
    question = plan_history.question(question_id, by=person, proposal=here.proposal)
    said = request.POST.get("reply", "")
    done = _("Your reply is on its way, with a link to answer.")

    def deed() -> Any:
        return plan_answer.reply(by=person, proposal=here.proposal, question=question, words=said)

    return do(request, here, deed, done)
