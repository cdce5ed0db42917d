"""What was deleted about a school's children at an event, in numbers."""

from __future__ import annotations

from bothways.activities.models import Activity, DeletionCertificate
from bothways.schools.models import Person


def of_school(activity: Activity, school_id: str, *, by: Person) -> DeletionCertificate | None:
    """The certificate of the person's own school; None before there is one, and for anybody else."""
    seen = DeletionCertificate.objects.for_(by).filter(
        booking__taking_part__activity=activity, booking__taking_part__school_id=school_id
    )
    found: DeletionCertificate | None = seen.first()
    return found
