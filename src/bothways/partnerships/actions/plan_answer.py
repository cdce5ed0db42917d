"""What a school says: yes, yes if, not this time, later, or a question. By its people, or by the link sent to its lead.

``by`` is None when the link was pressed: whoever calls has found the row through a live token of ``links.ANSWER``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.core import audit, clock, limits
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.partnerships import policies
from bothways.partnerships.actions import plan_steps as steps
from bothways.partnerships.models import (
    Answer,
    Asked,
    EventKind,
    GivenAnswer,
    MembershipState,
    Proposal,
    ProposalState,
    Question,
)
from bothways.partnerships.queries import plan_draft, plan_words
from bothways.rules import consent
from bothways.schools.models import Person

QUESTIONS = limits.Limit("questions, school", 10, 86_400)
SAID = frozenset({Answer.IN, Answer.IN_IF, Answer.NOT_THIS_TIME, Answer.LATER})


@dataclass(frozen=True)
class Terms:
    """Which terms a page showed: the proposal's version, and the school's own."""

    version: int
    own_version: int


def read_shown(shown: str) -> Terms:
    """What `plan_words.shown` wrote. Anything else names terms that never were."""
    version, _dot, own = shown.partition(".")
    if version.isdecimal() and own.isdecimal() and len(shown) < 20:
        return Terms(int(version), int(own))
    return Terms(0, 0)


@action
def answer(
    *, by: Person | None, asked: Asked, shown: str, said: str, condition: str = "", by_letter: bool = False
) -> Asked:
    """Record what a school says to exactly the terms that its page showed. Raises Moved, and records nothing, when they
    are no longer the terms, or when it was called off or is over. ``by_letter``: the link pressed was the one in the
    school's half-term letter, not its lead's.
    """
    if by is not None:
        demand(policies.may_answer(by, asked.membership))
    condition = _condition(said, condition)
    seen = read_shown(shown)
    held = steps.hold(asked.proposal, consent.LIVE, version=seen.version)
    if plan_draft.last_day_to_answer(held) < clock.today():
        raise steps.Moved(_("Its day has passed, so no answer is taken any more."))
    mine = held.asked.filter(pk=asked.pk, own_version=seen.own_version)
    row = mine.filter(membership__state=MembershipState.YES).select_related("membership__school").first()
    if row is None:
        raise steps.Moved(_("What your school would give or get has changed, so nothing was recorded."))
    if (row.answer, row.condition, row.version) != (said, condition, held.version):
        name = by.name if by else plan_words.LETTER if by_letter else _who_was_asked(row)
        _record(held, row, said, condition, by=by, name=name)
    audit.record(by=by, verb="school answered", on=row, version=held.version, by_link=by is None)
    row.proposal = held
    return row


def _condition(said: str, condition: str) -> str:
    """Yes-if says if what; later may say when; the others say nothing more."""
    if said not in SAID:
        raise Invalid(_("Choose an answer."))
    if said == Answer.IN_IF and not condition.strip():
        raise Invalid(_("Write what has to be so for your school to be in."), field="condition")
    return condition.strip()[:300] if said in {Answer.IN_IF, Answer.LATER} else ""


def _record(held: Proposal, row: Asked, said: str, condition: str, *, by: Person | None, name: str) -> None:
    was_in = row.answer in {Answer.IN, Answer.IN_IF}
    row.answer, row.condition, row.version = said, condition, held.version
    row.answered_at, row.answered_by = clock.now(), name
    row.settled_at, row.settled_words = None, ""
    row.save(
        update_fields=["answer", "condition", "version", "answered_at", "answered_by", "settled_at", "settled_words"]
    )
    GivenAnswer.objects.create(
        asked=row, version=held.version, answer=said, condition=condition, by_name=name, by_link=by is None
    )
    confirmed = held.state == ProposalState.CONFIRMED
    steps.settle_state(held, by=by)
    if confirmed and was_in and said in {Answer.NOT_THIS_TIME, Answer.LATER}:
        _tell_it_left(held, row)


def _who_was_asked(row: Asked) -> str:
    """The lead whose link was pressed; nobody signed in, so no more is known."""
    lead = steps.lead_of(row)
    return lead.name if lead else row.membership.school.name


def _tell_it_left(held: Proposal, row: Asked) -> None:
    steps.write_to_owners(
        "plan.left",
        held,
        campaign=f"{row.pk}:{row.answered_at}",
        school=row.membership.school.name,
        said=plan_words.answer_words(row.answer, row.condition),
        when=plan_words.when(held),
        link=address(held, "answers/"),
    )


def address(held: Proposal, page: str = "") -> str:
    """The whole address of a proposal's page."""
    return f"{settings.BASE_URL}/w/{held.partnership.slug}/plan/{held.pk}/{page}"


