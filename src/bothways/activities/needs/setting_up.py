"""Needs: what schools agreed to and nobody has set up; events that have not followed a change of the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bothways.activities.models import ActivityState
from bothways.core import words
from bothways.partnerships.models import Partnership, ProposalState
from bothways.partnerships.needs.need import Need, Why

AHEAD = dt.timedelta(days=60)
"""How long before its day something agreed is asked for."""
AHEAD_STATES = (ActivityState.PLANNING, ActivityState.OPEN, ActivityState.CLOSED)
_SAID = (("day", "day"), ("starts_at", "starts_at"), ("ends_at", "ends_at"), ("pupils", "places"), ("host", "host"))
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
    differs = Q()
    for said, here in _SAID:
        column = f"proposal__{said}"
        differs |= Q(**{f"{column}__isnull": False}) & (~Q(**{here: F(column)}) | Q(**{f"{here}__isnull": True}))
    rows = partnership.activities.filter(differs, state__in=AHEAD_STATES, ends_on__gte=today)
    rows = rows.exclude(proposal__state__in=[ProposalState.CALLED_OFF, ProposalState.DONE])
    for each in rows.prefetch_related("taking_part").order_by("day", "title"):
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
