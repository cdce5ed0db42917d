"""Asking schools to bring pupils: members and guests, each with a link of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import booking_mail as mail
from bothways.activities.models import Activity, ActivityState, TakingPart
from bothways.activities.queries.booking import STANDING, contact_of
from bothways.activities.queries.booking_words import Invited
from bothways.core import audit, clock, outbox, words
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid, Refused
from bothways.partnerships.models import MembershipKind, MembershipState
from bothways.schools.models import Person, School


@action
def invite_schools(*, by: Person, activity: Activity, invited: Sequence[Invited]) -> tuple[TakingPart, ...]:
    """Let schools take part, and write to each once booking is open. A school outside the partnership is a guest.

    A school that is there already gets the contact that was typed, and is not written to twice.
    """
    demand(policies.may_set_up(by, activity))
    if activity.state in {ActivityState.DONE, ActivityState.CALLED_OFF}:
        raise Refused(_("This event is over or has been called off, so nobody can be asked."))
    if not invited:
        raise Invalid(_("Choose at least one school."), field="schools")
    parts = tuple(_part(activity, each) for each in invited)
    written = sum(_write(part, by) for part in parts) if activity.state == ActivityState.OPEN else 0
    audit.record(by=by, verb="schools asked to book", on=activity, schools=len(parts), written=written)
    return parts


def _part(activity: Activity, each: Invited) -> TakingPart:
    """The school's row: made, or as it stands with the contact that was typed; a school that left may come again."""
    school = School.objects.filter(pk=each.school_id).first()
    if school is None:
        raise Invalid(_("Choose a school from the list."), field="schools")
    members = activity.partnership.memberships.filter(school=school, state=MembershipState.YES)
    guest = not members.exclude(kind=MembershipKind.GUEST).exists()
    part: TakingPart
    part, _new = activity.taking_part.get_or_create(school=school, defaults={"is_guest": guest})
    part.activity, part.left_at = activity, None
    if each.contact_email:
        part.contact_name, part.contact_email = each.contact_name, each.contact_email
    part.save(update_fields=["left_at", "contact_name", "contact_email"])
    return part


@action
def send_invitations(*, by: Person | None, activity: Activity) -> int:
    """Write to every school that has neither booked nor been written to: when booking opens, and when an address was
    added later.

    Returns to how many. Pressed twice, or by two, it writes once.
    """
    if by is not None:
        demand(policies.may_set_up(by, activity))
    parts = activity.taking_part.filter(invited_at=None, left_at=None).exclude(bookings__state__in=STANDING)
    written = 0
    if activity.state == ActivityState.OPEN:
        for part in parts.select_related("school"):
            part.activity = activity
            written += _write(part, by)
    audit.record(by=by, verb="invitations to book sent", on=activity, schools=written)
    return written


def _write(part: TakingPart, by: Person | None) -> bool:
    """One letter to one school, once. False where nobody is known, or when it was written to before."""
    contact = contact_of(part)
    if not contact.email:
        return False
    first = part.activity.taking_part.filter(pk=part.pk, invited_at=None).update(invited_at=clock.now())
    if not first:
        return False
    sent = outbox.put(
        "booking.invited",
        to=contact.email,
        campaign=f"booking-invited:{part.pk}",
        about_id=part.pk,
        context={**mail.told(part), **_terms(part), "link": mail.book_link(part, by)},
    )
    return sent is not None


def _terms(part: TakingPart) -> dict[str, object]:
    """What a school is told before it books: how many places there are, from when guests may, what is kept for it."""
    activity = part.activity
    later = part.is_guest and activity.guests_from is not None and activity.guests_from > clock.today()
    return {
        "all_places": activity.places,
        "training_places": activity.training_places,
        "guest": part.is_guest,
        "guests_from": words.day(activity.guests_from) if later else "",
        "kept": part.kept,
        "kept_until": words.day(part.kept_until),
        "names_by": words.day(activity.names_by),
        "lottery": bool(activity.lottery_seed),
    }


@action
def decline(*, by: Person | None, part: TakingPart) -> TakingPart:
    """The school does not come this time; by its link it can book later. Raises Refused while it has places."""
    if by is not None:
        demand(policies.may_book(by, part))
    if part.bookings.exclude(state="withdrawn").exists():
        raise Refused(_("Your school has places. Withdraw the booking first."))
    part.activity.taking_part.filter(pk=part.pk, left_at=None).update(left_at=clock.now())
    part.refresh_from_db()
    audit.record(by=by, verb="school does not come", on=part)
    return part
