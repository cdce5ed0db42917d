"""What parents answered: the derived yes or no for whoever may know it, the answers for the child's own school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bothways.activities.models import Activity, Channel, Consent, ConsentPurpose, Participant, Session
from bothways.activities.queries import consent_words
from bothways.core import words
from bothways.core.clock import LONDON
from bothways.core.errors import NotFound
from bothways.rules import consents as rules
from bothways.schools.models import Person


@dataclass(frozen=True)
class Stand:
    """Where the answers about one child stand. None: nobody has answered. ``photo`` is a scope."""

    coming: bool | None
    photo: str | None
    opted_out: frozenset[str]
    answers: int
    disagree: bool

    @property
    def photo_words(self) -> str:
        """For the child's own school."""
        return _("No answer: no photos") if self.photo is None else consent_words.SCOPE_WORDS[self.photo]

    @property
    def coming_words(self) -> str:
        """For the child's own school."""
        return {None: _("No answer yet"), True: _("Yes"), False: _("No")}[self.coming]


NOBODY = Stand(None, None, frozenset(), 0, disagree=False)


def photo_ok(activity: Activity) -> set[str]:
    """Participants of whom photos may be taken for the schools at the event. No answer counts as no.

    Whether a child is hidden changes nothing here, as it would be seen: its school answers for it on paper.
    """
    by_child = _by_child(Consent.unscoped.filter(_of(activity), purpose=ConsentPurpose.PHOTO))
    wide = {rules.EVENT, rules.PARTNERSHIP}
    return {pk for pk, rows in by_child.items() if rules.scope_of(map(_answer, rows)) in wide}


def opted_out(session: Session) -> set[str]:
    """Participants whose parents said no to a session."""
    by_child = _by_child(Consent.unscoped.filter(session=session, purpose=ConsentPurpose.SESSION))
    return {pk for pk, rows in by_child.items() if rules.agreed(map(_answer, rows)) is False}


def said_no(activity: Activity) -> set[str]:
    """Participants whose parents said that they do not come."""
    by_child = _by_child(Consent.unscoped.filter(_of(activity), purpose=ConsentPurpose.VISIT))
    return {pk for pk, rows in by_child.items() if rules.agreed(map(_answer, rows)) is False}


def _of(activity: Activity) -> Q:
    return Q(participant__booking__taking_part__activity=activity, participant__withdrawn_at=None)


def _by_child(rows: QuerySet[Consent]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = {}
    for each in rows.defer("relationship").order_by("participant_id", "order"):
        found.setdefault(each.participant_id, []).append(each)
    return found


def _answer(row: Consent) -> rules.Answer:
    return rules.Answer(row.order, row.guardian, row.granted, row.scope, by_link=row.channel == Channel.LINK)


def stands(activity: Activity, school_id: str, *, by: Person) -> Mapping[str, Stand]:
    """Where the answers about the school's own children stand, by participant. Empty for anybody else."""
    rows = Consent.objects.for_(by).filter(
        participant__booking__taking_part__activity=activity,
        participant__booking__taking_part__school_id=school_id,
    )
    return {pk: stand(found) for pk, found in _by_child(rows).items()}


def stand(rows: Sequence[Consent]) -> Stand:
    """Where one child's answers stand."""
    by_purpose: dict[str, list[rules.Answer]] = {}
    sessions: dict[str, list[rules.Answer]] = {}
    for row in rows:
        if row.purpose == ConsentPurpose.SESSION:
            sessions.setdefault(row.session_id, []).append(_answer(row))
        else:
            by_purpose.setdefault(row.purpose, []).append(_answer(row))
    photo = by_purpose.get(ConsentPurpose.PHOTO, [])
    coming = by_purpose.get(ConsentPurpose.VISIT, [])
    return Stand(
        coming=rules.agreed(coming),
        photo=rules.scope_of(photo),
        opted_out=frozenset(pk for pk, said in sessions.items() if rules.agreed(said) is False),
        answers=len(rows),
        disagree=any(map(rules.disagree, (photo, coming, *sessions.values()))),
    )


@dataclass(frozen=True)
class ReceiptLine:
    """One answer on a receipt. ``words`` are those of the version that was shown."""

    about: str
    said: str
    when: str
    version: str
    words: str
    wording_hash: str
    how: str
    relationship: str
    own_hash: str


def receipt(rows: Iterable[Consent]) -> tuple[ReceiptLine, ...]:
    """Answers as a receipt shows them, oldest first. No child's name."""
    return tuple(map(_line, rows))


def _line(row: Consent) -> ReceiptLine:
    about = {ConsentPurpose.VISIT: _("Coming"), ConsentPurpose.PHOTO: _("Photos")}
    title = row.session.title if row.session is not None else about[ConsentPurpose(row.purpose)]
    said = consent_words.SCOPE_WORDS[row.scope] if row.scope else _("Yes") if row.granted else _("No")
    moment = row.at.astimezone(LONDON)
    return ReceiptLine(
        about=title,
        said=said,
        when=f"{words.date(moment.date())}, {moment:%H:%M}",
        version=row.wording,
        words=consent_words.WORDINGS.get(row.wording, ""),
        wording_hash=row.wording_hash,
        how=row.get_channel_display(),
        relationship=row.relationship,
        own_hash=row.own_hash,
    )


def answers_of(participant: Participant, *, by: Person) -> Sequence[Consent]:
    """Every answer about one child of the person's own school, in order."""
    seen: QuerySet[Consent] = Consent.objects.for_(by).filter(participant=participant)
    return tuple(seen.select_related("session").order_by("order"))


def chain_broken_at(rows: Sequence[Consent]) -> int | None:
    """The first answer that was changed or is missing; None when the chain holds."""
    return rules.first_broken([(row.order, row.previous_hash, row.own_hash, facts(row)) for row in rows])


def facts(row: Consent) -> dict[str, str | int | bool]:
    """What the hash of an answer covers: all that it says, whom about, when and in which words."""
    return {
        "participant": row.participant_id,
        "order": row.order,
        "purpose": row.purpose,
        "session": row.session_id or "",
        "granted": row.granted,
        "scope": row.scope,
        "wording": row.wording,
        "wording_hash": row.wording_hash,
        "channel": row.channel,
        "relationship": row.relationship,
        "guardian": row.guardian,
        "at": row.at.isoformat(),
    }


def sessions_with_a_choice(activity: Activity) -> Sequence[Session]:
    """Sessions that a parent may say no to."""
    return tuple(activity.sessions.filter(opt_out=True).select_related("instead"))


def behind_link(participant_id: str) -> Participant:
    """The child whom a parent's link is about, with the event and the school. Raises NotFound when it has gone."""
    rows = Participant.unscoped.filter(pk=participant_id).select_related(
        "booking__taking_part__school", "booking__taking_part__activity__host"
    )
    found: Participant | None = rows.defer("labels").first()
    if found is None:
        raise NotFound
    return found
