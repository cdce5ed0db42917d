"""A school's places: booked, changed, given back, offered and answered. By link (``by`` is None) the link is the right.

Each deed holds the event's places, changes one booking, and serves the line before it lets go (`actions/places`).
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import policies
from bothways.activities.actions import booking_mail as mail
from bothways.activities.actions import places
from bothways.activities.actions.inviting import invite_schools, send_invitations
from bothways.activities.actions.places import Held, hold
from bothways.activities.models import ActivityState, Booking, BookingState, PoolKind, TakingPart
from bothways.activities.queries import booking as reads
from bothways.activities.queries.booking import moment
from bothways.core import audit, clock, words
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.rules import booking as rules
from bothways.rules.booking import Wanted
from bothways.schools.models import Person

__all__ = [
    "answer_offer",
    "book_places",
    "change_booking",
    "invite_schools",
    "send_invitations",
    "withdraw_booking",
]
MOST = 10_000
"""Nobody brings more pupils than this; a number with a nought too many is asked about."""
OVER = {ActivityState.DONE, ActivityState.CALLED_OFF}


@action
def book_places(*, by: Person | None, part: TakingPart, wanted: Wanted, key: str = "") -> Booking:
    """Ask for places: all of them at once if they are free, otherwise a spot in the line as one group.

    ``key`` comes from the form: the same press twice is one booking. Raises Invalid for numbers that cannot be, Refused
    while booking is not open, Conflict when the school has booked already.
    """
    _may(by, part)
    held = hold(part.activity)
    part = _fresh(held, part)
    again = _pressed_before(part, key)
    if again is None:
        again = _book(held, part, _checked(wanted), key, _named(by, part))
    audit.record(by=by, verb="places asked for", on=again, state=again.state, places=again.places, asked=again.asked)
    return again


def _may(by: Person | None, part: TakingPart) -> None:
    if by is not None:
        demand(policies.may_book(by, part))


def _named(by: Person | None, part: TakingPart) -> str:
    """Who did it, for the school's own history."""
    return (by.name or by.email) if by is not None else (part.contact_name or _("By link"))


def _fresh(held: Held, part: TakingPart) -> TakingPart:
    """The school's row as it is now that nobody else changes it. Raises NotFound when it is gone."""
    found = held.activity.taking_part.filter(pk=part.pk).select_related("school").first()
    if found is None:
        raise NotFound
    found.activity = held.activity
    return found


def _pressed_before(part: TakingPart, key: str) -> Booking | None:
    """The booking that the same press made a moment ago; Conflict when another one stands."""
    same = reads.by_key(key)
    if same is not None and same.taking_part_id == part.pk:
        same.taking_part = part
        return same
    if same is not None or reads.booking_of(part) is not None:
        raise Conflict(_("Your school has booked already. Open that booking and change it."))
    return None


def _checked(wanted: Wanted) -> Wanted:
    """Raises Invalid, at its field, for numbers that cannot be right."""
    if wanted.pupils == 0 and wanted.adults == 0:
        raise Invalid(_("Enter how many pupils you bring, or how many adults."), field="pupils")
    if not (0 <= wanted.pupils <= MOST and 0 <= wanted.adults <= MOST):
        raise Invalid(_("Enter a number of at most %(n)s.") % {"n": words.number(MOST)}, field="pupils")
    if wanted.least > wanted.pupils:
        said = _("The fewest you would come with is more than the %(n)s you ask for. Change one of the two.")
        raise Invalid(said % {"n": wanted.pupils}, field="least")
    if wanted.training > wanted.adults:
        said = _("You asked for %(training)s training places and bring %(adults)s adults. Change one of the two.")
        raise Invalid(said % {"training": wanted.training, "adults": wanted.adults}, field="training")
    return wanted


def _open(held: Held) -> None:
    """Raises Refused, and says why, unless schools may ask for places now."""
    state = held.activity.state
    if state == ActivityState.PLANNING:
        raise Refused(_("Booking is not open yet. The schools that set this event up open it, and write to you then."))
    if state in OVER:
        raise Refused(_("This event is over or has been called off, so there is nothing to book."))
    if state == ActivityState.CLOSED:
        raise Refused(_("Booking is closed. Ask the host school whether there is still room."))


