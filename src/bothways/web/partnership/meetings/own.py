"""One's own schools at a meeting: those for which one may reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from bothways.core import clock
from bothways.partnerships import policies
from bothways.partnerships.forms.meetings import ReplyForm
from bothways.partnerships.queries import meetings as queries
from bothways.partnerships.queries import partnerships


def replies(
    request: HttpRequest, places: Sequence[queries.Place], meeting: queries.MeetingRow
) -> Sequence[tuple[queries.Place, ReplyForm]]:
    """Each of one's own schools that can still reply, with its form filled as it stands."""
    person: Any = request.user
    if meeting.state not in {"planned", "invited"} or meeting.day < clock.today():
        return ()
    mine = {each.pk for each in partnerships.own_memberships(meeting.partnership, by=person)}
    own = [place for place in places if place.membership.pk in mine]
    return [(place, form_for(place, meeting)) for place in own if policies.may_answer(person, place.membership)]


def form_for(place: queries.Place, meeting: queries.MeetingRow) -> ReplyForm:
    """The reply as it stands, to be changed."""
    row = place.row
    standing = {"who": row.who if row else "", "words": row.words if row else "", "seen": meeting.sequence}
    return ReplyForm(initial=standing, prefix=f"s{place.membership.pk}", auto_id=f"id_{place.membership.pk}_%s")
