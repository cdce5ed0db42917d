"""Asking how it was, keeping what people allowed us to quote, and thanking every school once."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from bothways.activities import links, policies
from bothways.activities.kinds import questions as lists
from bothways.activities.models import Activity, ActivityState, ExitAnswer, Quote, QuotePermission, Thanks
from bothways.activities.queries import afterwards as queries
from bothways.core import access, audit, clock, outbox
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.core.words import day as day_words
from bothways.schools.models import Person, School

LINK_DAYS = 60
_CODE = re.compile(r"[\W_]+")


@action
def ask(*, by: Person, activity: Activity, asked: str, moment: str) -> str:
    """A link, and so a QR code, behind which these people say how it was. Earlier ones, printed perhaps, stay good."""
    access.demand(policies.may_set_up(by, activity))
    if (asked, moment) not in lists.ASKED:
        raise Invalid(_("Choose whom to ask."))
    subject = queries.subject_of(activity.pk, (asked, moment))
    audit.record(by=by, verb="asked how it was", on=activity, asked=asked, moment=moment)
    return links.make(links.AFTERWARDS, subject, days=LINK_DAYS, by=by.pk)


@action
def say(*, by: None, activity: Activity, key: tuple[str, str], answers: Mapping[str, int], code: str = "") -> None:
    """One set of answers, from nobody in particular: the hour and no minute, a hash and no code. Never who."""
    known = {each.key: len(each.steps) for each in lists.ASKED[key]}
    kept = {question: step for question, step in answers.items() if 1 <= step <= known.get(question, 0)}
    if not kept:
        raise Invalid(_("Choose at least one answer."))
    asked, moment = key
    ExitAnswer.objects.create(
        activity=activity,
        asked=asked,
        moment=moment,
        match=_hashed(activity, code),
        answers=kept,
        at=clock.now().replace(minute=0, second=0, microsecond=0),
    )
    audit.record(by=by, verb="said how it was", on=activity, asked=asked, moment=moment)


def _hashed(activity: Activity, code: str) -> str:
    """What pairs two answers of one person at one event, and nothing anywhere else."""
    folded = _CODE.sub("", code).casefold()
    return hashlib.sha256(f"{activity.pk}:{folded}".encode()).hexdigest() if folded else ""


@action
def quote(
    *, by: Person, activity: Activity, words: str, speaker: str, role: str, school: School | None, permission: str,
    given_through: str, said_on: dt.date,
) -> Quote:  # fmt: skip
    """Keep what somebody said, as far as they allowed. Of pupils never a name: "two Year 5 pupils"."""
    access.demand(_may_quote(by, activity, school))
    if permission != QuotePermission.NONE and not given_through:
        raise Invalid(_("Say who asked them and got their permission, such as their teacher."), field="given_through")
    made = Quote.objects.create(
        activity=activity, words=words, speaker=speaker, role=role, school=school, permission=permission,
        given_through=given_through, said_on=said_on, added_by=by.name,
    )  # fmt: skip
    audit.record(by=by, verb="quote kept", on=made, permission=permission)
    return made


def _may_quote(by: Person, activity: Activity, school: School | None) -> access.Verdict:
    """Whoever may set the event up; and each school's people for their own school."""
    if school is not None and (part := activity.taking_part.filter(school=school).first()):
        own = policies.may_book(by, part)
        if own:
            return own
    return policies.may_set_up(by, activity)


@action
def take_back(*, by: Person, quote: Quote) -> None:
    """Permission has gone, or it was a mistake: the words go at once."""
    access.demand(_may_quote(by, quote.activity, quote.school))
    audit.record(by=by, verb="quote taken back", on=quote)
    quote.delete()


@action
def thank(*, by: Person, activity: Activity, words: str = "") -> int:
    """Write to every school that gave something, once each, with what its giving made possible. Returns how many."""
    access.demand(policies.may_set_up(by, activity))
    if activity.state != ActivityState.DONE:
        raise Invalid(_("Mark the event as done first, so that the numbers are right."))
    written = 0
    for row in queries.to_thank(activity):
        if row.thanked or not row.part.contact_email:
            continue
        made = Thanks.objects.create(activity=activity, school=row.part.school, words=words, sent_by=by.name)
        outbox.put(
            "afterwards.thanks",
            to=row.part.contact_email,
            context=thanks_words(activity, row, words),
            campaign=f"thanks:{activity.pk}",
            about_id=made.pk,
        )
        written += 1
    audit.record(by=by, verb="thanked", on=activity, schools=written)
    return written


def thanks_words(activity: Activity, row: queries.ToThank, words: str) -> dict[str, object]:
    """Everything that one school's thanks say: for the preview and for the sending alike."""
    name = row.part.contact_name
    return {
        "first_name": name.split()[0] if name else "",
        "school": row.part.school.name,
        "event": activity.title,
        "day": day_words(activity.day),
        "gave": _said(row.gave),
        "reached": row.reached,
        "words": words,
    }


def _said(gave: Sequence[str]) -> str:
    """ "the place for it, 2 hours of leading and kit"."""
    if len(gave) < 2:
        return "".join(gave)
    return _("%(many)s and %(last)s") % {"many": ", ".join(gave[:-1]), "last": gave[-1]}
