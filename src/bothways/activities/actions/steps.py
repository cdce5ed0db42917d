"""What every act on an event does: hold it, write its history, and write to the schools that take part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Activity, Happened, HappenedKind, TakingPart
from bothways.activities.queries import setting_up
from bothways.core import clock, outbox
from bothways.core.access import demand
from bothways.core.errors import Conflict
from bothways.schools.models import Person


class Moved(Conflict):
    """The event is no longer as the page showed it, so nothing was recorded."""

    code = "moved"

    def __init__(self) -> None:
        super().__init__(_("It has changed since you opened this page, so nothing was recorded. Look at it again."))


def hold(found: Activity, *states: str) -> Activity:
    """The event, held until the transaction ends; Moved unless it is in one of these states (any, when none is named).

    Asked and taken in one conditional update, so that no two acts on one event overlap.
    """
    rows = found.partnership.activities.filter(pk=found.pk)
    if states:
        rows = rows.filter(state__in=states)
    if not rows.update(state=F("state")):
        raise Moved
    held: Activity = rows.select_related("partnership", "host", "proposal").get()
    return held


def hold_to_set_up(found: Activity, *states: str, by: Person) -> Activity:
    """The same, for whoever may set it up; Refused for others."""
    held = hold(found, *states)
    demand(policies.may_set_up(by, held))
    return held


def to_state(held: Activity, state: str, **more: Any) -> None:
    """Move on, and note when."""
    values = {"state": state, "state_at": clock.now(), **more}
    held.partnership.activities.filter(pk=held.pk).update(**values)
    for name, value in values.items():
        setattr(held, name, value)


def note(held: Activity, kind: HappenedKind, *, by: Person | None, **values: Any) -> Happened:
    """One line of its history."""
    line: Any = {"activity": held, "kind": kind, "by_name": by.name if by else "", **values}
    made: Happened = Happened.objects.create(**line)
    return made


def write(kind: str, held: Activity, parts: Iterable[TakingPart], *, campaign: str, **more: Any) -> list[TakingPart]:
    """One message to each school's contact. Returns the schools where nobody is known."""
    unknown: list[TakingPart] = []
    for part in parts:
        if not part.contact_email:
            unknown.append(part)
            continue
        first_name = part.contact_name.split(" ")[0]
        context = {**words_of(held), "school": part.school.name, "first_name": first_name, **more}
        campaign_key = f"{kind}:{part.pk}:{campaign}"
        outbox.put(kind, to=part.contact_email, campaign=campaign_key, about_id=part.pk, context=context)
    return unknown


def words_of(held: Activity) -> dict[str, Any]:
    """What every message about an event says."""
    terms = setting_up.terms_of(held)
    return {
        "title": held.title,
        "partnership": held.partnership.name,
        "when": setting_up.when(terms),
        "where": held.place or (held.host.name if held.host else _("to be settled")),
    }
