"""That papers were printed, for the record. Who is on them is not."""

from __future__ import annotations

from bothways.activities.models import Activity
from bothways.core import audit
from bothways.core.actions import action
from bothways.schools.models import Person


@action
def printed(*, by: Person, activity: Activity, what: str, whole: bool) -> None:
    """Somebody made papers of an event, or of their own school's part of it."""
    audit.record(by=by, verb="papers printed", on=activity, what=what, whole=whole)
