"""What was looked at before a day: risk assessments by link, and visitors whose checks were seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities.actions import steps
from bothways.activities.models import Activity, HappenedKind, RiskAssessment, Visitor
from bothways.core import audit
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.schools.models import Person


@action
def save_risk(*, by: Person, activity: Activity, values: Mapping[str, Any], risk: str = "") -> None:
    """Write down where a risk assessment is, or change what stands. ``values`` as `RiskForm` has them."""
    held = steps.hold_to_set_up(activity, by=by)
    owner = values.get("owner") or None
    if owner and owner not in {held.host_id, *held.taking_part.values_list("school_id", flat=True)}:
        raise Invalid(_("Choose a school that takes part."), field="owner")
    kept: Any = {name: values[name] for name in ("title", "link", "version", "reviewer", "reviewed_on")}
    if risk:
        found = held.risks.filter(pk=risk).update(**kept, owner_id=owner)
        if not found:
            raise steps.Moved
    else:
        RiskAssessment.objects.create(activity=held, owner_id=owner, **kept)
    steps.note(held, HappenedKind.CHANGED, by=by, words=_("Risk assessment: %(title)s") % {"title": kept["title"]})
    audit.record(by=by, verb="risk assessment saved", on=held)


@action
def remove_risk(*, by: Person, activity: Activity, risk: str) -> None:
    """Take it off the list; sessions that named it stay."""
    held = steps.hold_to_set_up(activity, by=by)
    held.risks.filter(pk=risk).delete()
    audit.record(by=by, verb="risk assessment removed", on=held)


@action
def add_visitor(*, by: Person, activity: Activity, values: Mapping[str, Any]) -> None:
    """Write down that a visitor's check was seen, when and by whom. ``values`` as `VisitorForm` has them."""
    held = steps.hold_to_set_up(activity, by=by)
    row: Any = {"activity": held, "school_id": held.host_id, **values}
    Visitor.objects.create(**row)
    audit.record(by=by, verb="visitor added", on=held)


@action
def remove_visitor(*, by: Person, activity: Activity, visitor: str) -> None:
    """Take a visitor off the list."""
    held = steps.hold_to_set_up(activity, by=by)
    held.visitors.filter(pk=visitor).delete()
    audit.record(by=by, verb="visitor removed", on=held)
