"""What goes into a calendar feed: proposals and meetings with a day. No names and no addresses of people.

Everybody's feed has what schools were asked about and every meeting. A person's own has what their schools are in or
are still asked about; whoever runs the partnership has everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.errors import NotFound
from bothways.core.models import AuditEntry, LinkToken
from bothways.partnerships import links, policies
from bothways.partnerships.models import (
    Answer,
    CalendarFeed,
    Meeting,
    MembershipKind,
    Partnership,
    Proposal,
    ProposalState,
)
from bothways.partnerships.models.meeting import MeetingState
from bothways.partnerships.queries.partnerships import own_memberships
from bothways.schools.models import Person

KEPT_DAYS = 400
"""How far back a feed goes."""
CALLED_OFF_DAYS = 90
"""How long a called-off event is still told, so that every calendar that holds it hears of it."""
MOST = 2_000

FeedRow: TypeAlias = CalendarFeed


@dataclass(frozen=True)
class Event:
    """One event of a calendar. ``route`` names its page, for which ``id`` is the argument."""

    uid: str
    sequence: int
    status: str
    title: str
    words: str
    day: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    place: str
    changed: dt.datetime
    route: str
    id: str


AddressOf: TypeAlias = Callable[[Event], str]


@dataclass(frozen=True)
class FeedShown:
    """Whether there is an address, since when, and until when."""

    there: bool
    made_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


def shown(partnership: Partnership, person: Person | None) -> FeedShown:
    """A person's own address, or everybody's where ``person`` is None. The address itself is never shown again."""
    feed = partnership.feeds.filter(person=person).first()
    if feed is None:
        return FeedShown(there=False)
    live = LinkToken.objects.filter(purpose=links.FEED, subject_id=feed.pk, revoked_at=None)
    link = live.filter(expires_at__gt=clock.now()).order_by("-created_at").first()
    return FeedShown(link is not None, feed.made_at, link.expires_at if link else None)


def behind(feed_id: str) -> CalendarFeed:
    """The feed that a live link opens, if whose it is may still see the partnership. NotFound otherwise."""
    rows = CalendarFeed.unscoped.filter(pk=feed_id).select_related("partnership", "person")
    feed: CalendarFeed | None = rows.first()
    if feed is None or feed.partnership.ended_on is not None:
        raise NotFound
    person = feed.person
    if person is not None and not (person.is_active and _sees(person, feed.partnership)):
        raise NotFound
    return feed


def events(partnership: Partnership, person: Person | None) -> list[Event]:
    """What a feed says today, by day: three queries for everybody's, five for a person's own."""
    found = [_of_proposal(each) for each in _proposals(partnership, person)]
    found += _of_meetings(_meetings(partnership, person))
    return sorted(found, key=lambda each: (each.day, each.starts_at or dt.time(), each.uid))[-MOST:]


def of_proposal(proposal: Proposal) -> Event:
    """One proposal with a day. NotFound without one: it has no place in a calendar yet."""
    if proposal.day is None:
        raise NotFound
    return _of_proposal(_dated(proposal.partnership).get(pk=proposal.pk))


def of_meeting(meeting: Meeting) -> Event:
    """One meeting."""
    return next(iter(_of_meetings([meeting])))


def _sees(person: Person, partnership: Partnership) -> bool:
    return bool(Partnership.objects.for_(person).filter(pk=partnership.pk).exists())


def _dated(partnership: Partnership) -> QuerySet[Proposal]:
    """Proposals with the moment of their last change."""
    rows: QuerySet[Proposal] = partnership.proposals.select_related("host").annotate(changed=Max("events__at"))
    return rows


def _proposals(partnership: Partnership, person: Person | None) -> Iterator[Proposal]:
    now = clock.now()
    rows = _dated(partnership).filter(day__gte=clock.today() - dt.timedelta(days=KEPT_DAYS))
    rows = rows.exclude(state=ProposalState.PROPOSED)
    recent = Q(state_at__gte=now - dt.timedelta(days=CALLED_OFF_DAYS))
    rows = rows.filter(~Q(state=ProposalState.CALLED_OFF) | recent)
    if person is not None and not policies.may_run(person, partnership):
        own = [each.pk for each in own_memberships(partnership, by=person)]
        rows = rows.filter(pk__in=_asked_or_owned(partnership, own))
    return rows.order_by("-day")[:MOST].iterator()


def _asked_or_owned(partnership: Partnership, own: list[str]) -> QuerySet[Any, Any]:
    """The proposals that these schools own, are in or are asked about: a plain no is out."""
    open_to = [Answer.NONE, Answer.IN, Answer.IN_IF]
    asked = Q(asked__membership__in=own, asked__answer__in=open_to, asked__asked_at__isnull=False)
    rows = partnership.proposals.filter(asked | Q(owners__membership__in=own))
    return rows.values("pk")


def _of_proposal(proposal: Proposal) -> Event:
    statuses = {ProposalState.CONFIRMED: "CONFIRMED", ProposalState.DONE: "CONFIRMED",
                ProposalState.CALLED_OFF: "CANCELLED"}  # fmt: skip
    titles = {
        ProposalState.ASKING: _("%(title)s (still asking schools)"),
        ProposalState.AGREED: _("%(title)s (agreed, not confirmed yet)"),
        ProposalState.CALLED_OFF: _("Called off: %(title)s"),
    }
    return Event(
        uid=proposal.uid,
        sequence=proposal.sequence,
        status=statuses.get(ProposalState(proposal.state), "TENTATIVE"),
        title=titles.get(ProposalState(proposal.state), "%(title)s") % {"title": proposal.title},
        words=str(proposal.get_state_display()),
        day=proposal.day or clock.today(),
        starts_at=proposal.starts_at,
        ends_at=proposal.ends_at,
        place=proposal.place or (proposal.host.name if proposal.host else ""),
        changed=max(filter(None, (getattr(proposal, "changed", None), proposal.state_at))),
        route="proposal",
        id=proposal.pk,
    )


def _meetings(partnership: Partnership, person: Person | None) -> Iterable[Meeting]:
    rows = partnership.meetings.select_related("host").filter(day__gte=clock.today() - dt.timedelta(days=KEPT_DAYS))
    if person is not None and not policies.may_run(person, partnership):
        own = own_memberships(partnership, by=person)
        if all(each.kind == MembershipKind.GUEST for each in own):
            rows = rows.filter(attendance__membership__in=own)
    found: Iterable[Meeting] = rows.order_by("-day")[:MOST]
    return found


def _of_meetings(meetings: Iterable[Meeting]) -> Iterator[Event]:
    """Meetings with the moment of their last change, which is told by the audit: one query more."""
    found = list(meetings)
    told = AuditEntry.objects.filter(object_kind=Meeting._meta.label, object_id__in=[each.pk for each in found])
    changed = dict(told.values_list("object_id").annotate(Max("at")))
    statuses = {MeetingState.PLANNED: "TENTATIVE", MeetingState.CALLED_OFF: "CANCELLED"}
    recent = clock.now() - dt.timedelta(days=CALLED_OFF_DAYS)
    for each in found:
        off = each.state == MeetingState.CALLED_OFF
        at = max(filter(None, (changed.get(each.pk), each.made_at)))
        if off and at < recent:
            continue
        yield Event(
            uid=each.uid,
            sequence=each.sequence,
            status=statuses.get(MeetingState(each.state), "CONFIRMED"),
            title=_("Called off: %(title)s") % {"title": each.title} if off else each.title,
            words=str(each.get_state_display()),
            day=each.day,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            place=each.place or (each.host.name if each.host else ""),
            changed=at,
            route="meeting",
            id=each.pk,
        )


def proposal(partnership: Partnership, proposal_id: str) -> Proposal:
    """A proposal of a partnership that came through the door. NotFound otherwise."""
    found: Proposal | None = partnership.proposals.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def meeting(partnership: Partnership, meeting_id: str) -> Meeting:
    """A meeting of a partnership that came through the door. NotFound otherwise."""
    found: Meeting | None = partnership.meetings.select_related("host").filter(pk=meeting_id).first()
    if found is None:
        raise NotFound
    return found
