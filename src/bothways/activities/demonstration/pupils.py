"""What the demonstration's pupils need, what parents answered, and one child whose name others never read."""

from __future__ import annotations

import datetime as dt

from bothways.activities.demonstration.events import Made
from bothways.activities.models import Activity, Channel, Consent, ConsentPurpose, Need, Participant
from bothways.activities.queries import consent_words, consents
from bothways.core.crypto import blind_index
from bothways.rules import consents as rules
from bothways.schools.models import Pupil

NEEDS = (
    ("diet", "vegetarian"), ("diet", "no_nuts"), ("access", "near_front"), ("diet", "halal"), ("access", "quiet_place"),
    ("diet", "no_gluten"), ("care", "own_medicine"),
)  # fmt: skip
EACH_NEEDS = 5  # one child in so many needs something
SILENT = 6  # one parent in so many has not answered
NO_PHOTOS = 8


def make_pupils(made: Made, _today: dt.date) -> None:
    """Fill the conference ahead. Last year's is long past: what its pupils needed is gone."""
    if made.omec is None:
        return
    children = list(_children(made.omec))
    for place, child in enumerate(children):
        if place % EACH_NEEDS == 0:
            _need(child, *NEEDS[place // EACH_NEEDS % len(NEEDS)])
        if place % SILENT:
            _answer(child, "none" if place % NO_PHOTOS == 0 else "event")
    for child in children[3:4]:
        Pupil.unscoped.filter(pk=child.pupil_id).update(shielded="1")


def _children(activity: Activity) -> list[Participant]:
    found = Participant.unscoped.filter(booking__taking_part__activity=activity, withdrawn_at=None)
    return list(found.order_by("booking__taking_part__school__name", "tag"))


def _need(child: Participant, kind: str, choice: str) -> None:
    told = {"host_must_know": True, "host_why": "May need it within minutes"} if choice == "own_medicine" else {}
    Need.unscoped.create(participant=child, kind=kind, choice=choice, **told)


def _answer(child: Participant, photo: str) -> None:
    """A yes to coming and an answer about photos, chained as parents' answers are."""
    previous = ""
    who = blind_index(f"{child.pk}|mother", about="activities.consent.guardian")
    for order, (purpose, scope) in enumerate(((ConsentPurpose.VISIT, ""), (ConsentPurpose.PHOTO, photo)), start=1):
        row = Consent(participant=child, purpose=purpose, scope=scope, granted=scope != rules.NONE, order=order)
        row.channel, row.relationship, row.guardian = Channel.LINK, "mother", who
        row.wording = consent_words.NEWEST[purpose]
        row.wording_hash = consent_words.digest(consent_words.wording(purpose))
        row.previous_hash = previous
        row.own_hash = previous = rules.digest(previous, consents.facts(row))
        row.save(force_insert=True)
