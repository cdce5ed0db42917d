"""Needs: schools that have not answered, questions without a reply, schools nobody can write to, too few schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import clock
from bothways.partnerships import links
from bothways.partnerships.models import Contact, Membership, MembershipState, Partnership, Question
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging
from bothways.partnerships.queries import forming as reads

QUIET_DAYS = 5
"""How long a school is left in peace before it is a need."""


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """What forming still needs: three queries, fewer when the page has read them before."""
    here = {MembershipState.ASKED, MembershipState.YES}
    schools = [each for each in belonging.everyone(partnership).values() if each.state in here]
    leads = {key: lead for key, lead in belonging.leads(partnership).items() if lead.email}
    questions = (each for each in belonging.questions(partnership) if not each.proposal_id)
    yield from (_question(partnership, each) for each in questions)
    yield from _unanswered(partnership, schools, leads, today)
    yield from _nobody_to_write_to(partnership, [each for each in schools if each.pk not in leads])
    yield from _too_few(partnership, schools)


def link_for(school: Owing, _context: Any = None) -> str:
    """A fresh link for the school that a reminder goes to. Older ones go on working."""
    membership = reads.behind_link(school.about_id)
    return links.make(links.MEMBERSHIP, membership.pk, days=membership.partnership.answer_days)


def _question(partnership: Partnership, question: Question) -> Need:
    return Need(
        key=f"forming.question:{question.pk}",
        why=Why.DUE,
        title=_("%(school)s asks something before it answers") % {"school": question.membership.school.name},
        text=question.words,
        minutes=3,
        button=_("Reply"),
        route="partnership_question",
        args={"slug": partnership.slug, "question_id": question.pk},
        owed_to=question.membership.school.name,
    )


def _unanswered(
    partnership: Partnership, schools: Sequence[Membership], leads: Mapping[str, Contact], today: dt.date
) -> Iterator[Need]:
    """One need for all of them, so that one press reminds all. Those without an address are not among them."""
    quiet = today - dt.timedelta(days=QUIET_DAYS)
    waiting = [each for each in schools if _waits(each) and _day(each.asked_at) <= quiet and each.pk in leads]
    if not waiting:
        return
    count = len(waiting)
    yield Need(
        key=f"forming.unanswered:{partnership.pk}",
        why=Why.UNANSWERED,
        title=ngettext(
            "%(n)s school has not said whether it joins", "%(n)s schools have not said whether they join", count
        )
        % {"n": count},
        text=", ".join(each.school.name for each in waiting),
        minutes=2,
        button=_("See who was asked"),
        route="partnership_schools",
        args={"slug": partnership.slug},
        due_on=min(_day(each.asked_at) for each in waiting) + dt.timedelta(days=partnership.answer_days),
        owed_by=tuple(owing(each, leads[each.pk], each.pk) for each in waiting),
        owed_to=partnership.name,
        nudge="partnership.ask_again",
        nudge_context={"partnership": partnership.name, "days": partnership.answer_days},
    )


def _waits(membership: Membership) -> bool:
    return membership.state == MembershipState.ASKED or bool(membership.offered)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(clock.LONDON).date()


def _nobody_to_write_to(partnership: Partnership, missing: Sequence[Membership]) -> Iterator[Need]:
    if not missing:
        return
    count = len(missing)
    alone = count == 1
    where = {"slug": partnership.slug} | ({"membership_id": missing[0].pk} if alone else {})
    yield Need(
        key=f"forming.nobody:{partnership.pk}",
        why=Why.OUT_OF_DATE,
        title=ngettext(
            "We can’t write to %(n)s school: it has no lead with an e-mail address",
            "We can’t write to %(n)s schools: they have no lead with an e-mail address",
            count,
        )
        % {"n": count},
        text=", ".join(each.school.name for each in missing),
        minutes=2 * count,
        button=_("Say whom to write to"),
        route="partnership_school" if alone else "partnership_schools",
        args=where,
    )


def _too_few(partnership: Partnership, schools: Sequence[Membership]) -> Iterator[Need]:
    if len(schools) >= reads.FEWEST:
        return
    said_yes = [each for each in schools if each.state == MembershipState.YES]
    yield Need(
        key=f"forming.few:{partnership.pk}",
        why=Why.UNBALANCED,
        title=ngettext("%(n)s school is in or asked so far", "%(n)s schools are in or asked so far", len(schools))
        % {"n": len(schools)},
        text=reads.too_few(len(said_yes)),
        minutes=5,
        button=_("Ask more schools"),
        route="ask_schools",
        args={"slug": partnership.slug},
    )
