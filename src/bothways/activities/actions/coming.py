"""Who comes: pupils from the school's own list, each with a tag that others read, and the adults with them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.models import (
    ActivityState,
    Adult,
    Booking,
    BookingState,
    Participant,
    TakingPart,
)
from bothways.activities.queries.booking import locked
from bothways.activities.queries.booking_words import AdultWanted
from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.ids import random_id
from bothways.rules import booking_names as names
from bothways.rules.disclosure import fresh_tags
from bothways.rules.pupils import forget_on
from bothways.schools.actions import pupils as lists
from bothways.schools.models import Person, Pupil
from bothways.schools.queries import pupils as reads


def _held(by: Person, booking: Booking) -> Booking:
    """The booking, locked, for whoever may see its school's pupils. Raises Refused when names make no sense now."""
    demand(policies.may_see_pupils(by, booking.taking_part.school_id))
    found = locked(booking)
    activity = found.taking_part.activity
    if activity.state in {ActivityState.DONE, ActivityState.CALLED_OFF}:
        raise Refused(_("This event is over or has been called off, so nobody can be added."))
    if found.state != BookingState.BOOKED:
        raise Conflict(_("Your school has no places yet. Book places first; names come after."))
    return found


@action
def bring_pupils(*, by: Person, booking: Booking, pupils: Sequence[Pupil]) -> tuple[Participant, ...]:
    """Bring these pupils of the school's own list. Who is coming already stays as they are; who had withdrawn is back.

    Raises Invalid when there are more than places, NotFound for a child of another school.
    """
    found = _held(by, booking)
    activity = found.taking_part.activity
    if not activity.by_name:
        raise Refused(_("Pupils come to this event as a number. No names are needed."))
    _own(found.taking_part, pupils)
    standing = {each.pupil_id: each for each in found.participants.all()}
    back = [standing[each.pk] for each in pupils if each.pk in standing and standing[each.pk].withdrawn_at]
    new = {each.pk: each for each in pupils if each.pk not in standing}
    _room(found, list(standing.values()), len(new) + len(back))
    if back:
        found.participants.filter(pk__in=[each.pk for each in back]).update(withdrawn_at=None, withdrawn_why="")
    tags = fresh_tags((each.tag for each in standing.values()), len(new), _any_order(len(new)))
    forgotten = forget_on(activity.ends_on)
    made = [
        Participant(booking=found, pupil=each, tag=tag, year_group=each.year_group, forget_on=forgotten)
        for tag, each in zip(tags, new.values(), strict=True)
    ]
    Participant.objects.bulk_create(made, batch_size=2000)
    lists.keep_for(by=by, ids=list(new), day=activity.ends_on)
    audit.record(by=by, verb="pupils listed", on=found, added=len(made), back=len(back))
    return (*back, *made)


def _any_order(count: int) -> list[int]:
    """Tags have nothing to do with names, or a name in the wrong place would tell of an alias."""
    order = list(range(count))
    secrets.SystemRandom().shuffle(order)
    return order


def _own(part: TakingPart, pupils: Sequence[Pupil]) -> None:
    """A child of another school looks like one that is not there."""
    if any(each.school_id != part.school_id for each in pupils):
        raise NotFound


def _room(found: Booking, standing: Sequence[Participant], more: int) -> None:
    there = sum(each.withdrawn_at is None for each in standing)
    over = there + more - found.places
    if over > 0:
        raise Invalid(_too_many(found.places, there + more), field="lines")


def _too_many(places: int, listed: int) -> str:
    """How many names are too many, and what would mend it."""
    said = _("You have %(places)s places and %(listed)s names: %(over)s too many. Nothing was lost.")
    mend = _("Take some names out, or change the booking to more places.")
    return f"{said % {'places': places, 'listed': listed, 'over': listed - places}} {mend}"


@action
def list_pasted(
    *, by: Person, booking: Booking, rows: Sequence[names.Line], twice: bool = False
) -> tuple[Participant, ...]:
    """Put pasted pupils on the school's own list, or find them there, and bring them.

    ``twice``: lines that say the same are different children. Raises Invalid when there are more than places; nothing
    is kept then.
    """
    found = _held(by, booking)
    part = found.taking_part
    codes = _codes(by, part, rows) if twice else {}
    told = names.as_rows(rows, codes)
    if len(rows) > found.places + found.participants.count():
        raise Invalid(_too_many(found.places, len(rows)), field="lines")
    listed = lists.put_on_list(by=by, school=part.school, rows=told, used_on=part.activity.ends_on)
    return bring_pupils(by=by, booking=found, pupils=listed)