def _book(held: Held, part: TakingPart, wanted: Wanted, key: str, by_name: str) -> Booking:
    _open(held)
    booking = Booking(
        taking_part=part, state=BookingState.WAITING, asked=wanted.pupils, least=wanted.fewest, adults=wanted.adults,
        training=wanted.training, note=wanted.note, by_name=by_name, key=key or None,
    )  # fmt: skip
    if part.left_at is not None:
        held.activity.taking_part.filter(pk=part.pk).update(left_at=None)
    if _at_once(held, booking):
        _check_training(held, wanted.training)
        held.take(PoolKind.PUPILS, wanted.pupils)
        _has_places(held, booking, wanted.pupils)
        booking.save()
        said = ngettext("Booked %(n)s place.", "Booked %(n)s places.", wanted.pupils) % {"n": wanted.pupils}
        places.note(booking, said, wanted.pupils, by_name)
        mail.tell("booking.booked", booking)
    else:
        booking.order = places.end_of_line(held.activity)
        booking.save()
        said = _("Asked for %(asked)s places, or %(least)s at least, and waits.")
        places.note(booking, said % {"asked": booking.asked, "least": booking.least}, 0, by_name)
        _serve_and_tell(held, booking)
    return booking


def _at_once(held: Held, booking: Booking) -> bool:
    if booking.asked == 0:
        return True
    return not held.waits_for_the_draw and rules.at_once(places.waits(held.activity, booking), held.room)


def _check_training(held: Held, more: int) -> None:
    free = held.free(PoolKind.TRAINING)
    if more > free:
        said = ngettext(
            "Only %(n)s training place is free. Ask for that or none.",
            "Only %(n)s training places are free. Ask for so many or fewer.",
            free,
        )
        raise Invalid(said % {"n": free} if free else _("No training place is free any more."), field="training")


def _has_places(held: Held, booking: Booking, count: int) -> None:
    """It has so many places from now on; of the training places it wished for, those that are left."""
    training = min(booking.training, held.free(PoolKind.TRAINING))
    held.take(PoolKind.TRAINING, training)
    booking.state, booking.places, booking.offered, booking.offer_until = BookingState.BOOKED, count, 0, None
    booking.training = training


def _serve_and_tell(held: Held, booking: Booking) -> None:
    """Serve the line; a school that still waits afterwards is told where it stands."""
    places.serve(held)
    booking.refresh_from_db()
    if booking.state == BookingState.WAITING:
        mail.tell("booking.waiting", booking)


def _locked(by: Person | None, booking: Booking) -> tuple[Held, Booking]:
    """The event's places held, and the booking as it is now."""
    _may(by, booking.taking_part)
    held = hold(booking.taking_part.activity)
    found = reads.booking_behind_link(booking.pk)
    found.taking_part = _fresh(held, booking.taking_part)
    if held.activity.state in OVER:
        raise Refused(_("This event is over or has been called off, so nothing can be changed."))
    return held, found


@action
def change_booking(*, by: Person | None, booking: Booking, wanted: Wanted) -> Booking:
    """More or fewer places, or another least. In the line, whoever asks for more goes to its end.

    Raises Invalid when there is no room for more, Conflict when the booking was withdrawn or has an offer to answer.
    """
    held, found = _locked(by, booking)
    wanted = _checked(wanted)
    if found.state == BookingState.WITHDRAWN:
        raise Conflict(_("This booking has been withdrawn meanwhile. You can book again."))
    if found.state == BookingState.OFFERED:
        raise Conflict(_("Places are held for you. Answer that offer first, then change the booking."))
    if found.state == BookingState.BOOKED:
        _change_booked(held, found, wanted)
    else:
        _change_waiting(held, found, wanted)
    found.adults, found.note, found.by_name = wanted.adults, wanted.note, _named(by, found.taking_part)
    found.save()
    _note_change(found)
    if found.state == BookingState.WAITING:
        _serve_and_tell(held, found)
    else:
        places.serve(held)
        mail.tell("booking.booked", found)
    audit.record(by=by, verb="booking changed", on=found, places=found.places, asked=found.asked)
    return found


def _change_booked(held: Held, found: Booking, wanted: Wanted) -> None:
    more = wanted.pupils - found.places
    if more > 0:
        _open(held)
        free = 0 if held.waits_for_the_draw else held.room.free_for(found.taking_part.school_id)
        if more > free:
            said = _("You have %(places)s places and %(free)s more are free. Ask for %(most)s or fewer.")
            told = {"places": found.places, "free": free, "most": found.places + free}
            raise Invalid(said % told, field="pupils")
    if wanted.training > found.training:
        _check_training(held, wanted.training - found.training)
    held.take(PoolKind.PUPILS, more)
    held.take(PoolKind.TRAINING, wanted.training - found.training)
    found.places = found.asked = wanted.pupils
    found.least, found.training = wanted.fewest, wanted.training