@action
def ask_question(*, by: Person | None, asked: Asked, words: str, by_letter: bool = False) -> Question:
    """A school asks before it answers; whoever looks after the proposal gets it by mail. It records no answer.

    ``by_letter``: the link pressed was the one in the school's half-term letter.
    """
    if by is not None:
        demand(policies.may_answer(by, asked.membership))
    said = words.strip()[:1000]
    if not said:
        raise Invalid(_("Write your question."), field="words")
    limits.draw(QUESTIONS, asked.pk)
    held = asked.proposal
    standing = asked.membership.questions.filter(proposal_id=held.pk, words=said, replied_at=None).first()
    if standing is None:
        name = by.name if by is not None else plan_words.LETTER if by_letter else _who_was_asked(asked)
        standing = Question.objects.create(membership=asked.membership, proposal_id=held.pk, words=said, asked_by=name)
        steps.write_to_owners(
            "plan.question",
            held,
            campaign=standing.pk,
            school=asked.membership.school.name,
            words=said,
            asked_by=name,
            link=address(held, f"#question-{standing.pk}"),
        )
    audit.record(by=by, verb="school asked a question", on=standing)
    return standing


@action
def reply(*, by: Person, proposal: Proposal, question: Question, words: str) -> Question:
    """Answer a school's question: its lead gets the reply with a fresh link."""
    steps.looked_after(by, proposal)
    said = words.strip()[:1000]
    if not said:
        raise Invalid(_("Write a reply."), field="reply")
    open_one = question.membership.questions.filter(pk=question.pk, replied_at=None)
    if not open_one.update(reply=said, replied_by=by.name, replied_at=clock.now()):
        raise steps.Moved(_("Somebody has replied meanwhile, so nothing was sent."))
    rows = [each for each in steps.rows_of(proposal) if each.membership_id == question.membership_id]
    steps.write("plan.reply", proposal, rows, by=by, campaign=question.pk, question=question.words, reply=said)
    audit.record(by=by, verb="question replied to", on=question)
    return question


@action
def settle_condition(*, by: Person, asked: Asked, condition: str, words: str = "") -> Asked:
    """What a school made its yes depend on is met: from now on it is in, and is told so. ``condition`` is the one that
    the page showed; if the school has changed it meanwhile, nothing is recorded.
    """
    held = steps.hold(asked.proposal, consent.LIVE)
    steps.looked_after(by, held)
    waiting = held.asked.filter(pk=asked.pk, answer=Answer.IN_IF, condition=condition, settled_at=None)
    if not waiting.filter(version=held.version).update(settled_at=clock.now(), settled_words=words.strip()[:300]):
        raise steps.Moved(_("The school has changed its answer meanwhile, so nothing was recorded."))
    rows = [each for each in steps.rows_of(held) if each.pk == asked.pk]
    school = rows[0].membership.school.name
    steps.note(held, EventKind.SETTLED, by=by, words=f"{school}: {condition}"[:500])
    more = {"condition": condition, "words": words.strip()}
    steps.write("plan.settled", held, rows, by=by, campaign=f"{rows[0].answered_at}", **more)
    steps.settle_state(held, by=by)
    audit.record(by=by, verb="condition met", on=asked)
    return rows[0]
