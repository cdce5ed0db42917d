"""Before what is sensitive goes, its numbers are kept: how many came, and how many notes were deleted."""

from __future__ import annotations

import datetime as dt

from bothways.activities.models import Activity, Adult, Booking, Consent, DeletionCertificate, Need, Participant
from bothways.activities.queries.needs import DAYS_KEPT
from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.core.models import Tombstone

PUPILS = "pupils"
"""Key of ``Activity.totals``: {school id: how many of its pupils were to come}, when what they needed was deleted."""


def settle() -> int:
    """Settle every school at every event that ended more than a week ago, once. Runs before retention does."""
    last = clock.today() - dt.timedelta(days=DAYS_KEPT)
    due = Booking.unscoped.filter(taking_part__activity__ends_on__lt=last, certificate=None)
    found = list(due.select_related("taking_part__activity"))
    for booking in found:
        settle_booking(by=None, booking=booking)
    return len(found)


@action
def settle_booking(*, by: None, booking: Booking) -> DeletionCertificate:
    """Delete what one school's children needed at one event, and keep the numbers as a certificate."""
    activity = Activity.unscoped.select_for_update().get(pk=booking.taking_part.activity_id)
    needs = Need.unscoped.filter(participant__booking=booking)
    gone = list(needs.values_list("pk", flat=True))
    Tombstone.objects.bulk_create(Tombstone(model=Need._meta.label, object_id=pk, deed="deleted") for pk in gone)
    needs.delete()
    Adult.unscoped.filter(booking=booking).update(diet="")
    came = Participant.unscoped.filter(booking=booking, withdrawn_at=None)
    _keep_numbers(activity, booking, came.count())
    made: DeletionCertificate = DeletionCertificate.unscoped.create(
        booking=booking,
        needs=len(gone),
        consents_left=Consent.unscoped.filter(participant__booking=booking).count(),
        participants=came.count(),
    )
    audit.record(by=by, verb="needs deleted on time", on=booking, needs=made.needs, pupils=made.participants)
    return made


def _keep_numbers(activity: Activity, booking: Booking, pupils: int) -> None:
    """How many came stays with the event when the children are forgotten."""
    school = booking.taking_part.school_id
    kept = dict(activity.totals.get(PUPILS, {}))
    kept[school] = kept.get(school, 0) + pupils
    Activity.unscoped.filter(pk=activity.pk).update(totals={**activity.totals, PUPILS: kept})