def _codes(by: Person, part: TakingPart, rows: Sequence[names.Line]) -> dict[int, str]:
    """A code for each line that says the same as another: of the pupils of that name on the list, or a new one."""
    codes: dict[int, str] = {}
    for alike in names.doubled(rows):
        first = alike[0]
        index = reads.index_of(first.first_name, first.initial)
        same = Pupil.objects.for_(by).filter(school_id=part.school_id, name_index=index)
        same = same.filter(year_group=first.year_group) if first.year_group else same
        known = list(same.order_by("added_at", "local_id").values_list("local_id", flat=True))
        for spot, line in enumerate(alike):
            codes[line.number] = known[spot] if spot < len(known) else f"{line.year_group}-{random_id()[:10]}"
    return codes


@action
def withdraw_participant(*, by: Person, participant: Participant, why: str = "") -> None:
    """One pupil is not coming. The place stays the school's, for another pupil. Twice is once."""
    demand(policies.may_see_pupils(by, participant.booking.taking_part.school_id))
    rows = Participant.objects.for_(by).filter(pk=participant.pk, withdrawn_at=None)
    rows.update(withdrawn_at=clock.now(), withdrawn_why=why[:100])
    audit.record(by=by, verb="pupil withdrawn", on=participant)


@action
def put_back_participant(*, by: Person, participant: Participant) -> None:
    """One pupil is coming after all, with the same tag. Raises Invalid when the places are full."""
    found = _held(by, participant.booking)
    row = found.participants.filter(pk=participant.pk).exclude(withdrawn_at=None)
    if row.exists():
        _room(found, list(found.participants.all()), 1)
        row.update(withdrawn_at=None, withdrawn_why="")
    audit.record(by=by, verb="pupil put back", on=participant)


@action
def bring_adults(*, by: Person, booking: Booking, adults: Sequence[AdultWanted]) -> tuple[Adult, ...]:
    """The adults whom a school brings: these, and no others. Rows without a name, post or training go away.

    Raises Invalid when more choose training than the school has training places, NotFound for a session elsewhere.
    """
    demand(policies.may_book(by, booking.taking_part))
    found = _held(by, booking)
    wanted = [each for each in adults if each.name or each.post or each.training_id]
    _check_adults(found, wanted)
    standing = {each.pk: each for each in found.brings.all()}
    kept = []
    for each in wanted:
        row = standing.pop(each.id, None) or Adult(booking=found)
        row.name, row.post, row.email = each.name, each.post, each.email
        row.training_id, row.is_first_aider = each.training_id or None, each.is_first_aider
        row.save()
        kept.append(row)
    found.brings.filter(pk__in=list(standing)).delete()
    audit.record(by=by, verb="adults listed", on=found, adults=len(kept))
    return tuple(kept)


def _check_adults(found: Booking, wanted: Sequence[AdultWanted]) -> None:
    activity = found.taking_part.activity
    sessions = {each.training_id for each in wanted if each.training_id}
    if sessions and activity.sessions.filter(pk__in=sessions, audience__in=["adults", "all"]).count() < len(sessions):
        raise NotFound
    if len(wanted) > max(found.adults, 1):
        said = ngettext(
            "You booked for %(n)s adult and listed %(listed)s. Change the booking first.",
            "You booked for %(n)s adults and listed %(listed)s. Change the booking first.",
            found.adults,
        )
        raise Invalid(said % {"n": found.adults, "listed": len(wanted)})
    learning = sum(bool(each.training_id) for each in wanted)
    if learning > found.training and activity.training_places:
        said = _(
            "%(learning)s adults chose training and your school has %(n)s training places. Change the booking first."
        )
        raise Invalid(said % {"learning": learning, "n": found.training})


@action
def decide_adults(*, by: Person, part: TakingPart, words: str) -> None:
    """Write down what the school decided when its own rule asked for more adults than it brings."""
    demand(policies.may_book(by, part))
    part.activity.taking_part.filter(pk=part.pk).update(
        adults_decision=words[:300], adults_decided_by=(by.name or by.email)[:160]
    )
    audit.record(by=by, verb="decided about adults", on=part)
