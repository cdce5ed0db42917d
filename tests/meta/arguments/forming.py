"""Addresses of forming. The walk asks each maker once a cast; make rows here if an address should find something."""

from __future__ import annotations

from bothways.core import tokens
from bothways.core.models import LinkToken
from bothways.partnerships import links
from bothways.partnerships.models import Contact, Membership, Question
from bothways.schools.models import RoleAssignment
from tests.meta.arguments import Maker
from tests.people import Cast


def _giver(cast: Cast) -> Membership:
    found: Membership = cast.partnership.memberships.get(school=cast.giver_school)
    return found


def _one(cast: Cast) -> dict[str, str]:
    return {"membership_id": _giver(cast).pk}


def _person(cast: Cast) -> dict[str, str]:
    contact: Contact = _giver(cast).contacts.get()
    return {"membership_id": _giver(cast).pk, "contact_id": contact.pk}


def _question(cast: Cast) -> dict[str, str]:
    asked, _new = Question.unscoped.get_or_create(membership=_giver(cast), words="How many meetings are there?")
    return {"question_id": asked.pk}


def _link(cast: Cast) -> dict[str, str]:
    """The link of the giver's school, the same one each time: the walk must not write."""
    token = f"walked-{cast.partnership.pk}"
    if not LinkToken.objects.filter(digest=tokens._digest(token)).exists():
        link = links.make(links.MEMBERSHIP, _giver(cast).pk, days=1).rstrip("/").rsplit("/", 1)[1]
        LinkToken.objects.filter(digest=tokens._digest(link)).update(digest=tokens._digest(token))
    return {"token": token}


def _nobody(_cast: Cast) -> dict[str, str]:
    return {"invitation_id": "0" * 26}


def _role(cast: Cast) -> dict[str, str]:
    return {"role_id": RoleAssignment.unscoped.get(person=cast.coordinator).pk}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(
        (
            "partnership_school",
            "school_brings",
            "school_leaves",
            "ask_school_again",
            "take_back_school",
            "school_kind",
            "school_hub",
            "offer_membership",
            "add_contact",
        ),
        _one,
    ),
    **dict.fromkeys(("change_contact", "end_contact", "make_lead"), _person),
    "partnership_question": _question,
    "hand_over_again": _nobody,
    "take_back_hand_over": _nobody,
    "end_coordinator": _role,
    "reply_partnership": _link,
}
