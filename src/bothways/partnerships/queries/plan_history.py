"""What happened to a proposal: its history, every answer as it was given, questions, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import access, words
from bothways.partnerships.models import Asked, EventKind, MembershipState, Proposal, ProposalEvent, Question
from bothways.partnerships.queries import plan_words
from bothways.schools.models import Person

OWN = ": "  # between a school's name and what changed for it alone


def lines(found: Proposal) -> Sequence[dict[str, str]]:
    """Its history, the newest first, as the macro ``timeline`` takes it: one query."""
    return [_line(each) for each in found.events.order_by("-at")]


def _line(event: ProposalEvent) -> dict[str, str]:
    when = words.date(event.at)
    said = [event.words, plan_words.changes_line(event.changes) if event.changes else ""]
    if event.reopened:
        again = ngettext("%(n)d school asked again", "%(n)d schools asked again", event.reopened)
        said.append(again % {"n": event.reopened})
    return {
        "title": str(EventKind(event.kind).label),
        "when": _("%(when)s, %(who)s") % {"when": when, "who": event.by_name} if event.by_name else when,
        "text": ". ".join(part for part in said if part),
    }


def given_lines(asked: Asked) -> Sequence[dict[str, str]]:
    """Every answer that a school gave, as it gave it, the oldest first. Its ``given`` has been fetched."""
    return [
        {
            "title": plan_words.answer_words(each.answer, each.condition),
            "when": _("%(when)s, %(who)s") % {"when": words.date(each.at), "who": _who(each)},
            "text": "",
        }
        for each in asked.given.all()
    ]


def _who(given: Any) -> str:
    if given.by_link and given.by_name == plan_words.LETTER:
        return _("by %(name)s") % {"name": _(plan_words.LETTER)}
    name = given.by_name or _("somebody at the school")
    return _("by the link sent to %(name)s") % {"name": name} if given.by_link else str(name)


def questions(found: Proposal, *, by: Person) -> Sequence[Question]:
    """What schools asked about it, those without a reply first."""
    rows = Question.objects.for_(by).filter(proposal_id=found.pk).select_related("membership__school")
    return sorted(rows, key=lambda each: (each.replied_at is not None, each.asked_at))


def question(question_id: str, *, by: Person, proposal: Proposal) -> Question:
    """One question about a proposal. NotFound when it is about another."""
    rows = Question.objects.for_(by).filter(proposal_id=proposal.pk).select_related("membership__school")
    return access.get(Question, question_id, by=by, using=rows)


def leads(found: Proposal) -> dict[str, str]:
    """Whom the mail about each school's part reaches: {asked row: name}; missing where nobody is known."""
    rows = found.asked.filter(membership__state=MembershipState.YES).prefetch_related("membership__contacts")
    return {
        each.pk: contact.name
        for each in rows.select_related("membership")
        for contact in each.membership.contacts.all()
        if contact.is_lead and contact.ends_on is None and contact.email
    }


def changes_since(asked: Asked, version: int) -> dict[str, list[str]]:
    """{what: [before, now]} since the terms of ``version``, for everybody and for this school; of no other school."""
    own = f"{asked.membership.school.name}{OWN}"
    found: dict[str, list[str]] = {}
    for event in asked.proposal.events.filter(kind=EventKind.CHANGED, version__gte=version).order_by("at"):
        for what, (before, after) in event.changes.items():
            if event.version == version and not what.startswith(own):
                continue
            if OWN in what and not what.startswith(own):
                continue
            name = what.removeprefix(own)
            found[name] = [found.get(name, [before])[0], after]
    return {name: both for name, both in found.items() if both[0] != both[1]}
