"""The proposal whose pages are open: found through the one door, with what every page of it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.core import access
from bothways.partnerships.queries import plan, plan_words
from bothways.rules import consent
from bothways.web import doing
from bothways.web.partnership.here import partnership_here

TAGS = {"in": "ok", "in_if": "wait", "not_this_time": "no", "later": "no", "": "wait"}
STATE_TAGS = {"proposed": "wait", "asking": "wait", "agreed": "ok", "confirmed": "ok", "done": "ok", "called_off": "no"}


@dataclass(frozen=True)
class Here:
    """A proposal with its schools, its owners and what their answers amount to."""

    partnership: Any
    proposal: plan.ProposalRow
    asked: Sequence[plan.AskedRow]
    owners: Sequence[Any]
    tally: consent.Tally
    may_look_after: bool

    @property
    def amounts_to(self) -> str:
        return plan_words.amounts_to(self.proposal.state, self.tally)

    @property
    def state_tag(self) -> str:
        return STATE_TAGS[self.proposal.state]


def proposal_here(request: HttpRequest, slug: str, proposal_id: str) -> Here:
    """The proposal of the address; NotFound when the person may not see it."""
    person: Any = request.user
    partnership = partnership_here(request, slug)
    found = plan.proposal(proposal_id, by=person, partnership=partnership)
    asked, owners = plan.asked_rows(found), plan.owners_of(found)
    may = bool(plan.may_look_after(person, found, owners))
    return Here(partnership, found, asked, owners, plan.tally(found, asked, owners), may)


def looked_after_here(request: HttpRequest, slug: str, proposal_id: str) -> Here:
    """The same for whoever may change it; Refused for others who see it."""
    here = proposal_here(request, slug, proposal_id)
    person: Any = request.user
    access.demand(plan.may_look_after(person, here.proposal, here.owners))
    return here


def page_of(here: Here, route: str = "proposal") -> str:
    """The address of one of its pages."""
    return reverse(route, args=[here.partnership.slug, here.proposal.pk])


def tabs_of(here: Here, route: str) -> list[tuple[Any, ...]]:
    """The pages of a proposal."""
    return [
        (_("The plan"), page_of(here), route == "proposal"),
        (_("Answers"), page_of(here, "answers"), route == "answers", f"{here.tally.agreed} / {here.tally.asked}"),
    ]


def do(request: HttpRequest, here: Here, deed: Callable[[], Any], done: str, route: str = "proposal") -> HttpResponse:
    """Do one thing, say so, and go back to a page of the proposal."""
    return doing.do(request, deed, done, page_of(here, route))


def answer_cell(asked: Any, version: int, *, in_words: bool = True) -> dict[str, str]:
    """One school's answer as a cell: what it said as a tag, and beside it its own words."""
    if asked.answer == "in_if" and asked.settled_at is not None and asked.version == version:
        return {"text": _("In, its condition is met"), "tag": "ok"}
    if asked.answer == "" and any(True for _given in asked.given.all()):
        return {"text": _("Asked again"), "tag": "wait"}
    hint = {"hint": asked.condition} if asked.condition and in_words else {}
    return {"text": str(asked.get_answer_display()), "tag": TAGS[asked.answer], **hint}
