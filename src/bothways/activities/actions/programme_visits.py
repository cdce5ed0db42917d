"""Visits of a programme: events with its cohort, and one press that brings a school's own part of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import activities, booking
from bothways.activities.actions import coming as people
from bothways.activities.models import Activity, Booking, BookingState, NominationState, Programme, TakingPart
from bothways.activities.queries import booking as reads
from bothways.activities.queries import programmes as queries
from bothways.activities.queries import setting_up
from bothways.activities.queries.programmes import Visit
from bothways.activities.queries.setting_up import Details, School, Terms
from bothways.core import audit
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.ids import random_id
from bothways.partnerships.models import Membership
from bothways.partnerships.queries import partnerships
from bothways.rules.booking import Wanted as Places
from bothways.schools.models import Person, Pupil

KIND = "programme_visit"


@action
def add_visit(*, by: Person, programme: Programme, visit: Visit) -> Activity:
    """Set up an event for the cohort, owned by the schools that run the programme and by its host."""
    demand(policies.may_look_after_programme(by, programme))
    if visit.day > programme.ends_on:
        raise Invalid(_("The programme has ended by then. Choose an earlier day."), field="day")
    members = partnerships.members(programme.partnership, guests=False)
    if visit.host_id not in {each.school_id for each in members}:
        raise Invalid(_("Choose which school hosts it."), field="host_id")
    owners = {each.school_id for each in programme.owners.all()} | {visit.host_id}
    terms = Terms(visit.day, visit.day, host_id=visit.host_id, places=programme.places)
    wanted = setting_up.Wanted(
        Terms(**{**terms.__dict__, "year_groups": programme.entry_years}),
        Details(kind=KIND, title=visit.title.strip()),
        [School(each, each.school_id in owners) for each in members],
    )
    made = activities.begin(by=by, partnership=programme.partnership, wanted=wanted)
    programme.partnership.activities.filter(pk=made.pk).update(programme=programme)
    made.programme = programme
    audit.record(by=by, verb="visit added to a programme", on=made)
    return made


@action
def bring_cohort(
    *, by: Person, programme: Programme, activity: Activity, membership: Membership, adults: int = 1
) -> int:
    """Book places for the school's own pupils who have one in the programme, and bring them. Returns how many are new.

    Pressed again it brings who is missing; whoever was withdrawn from the visit stays so.
    """
    demand(policies.may_see_pupils(by, membership.school_id))
    part = activity.taking_part.filter(school_id=membership.school_id).select_related("school").first()
    if part is None:
        raise Refused(_("Your school does not take part in this visit. Ask the host."))
    part.activity = activity
    missing = _missing(by, programme, part)
    if missing:
        people.bring_pupils(by=by, booking=_room(by, part, len(missing), adults), pupils=missing)
    audit.record(by=by, verb="cohort brought", on=activity, school=membership.school_id, pupils=len(missing))
    return len(missing)


def _missing(by: Person, programme: Programme, part: TakingPart) -> list[Pupil]:
    """Those with a place in the programme who are not at the visit in any way."""
    if not queries.is_told(programme):
        raise Refused(_("The places of this programme are not given yet."))
    rows = queries.own_nominations(programme, part.school, by=by).filter(state=NominationState.PLACED)
    standing = reads.booking_of(part)
    there = set(standing.participants.values_list("pupil_id", flat=True)) if standing else set()
    found = rows.exclude(pupil=None).select_related("pupil")
    return [each.pupil for each in found if each.pupil is not None and each.pupil_id not in there]


def _room(by: Person, part: TakingPart, more: int, adults: int) -> Booking:
    """The school's booking with places for so many more; Conflict while it waits for them."""
    standing = reads.booking_of(part)
    if standing is None:
        booked = booking.book_places(by=by, part=part, wanted=Places(more, adults=adults), key=random_id())
    else:
        standing.taking_part = part
        coming = standing.participants.filter(withdrawn_at=None).count()
        wanted = Places(max(standing.places, coming + more), adults=standing.adults, training=standing.training)
        enough = standing.state == BookingState.BOOKED and standing.places >= coming + more
        booked = standing if enough else booking.change_booking(by=by, booking=standing, wanted=wanted)
    if booked.state != BookingState.BOOKED:
        raise Conflict(_("There are not enough free places on this visit for your pupils. Ask the host for more."))
    booked.taking_part = part
    return booked
