"""Parents' answers: by link or typed in from paper; added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bothways.activities import links, policies
from bothways.activities.actions.needs import Needed, add_from_parent
from bothways.activities.models import Activity, Channel, Consent, ConsentPurpose, Participant, Session
from bothways.activities.queries import consent_words
from bothways.activities.queries import consents as queries
from bothways.activities.queries import needs as need_queries
from bothways.core import audit, clock, outbox, tokens
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.crypto import blind_index
from bothways.core.errors import Conflict, Invalid
from bothways.rules import consents as rules
from bothways.rules import pupils as pupil_rules
from bothways.schools.models import Person

LINK_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one parent says. None: says nothing about it. ``sessions`` are ids and yes or no."""

    who: str
    relationship: str
    coming: bool | None = None
    photo: str | None = None
    sessions: tuple[tuple[str, bool], ...] = ()
    needs: tuple[Needed, ...] = field(default=())


@action
def answer_by_link(*, by: None, token: str, said: Said, email: str = "") -> Sequence[Consent]:
    """Record what a parent says by link. Returns the answers for the receipt, which goes to ``email`` if one is given.

    Raises LinkOver or NotFound for the link, Invalid for a scope that a link does not offer, Conflict after the event.
    """
    participant = queries.behind_link(tokens.find(token, purpose=links.FAMILY).subject_id)
    if said.photo is not None and said.photo not in rules.BY_LINK:
        raise Invalid(_("Choose one of the answers about photos."), field="photo")
    if said.needs or said.coming is not None:
        _still_to_come(participant.booking.taking_part.activity)
    rows = _record(participant, said, Channel.LINK)
    count = add_from_parent(participant, said.needs) if said.needs else 0
    audit.record(by=by, verb="parent answered", on=participant, answers=len(rows), needs=count)
    if email and rows:
        _send_receipt(participant, rows, email, token)
    return rows


@action
def type_in(*, by: Person, participant: Participant, said: Said) -> Sequence[Consent]:
    """Record what a parent answered on paper: the school keeps the paper."""
    demand(policies.may_see_needs(by, participant.booking.taking_part.school_id))
    if said.photo is not None and said.photo not in rules.SCOPES:
        raise Invalid(_("Choose one of the answers about photos."), field="photo")
    rows = _record(participant, said, Channel.PAPER)
    audit.record(by=by, verb="paper answers typed in", on=participant, answers=len(rows))
    return rows


@action
def make_links(*, by: Person, activity: Activity, school_id: str) -> list[tuple[Participant, str]]:
    """A fresh link for each child of the school who comes, for slips. Earlier links about them end."""
    demand(policies.may_see_needs(by, school_id))
    children = need_queries.children_of(activity, school_id, by=by)
    for each in children:
        tokens.revoke(purpose=links.FAMILY, subject_id=each.pk)
    days = max((activity.ends_on - clock.today()).days, 0) + LINK_DAYS
    made = [(each, links.make(links.FAMILY, each.pk, days=days, by=by.pk)) for each in children]
    audit.record(by=by, verb="links for parents made", on=activity, links=len(made))
    return made


def _still_to_come(activity: Activity) -> None:
    if activity.ends_on < clock.today():
        raise Conflict(_("This event is over. You can still say no to photos."))


def _record(participant: Participant, said: Said, channel: str) -> list[Consent]:
    """Add what differs from what this guardian said last. One at a time for one child: the chain has no fork."""
    Participant.unscoped.select_for_update().get(pk=participant.pk)
    standing = list(participant.consents.order_by("order"))
    guardian = blind_index(f"{pupil_rules.clean(said.who)}|{said.relationship}", about="activities.consent.guardian")
    rows: list[Consent] = []
    for row in _answers(participant, said):
        row.participant, row.channel = participant, channel
        row.guardian, row.relationship = guardian, pupil_rules.clean(said.relationship, 40)
        last = next((each for each in reversed(standing) if _about_the_same(each, row)), None)
        if last is not None and _says(last) == _says(row):
            rows.append(last)
            continue
        _chain(row, standing)
        rows.append(row)
    return rows


def _chain(row: Consent, standing: list[Consent]) -> None:
    """Save an answer as the newest, with the hash of the one before it in its own."""
    newest = standing[-1] if standing else None
    row.order = newest.order + 1 if newest else 1
    row.previous_hash = newest.own_hash if newest else ""
    row.own_hash = rules.digest(row.previous_hash, queries.facts(row))
    row.save(force_insert=True)
    standing.append(row)


def _about_the_same(one: Consent, other: Consent) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("purpose", "session_id", "guardian"))


def _says(row: Consent) -> tuple[bool, str, str, str]:
    return row.granted, row.scope, row.wording_hash, row.channel


def _answers(participant: Participant, said: Said) -> Iterable[Consent]:
    """What is said, one row each, not yet saved."""
    if said.coming is not None:
        yield _row(ConsentPurpose.VISIT, granted=said.coming)
    if said.photo is not None:
        yield _row(ConsentPurpose.PHOTO, granted=said.photo != rules.NONE, scope=said.photo)
    choices = {each.pk: each for each in queries.sessions_with_a_choice(participant.booking.taking_part.activity)}
    for session_id, granted in said.sessions:
        if session_id in choices:
            yield _row(ConsentPurpose.SESSION, granted=granted, session=choices[session_id])


def _row(purpose: ConsentPurpose, *, granted: bool, scope: str = "", session: Session | None = None) -> Consent:
    about = f"{session.title}: {session.opt_out_words}" if session is not None else ""
    shown = consent_words.wording(purpose, about=about)
    return Consent(
        purpose=purpose,
        session=session,
        granted=granted,
        scope=scope,
        wording=consent_words.NEWEST[purpose],
        wording_hash=consent_words.digest(shown),
    )


def _send_receipt(participant: Participant, rows: Sequence[Consent], email: str, token: str) -> None:
    part = participant.booking.taking_part
    outbox.put(
        "family.receipt",
        to=email.strip().lower(),
        campaign=f"family:{participant.pk}:{rows[-1].own_hash[:16]}",
        about_id=participant.pk,
        context={
            "school": part.school.name,
            "event": part.activity.title,
            "lines": [{"about": line.about, "said": line.said} for line in queries.receipt(rows)],
            "code": rows[-1].own_hash[:12],
            "link": f"/{links.PATHS[links.FAMILY]}/{token}/",
        },
    )