def _change_waiting(held: Held, found: Booking, wanted: Wanted) -> None:
    if wanted.pupils > found.asked:
        _open(held)
        found.order = places.end_of_line(held.activity)
    found.asked, found.least, found.training = wanted.pupils, wanted.fewest, wanted.training
    if wanted.pupils == 0:
        _has_places(held, found, 0)


def give_all(held: Held) -> int:
    """Down the line once: all that was asked for where it is free, and an offer where only a part is. How many have
    all their places. For the draw, in which nobody has been asked to wait.
    """
    given, room = 0, held.room
    for booking in places.line_of(held.activity):
        booking.taking_part.activity = held.activity
        count = rules.fitting(places.waits(held.activity, booking), room)
        room = room.after(booking.taking_part.school_id, count)
        if count == booking.asked:
            held.take(PoolKind.PUPILS, count)
            _has_places(held, booking, count)
            booking.save()
            places.note(booking, _("Booked %(n)s places by the draw.") % {"n": count}, count)
            mail.tell("booking.booked", booking)
            given += 1
        elif count:
            places.offer_to(held, booking, count)
        else:
            mail.tell("booking.waiting", booking)
    return given


def _note_change(found: Booking) -> None:
    if found.state == BookingState.BOOKED:
        said = ngettext("Changed: %(n)s place.", "Changed: %(n)s places.", found.places) % {"n": found.places}
    else:
        said = _("Changed: asks for %(asked)s, or %(least)s at least.") % {"asked": found.asked, "least": found.least}
    places.note(found, said, found.places, found.by_name)


@action
def withdraw_booking(*, by: Person | None, booking: Booking) -> Booking:
    """Give the places back, or leave the line. Its pupils are not coming any more. Twice is once."""
    held, found = _locked(by, booking)
    if found.state != BookingState.WITHDRAWN:
        let_go(held, found, _("Withdrawn."), _named(by, found.taking_part))
        places.serve(held)
    audit.record(by=by, verb="booking withdrawn", on=found)
    return found


def let_go(held: Held, found: Booking, said: str, by_name: str = "") -> None:
    """It has nothing any more and waits for nothing."""
    held.take(PoolKind.PUPILS, -(found.places + found.offered))
    if found.state == BookingState.BOOKED:
        held.take(PoolKind.TRAINING, -found.training)
    now = clock.now()
    gone = found.places
    found.state, found.withdrawn_at = BookingState.WITHDRAWN, now
    found.places, found.offered, found.offer_until = 0, 0, None
    found.save()
    found.participants.filter(withdrawn_at=None).update(withdrawn_at=now, withdrawn_why=_("The school withdrew."))
    places.note(found, said, -gone, by_name)


@action
def answer_offer(*, by: Person | None, booking: Booking, said: str) -> Booking:
    """Take what is held ("take"), wait for all that was asked ("wait"), or leave the line ("leave").

    Raises Conflict when the offer has ended. The same answer twice is one.
    """
    held, found = _locked(by, booking)
    if said not in {"take", "wait", "leave"}:
        raise Invalid(_("Choose whether you take these places."), field="said")
    if found.state == BookingState.OFFERED:
        _answer(held, found, said, _named(by, found.taking_part))
    elif not (found.state == BookingState.BOOKED and said == "take"):
        raise Conflict(_("This offer has ended, so nothing was changed. You can see below where you stand."))
    audit.record(by=by, verb="offer answered", on=found, said=said, places=found.places)
    return found


def _answer(held: Held, found: Booking, said: str, by_name: str) -> None:
    if found.offer_until is not None and found.offer_until <= clock.now():
        when = moment(found.offer_until)
        raise Conflict(_("This offer ended on %(when)s, so nothing was changed.") % {"when": when})
    if said == "take":
        count = found.offered
        _has_places(held, found, count)
        found.save()
        told = ngettext("Took %(n)s place from the waiting list.", "Took %(n)s places from the waiting list.", count)
        places.note(found, told % {"n": count}, count, by_name)
        mail.tell("booking.promoted", found)
    elif said == "leave":
        let_go(held, found, _("Said no to the offer and left the waiting list."), by_name)
    else:
        _wait_on(held, found, by_name)
    places.serve(held)


def _wait_on(held: Held, found: Booking, by_name: str) -> None:
    """It keeps its spot, and is offered nothing below all that it asked for."""
    if found.offered >= found.asked:
        raise Invalid(_("All the places you asked for are held for you. Take them, or leave the list."), field="said")
    held.take(PoolKind.PUPILS, -found.offered)
    found.state, found.least, found.offered, found.offer_until = BookingState.WAITING, found.asked, 0, None
    found.save()
    places.note(found, _("Waits on for all %(n)s places.") % {"n": found.asked}, 0, by_name)
