"""Needs: what schools agreed to and nobody has set up; events that have not followed a change of the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from bothways.activities.models import Activity
from bothways.activities.queries.activities import ahead
from bothways.core import words
from bothways.partnerships.models import Partnership, Proposal, ProposalState
from bothways.partnerships.needs.need import Need, Why

AHEAD = dt.timedelta(days=60)
"""How long before its day something agreed is asked for."""
_SAID = (
    ("day", "day"),
    ("starts_at", "starts_at"),
    ("ends_at", "ends_at"),
    ("pupils", "places"),
    ("host_id", "host_id"),
)
"""Terms by which a proposal and its event differ, where the proposal says something: its column, the event's."""


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Two queries, and one more for each of the two kinds that there is."""
    yield from _agreed(partnership, today)
    yield from _changed(partnership, today)


def _agreed(partnership: Partnership, today: dt.date) -> Iterator[Need]:
    rows = partnership.proposals.filter(state=ProposalState.CONFIRMED, activity=None, day__range=(today, today + AHEAD))
    for each in rows.prefetch_related("owners__membership").order_by("day", "title"):
        yield Need(
            key=f"event.set_up:{each.pk}",
            why=Why.DUE,
            title=_("Set up ‘%(title)s’") % {"title": each.title},
            text=_("It is agreed for %(day)s. Its timetable, places and names come next.")
            % {"day": words.day(each.day)},
            minutes=10,
            button=_("Set it up"),
            route="proposal_set_up",
            args={"slug": partnership.slug, "proposal_id": each.pk},
            due_on=each.day,
            for_schools=frozenset(owner.membership.school_id for owner in each.owners.all()),
        )


def _changed(partnership: Partnership, today: dt.date) -> Iterator[Need]:
    found = [each for each in ahead(partnership, today) if each.proposal is not None and _differs(each, each.proposal)]
    prefetch_related_objects(found, "taking_part")
    for each in found:
        yield Need(
            key=f"event.follow:{each.pk}",
            why=Why.OUT_OF_DATE,
            title=_("‘%(title)s’ has changed in the plan") % {"title": each.title},
            text=_("Its event still says what was agreed before. Look at both, and take the change over."),
            minutes=3,
            button=_("See what changed"),
            route="event",
            args={"activity_id": each.pk},
            due_on=each.day,
            for_schools=frozenset(part.school_id for part in each.taking_part.all() if part.is_owner),
        )


def _differs(event: Activity, proposal: Proposal) -> bool:
    """Whether the plan says something, while it stands, that the event does not say."""
    if proposal.state in {ProposalState.CALLED_OFF, ProposalState.DONE}:
        return False
    both = ((getattr(proposal, said), getattr(event, here)) for said, here in _SAID)
    return any(planned is not None and planned != here for planned, here in both)
