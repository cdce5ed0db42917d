"""Sharing a practice, saying how far one's school is with it, and looking into a question together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.partnerships import policies
from bothways.partnerships.models import (
    Adoption,
    Enquiry,
    Finding,
    Membership,
    Partnership,
    Practice,
    PracticeLink,
    Stage,
)
from bothways.schools.models import Person

Link = tuple[str, str]
"""(words, address)."""


@action
def share(
    *,
    by: Person,
    origin: Membership,
    title: str,
    about: str,
    steps: str,
    effort: str,
    evidence: str,
    started_on: dt.date,
    links: Sequence[Link],
) -> Practice:
    """Put a practice into the bank. The school where it started uses it from that day."""
    demand(policies.may_propose(by, origin.partnership))
    demand(policies.may_speak_for(by, origin))
    practice: Practice = Practice.objects.create(
        partnership=origin.partnership,
        origin=origin,
        title=title,
        about=about,
        steps=steps,
        effort=effort,
        evidence=evidence,
        started_on=started_on,
    )
    _keep_links(practice, links)
    Adoption.objects.create(practice=practice, membership=origin, stage=Stage.ADOPTED, on=started_on)
    audit.record(by=by, verb="practice shared", on=practice)
    return practice


@action
def change(
    *,
    by: Person,
    practice: Practice,
    title: str,
    about: str,
    steps: str,
    effort: str,
    evidence: str,
    started_on: dt.date,
    links: Sequence[Link],
) -> None:
    """Change the card. Only the school where it started, or whoever runs the partnership."""
    demand(policies.may_speak_for(by, practice.origin))
    values = {"title": title, "about": about, "steps": steps, "effort": effort, "evidence": evidence}
    Practice.objects.for_(by).filter(pk=practice.pk).update(started_on=started_on, **values)
    practice.links.all().delete()
    _keep_links(practice, links)
    audit.record(by=by, verb="practice changed", on=practice)


def _keep_links(practice: Practice, links: Sequence[Link]) -> None:
    PracticeLink.objects.bulk_create(
        [
            PracticeLink(practice=practice, words=words, url=url, position=number)
            for number, (words, url) in enumerate(links)
        ]
    )


@action
def put_away(*, by: Person, practice: Practice, back: bool = False) -> None:
    """Take a card out of the bank, or put it back. What schools said about it stays."""
    demand(policies.may_speak_for(by, practice.origin))
    Practice.objects.for_(by).filter(pk=practice.pk).update(closed_on=None if back else clock.today())
    audit.record(by=by, verb="practice put back" if back else "practice put away", on=practice)


@action
def say_where(
    *, by: Person, practice: Practice, membership: Membership, stage: str, on: dt.date, words: str = ""
) -> Adoption:
    """How far one school is. Saying the same again on the same day changes nothing."""
    demand(policies.may_speak_for(by, membership))
    if membership.partnership_id != practice.partnership_id:
        raise Invalid(_("That school is not in this partnership."))
    if on > clock.today():
        raise Invalid(_("Choose today or a day that has been."), field="on")
    newest = practice.adoptions.filter(membership=membership).last()
    if newest is not None and (newest.stage, newest.on, newest.words) == (stage, on, words):
        audit.record(by=by, verb="practice step said again", on=newest)
        return newest
    step: Adoption = Adoption.objects.create(
        practice=practice, membership=membership, stage=Stage(stage), on=on, words=words
    )
    audit.record(by=by, verb="practice step said", on=step, stage=stage)
    return step


@action
def ask_together(*, by: Person, membership: Membership, words: str, about: str) -> Enquiry:
    """Pose a question that the schools look into together."""
    demand(policies.may_propose(by, membership.partnership))
    demand(policies.may_speak_for(by, membership))
    enquiry: Enquiry = Enquiry.objects.create(
        partnership=membership.partnership, membership=membership, words=words, about=about
    )
    audit.record(by=by, verb="question shared", on=enquiry)
    return enquiry


@action
def add_finding(*, by: Person, enquiry: Enquiry, membership: Membership, words: str, url: str) -> Finding:
    """What one school found. The same words twice are one finding."""
    demand(policies.may_speak_for(by, membership))
    if enquiry.closed_on is not None:
        raise Conflict(_("This question has been closed, so nothing was added. Your words are still below."))
    finding, _new = Finding.objects.for_(by).get_or_create(
        enquiry=enquiry, membership=membership, words=words, defaults={"url": url}
    )
    audit.record(by=by, verb="finding shared", on=finding)
    result: Finding = finding
    return result


@action
def close(*, by: Person, enquiry: Enquiry, partnership: Partnership, back: bool = False) -> None:
    """Close a question, or open it again: its school, or whoever runs the partnership."""
    own = policies.may_speak_for(by, enquiry.membership) if enquiry.membership else policies.may_run(by, partnership)
    demand(own)
    Enquiry.objects.for_(by).filter(pk=enquiry.pk).update(closed_on=None if back else clock.today())
    audit.record(by=by, verb="question opened again" if back else "question closed", on=enquiry)
