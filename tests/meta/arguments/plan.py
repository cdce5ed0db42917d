"""Addresses of plan. The walk asks each maker once a cast; make rows here if an address should find something."""

from __future__ import annotations

from bothways.partnerships import links
from bothways.partnerships.models import Asked, Membership, Proposal, Question
from tests.factories.partnerships import make_proposal
from tests.meta.arguments import Maker
from tests.people import Cast


def _proposal(cast: Cast) -> Proposal:
    standing = Proposal.unscoped.filter(partnership=cast.partnership, title="Walked").first()
    return standing or make_proposal(cast.partnership, title="Walked")


def _one(cast: Cast) -> dict[str, str]:
    return {"proposal_id": _proposal(cast).pk}


def _asked(cast: Cast) -> Asked:
    membership = Membership.unscoped.get(partnership=cast.partnership, school=cast.giver_school)
    return Asked.unscoped.get(proposal=_proposal(cast), membership=membership)


def _school(cast: Cast) -> dict[str, str]:
    return {**_one(cast), "asked_id": _asked(cast).pk}


def _question(cast: Cast) -> dict[str, str]:
    asked = _asked(cast)
    found, _new = Question.unscoped.get_or_create(
        membership=asked.membership, proposal_id=asked.proposal_id, words="Is there parking?"
    )
    return {**_one(cast), "question_id": found.pk}


def _link(cast: Cast) -> dict[str, str]:
    return {"token": links.make(links.ANSWER, _asked(cast).pk, days=5).split("/")[-2]}


OF_ONE = (
    "proposal",
    "proposal_change",
    "proposal_ask",
    "proposal_ask_again",
    "proposal_add",
    "proposal_confirm",
    "proposal_done",
    "proposal_put_back",
    "proposal_call_off",
    "proposal_take_up",
    "proposal_copy",
    "answers",
)
ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(OF_ONE, _one),
    "plan_year": lambda _cast: {"year": "2026"},
    "plan_answer": _school,
    "plan_settle": _school,
    "plan_reply": _question,
    "reply_plan": _link,
}
