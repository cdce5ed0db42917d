"""Needs: schools that have not said whether they come, offers that wait for an answer, and names that are wanted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import links
from bothways.activities.models import Activity
from bothways.activities.queries import booking as reads
from bothways.activities.queries.booking import SchoolRow
from bothways.core import words
from bothways.partnerships.models import Contact, Membership, Partnership
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging

PATIENCE = dt.timedelta(days=3)
NAMES_AHEAD = dt.timedelta(days=21)
"""Names are asked for from three weeks before they are wanted."""


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """A fixed number of queries, however many events and schools there are."""
    events = {each.pk: each for each in reads.open_events(partnership, today)}
    if not events:
        return
    members = {each.school_id: each for each in belonging.members(partnership)}
    leads = belonging.leads(partnership)
    by_event: dict[str, list[SchoolRow]] = {key: [] for key in events}
    for row in reads.rows_of(list(events.values())):
        by_event[row.part.activity_id].append(row)
    for key, event in events.items():
        yield from _unanswered(event, by_event[key], members, leads, today)
        yield from _held(event, by_event[key])
        yield from _names(event, by_event[key], members, leads, today)


def link_for(school: Owing, by: Any) -> str:
    """A fresh link that books; names are listed after signing in, so their link is the page itself."""
    what, _colon, key = school.about_id.partition(":")
    if what == "names":
        activity_id, _slash, part_id = key.partition("/")
        return f"{settings.BASE_URL}{reverse('event_pupils', args=[activity_id, part_id])}"
    return links.make(links.BOOK, key, days=30, by=by.pk if by is not None else "")


def _told(event: Activity) -> dict[str, Any]:
    return {
        "event": event.title,
        "day": words.day(event.day),
        "place": event.place or (event.host.name if event.host else ""),
        "partnership": event.partnership.name,
    }


def _owed(
    rows: Sequence[SchoolRow], members: Mapping[str, Membership], leads: Mapping[str, Contact], about: str
) -> tuple[Owing, ...]:
    """Schools of the partnership that owe; guests are not reminded from its pages. ``about``: what the link is of."""
    found = [(row, members[row.part.school_id]) for row in rows if row.part.school_id in members]
    return tuple(owing(member, leads.get(member.pk), about % {"part": row.part.pk}) for row, member in found)


def _unanswered(
    event: Activity,
    rows: Sequence[SchoolRow],
    members: Mapping[str, Membership],
    leads: Mapping[str, Contact],
    today: dt.date,
) -> Iterator[Need]:
    silent = [row for row in rows if row.state == "asked" and row.part.invited_at and event.state == "open"]
    if not silent:
        return
    first = min(row.part.invited_at.date() for row in silent if row.part.invited_at)
    said = ngettext(
        "%(n)s school has not said whether it comes to ‘%(event)s’",
        "%(n)s schools have not said whether they come to ‘%(event)s’",
        len(silent),
    )
    free = reads.totals(event, rows).free
    yield Need(
        key=f"booking:{event.pk}",
        why=Why.UNANSWERED,
        title=said % {"n": len(silent), "event": event.title},
        text=_("%(day)s. %(free)s places are free.") % {"day": words.day(event.day), "free": free},
        minutes=1,
        button=_("See the places"),
        route="event_places",
        args={"activity_id": event.pk},
        due_on=event.day - dt.timedelta(days=7),
        owed_by=_owed(silent, members, leads, "book:%(part)s"),
        owed_to=event.host.name if event.host else "",
        for_run=today - first >= PATIENCE,
        for_schools=frozenset(row.part.school_id for row in silent),
        nudge="booking.nudge",
        nudge_context={**_told(event), "free": free},
    )


def _held(event: Activity, rows: Sequence[SchoolRow]) -> Iterator[Need]:
    for row in rows:
        if row.booking is not None and row.state == "offered" and row.booking.offer_until is not None:
            until = reads.moment(row.booking.offer_until)
            yield Need(
                key=f"booking-offer:{row.booking.pk}",
                why=Why.DUE,
                title=_("%(n)s places at ‘%(event)s’ are held for %(school)s")
                % {"n": row.booking.offered, "event": event.title, "school": row.part.school.name},
                text=_("Until %(until)s. After that they go to the next school.") % {"until": until},
                minutes=1,
                button=_("Answer the offer"),
                route="event_booking",
                args={"activity_id": event.pk, "part_id": row.part.pk},
                due_on=row.booking.offer_until.date(),
                for_run=False,
                for_schools=frozenset({row.part.school_id}),
            )


def _names(
    event: Activity,
    rows: Sequence[SchoolRow],
    members: Mapping[str, Membership],
    leads: Mapping[str, Contact],
    today: dt.date,
) -> Iterator[Need]:
    wanted = event.names_by
    if not event.by_name or wanted is None or wanted - today > NAMES_AHEAD:
        return
    short = [
        row for row in rows if row.booking is not None and row.state == "booked" and row.names < row.booking.places
    ]
    if not short:
        return
    missing = sum(row.booking.places - row.names for row in short if row.booking is not None)
    said = ngettext("%(n)s name is missing for ‘%(event)s’", "%(n)s names are missing for ‘%(event)s’", missing)
    yield Need(
        key=f"names:{event.pk}",
        why=Why.DUE,
        title=said % {"n": missing, "event": event.title},
        text=_("Wanted by %(day)s, for badges, lunch and teams.") % {"day": words.day(wanted)},
        minutes=3,
        button=_("See who is missing"),
        route="event_places",
        args={"activity_id": event.pk},
        due_on=wanted,
        owed_by=_owed(short, members, leads, f"names:{event.pk}/%(part)s"),
        owed_to=event.host.name if event.host else "",
        for_schools=frozenset(row.part.school_id for row in short),
        nudge="booking.names",
        nudge_context={**_told(event), "names_by": words.day(wanted)},
    )
