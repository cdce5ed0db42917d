"""Needs: schools that have not answered, questions without a reply, conditions, and what is ready or past its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import words
from bothways.partnerships import links
from bothways.partnerships.models import Answer, Asked, Contact, Partnership, Proposal, ProposalState, Question
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging, plan, plan_waiting, plan_words
from bothways.rules import consent

LINK_DAYS = 60


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Everything about the plan that waits for somebody: eight queries, fewer when the page has read them before."""
    questions, leads = plan_waiting.open_questions(partnership), belonging.leads(partnership)
    for each in plan_waiting.live(partnership):
        found, rows = each.proposal, each.asked
        owners = frozenset(owner.membership.school_id for owner in each.owners)
        past = found.day is not None and found.day < today
        yield from _past(found, owners) if past else _unanswered(found, rows, leads, today)
        yield from _questions(found, questions.get(found.pk, ()), owners)
        if not past:
            yield from _conditions(found, rows, owners)
            yield from _ready(each, owners)


def link_for(school: Owing, by: Any) -> str:
    """A fresh link for one school's answer."""
    return links.make(links.ANSWER, school.about_id, days=LINK_DAYS, by=by.pk if by is not None else "")


def _at(found: Proposal) -> dict[str, str]:
    return {"slug": found.partnership.slug, "proposal_id": found.pk}


def _unanswered(found: Proposal, rows: Sequence[Asked], leads: Mapping[str, Contact], today: dt.date) -> Iterator[Need]:
    silent = [each for each in rows if each.asked_at is not None and each.answer == Answer.NONE]
    if not silent or found.state not in {ProposalState.ASKING, ProposalState.AGREED}:
        return
    who = tuple(owing(each.membership, leads.get(each.membership_id), each.pk) for each in silent)
    when = plan_words.when(found)
    yield Need(
        key=f"answers:{found.pk}",
        why=Why.UNANSWERED,
        title=_who_has_not(silent, found.title),
        text=_closes(found, when, today),
        minutes=2,
        button=ngettext("Remind %(n)d school", "Remind %(n)d schools", len(who)) % {"n": len(who)},
        route="answers",
        args=_at(found),
        due_on=found.answer_by,
        owed_by=who,
        owed_to=found.partnership.name,
        nudge="plan.nudge",
        nudge_context=_nudge_context(found),
    )
    for each in who:
        yield _for_school(found, each, when)


def _nudge_context(found: Proposal) -> dict[str, Any]:
    return {
        "partnership": found.partnership.name,
        "title": found.title,
        "when": plan_words.when(found),
        "day": plan.heading_day(found),
        "where": plan_words.where(found) or _("to be settled"),
        "cost": plan_words.cost(found),
        "answer_by": words.day(found.answer_by),
    }


def _who_has_not(silent: Sequence[Asked], title: str) -> str:
    names = [each.membership.school.name for each in silent]
    if len(names) > 2:
        return _("%(n)d schools have not answered “%(title)s”") % {"n": len(names), "title": title}
    if len(names) == 2:
        both = {"one": names[0], "two": names[1], "title": title}
        return _("%(one)s and %(two)s have not answered “%(title)s”") % both
    return _("%(school)s has not answered “%(title)s”") % {"school": names[0], "title": title}


def _closes(found: Proposal, when: str, today: dt.date) -> str:
    if found.answer_by is None:
        return when
    said = _("%(when)s. Closed on %(day)s.") if found.answer_by < today else _("%(when)s. Closes on %(day)s.")
    return said % {"when": when, "day": words.day(found.answer_by)}


def _for_school(found: Proposal, school: Owing, when: str) -> Need:
    """The same thing for the school that owes it: its own answer."""
    return Need(
        key=f"answer:{school.about_id}",
        why=Why.UNANSWERED,
        title=_("Is %(school)s in? “%(title)s”") % {"school": school.school, "title": found.title},
        text=when,
        minutes=1,
        button=_("See it and answer"),
        route="plan_answer",
        args={**_at(found), "asked_id": school.about_id},
        due_on=found.answer_by,
        owed_by=(school,),
        owed_to=found.partnership.name,
        for_run=False,
        for_schools=frozenset({school.school_id}),
    )


def _questions(found: Proposal, asked: Sequence[Question], owners: frozenset[str]) -> Iterator[Need]:
    for each in asked:
        asks = {"school": each.membership.school.name, "title": found.title}
        yield Need(
            key=f"question:{each.pk}",
            why=Why.UNANSWERED,
            title=_("%(school)s asks about “%(title)s”") % asks,
            text=each.words,
            minutes=3,
            button=_("Reply"),
            route="proposal",
            args=_at(found),
            owed_to=each.membership.school.name,
            for_schools=owners,
        )


def _conditions(found: Proposal, rows: Sequence[Asked], owners: frozenset[str]) -> Iterator[Need]:
    for each in rows:
        if each.answer != Answer.IN_IF or each.settled_at is not None or each.version != found.version:
            continue
        said = plan_words.answer_words(each.answer, each.condition)
        yield Need(
            key=f"condition:{each.pk}",
            why=Why.UNANSWERED,
            title=_("%(school)s made its yes depend on something") % {"school": each.membership.school.name},
            text=_("“%(title)s”: %(said)s") % {"title": found.title, "said": said},
            minutes=3,
            button=_("Look at it"),
            route="answers",
            args=_at(found),
            owed_to=each.membership.school.name,
            for_schools=owners,
        )


def _ready(each: plan_waiting.Live, owners: frozenset[str]) -> Iterator[Need]:
    found = each.proposal
    if found.state != ProposalState.AGREED:
        return
    counted = plan.tally(found, each.asked, each.owners)
    if consent.lacks(consent.State(found.state), counted, found.partnership.owners_needed):
        return
    said = {"title": found.title, "n": counted.agreed, "m": counted.asked}
    yield Need(
        key=f"confirm:{found.pk}",
        why=Why.DUE,
        title=_("Every school has answered “%(title)s”: %(n)s of %(m)s are in") % said,
        text=plan_words.when(found),
        minutes=1,
        button=_("See and confirm"),
        route="proposal",
        args=_at(found),
        due_on=found.day,
        for_schools=owners,
    )


def _past(found: Proposal, owners: frozenset[str]) -> Iterator[Need]:
    confirmed = found.state == ProposalState.CONFIRMED
    asks = _("Did “%(title)s” take place?") if confirmed else _("“%(title)s” was not confirmed, and its day has passed")
    yield Need(
        key=f"past:{found.pk}",
        why=Why.OUT_OF_DATE,
        title=asks % {"title": found.title},
        text=plan_words.when(found),
        minutes=1,
        button=_("Say what became of it"),
        route="proposal",
        args=_at(found),
        due_on=found.day,
        for_schools=owners,
    )
