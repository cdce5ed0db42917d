"""What the tests of the pages of meetings say often: a meeting to come, its page, a press on it."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

from django.http import HttpResponse

from bothways.core import clock
from bothways.partnerships import links
from bothways.partnerships.actions import meeting_replies as replies
from bothways.partnerships.models import Attendance, Meeting
from tests.factories.partnerships import make_meeting
from tests.people import Cast, browser_of


def words_of(answer: HttpResponse) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def page(cast: Cast, tail: str = "", who: str = "coordinator") -> HttpResponse:
    return browser_of(getattr(cast, who)).get(f"/w/{cast.partnership.slug}/meetings/{tail}")


def press(cast: Cast, tail: str, who: str = "coordinator", **typed: object) -> HttpResponse:
    address = f"/w/{cast.partnership.slug}/meetings/{tail}"
    return browser_of(getattr(cast, who)).post(address, typed, follow=True)


def coming(cast: Cast, days: int = 7) -> Meeting:
    return make_meeting(cast.partnership, day=clock.today() + dt.timedelta(days=days), title="Planning meeting")


def held(cast: Cast) -> Meeting:
    return make_meeting(cast.partnership, day=clock.today(), title="Planning meeting")


class Fields(HTMLParser):
    """The named inputs of a page with their values, as a browser would send them."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(answer.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name") not in {None, "csrfmiddlewaretoken", "place_key"}:
            self.found[str(given["name"])] = given.get("value") or ""


def fields(answer: HttpResponse) -> dict[str, str]:
    return Fields(answer).found


def asked(cast: Cast) -> tuple[Attendance, str]:
    meeting = coming(cast)
    replies.invite(by=cast.coordinator, meeting=meeting)
    row = Attendance.unscoped.get(meeting=meeting, membership__school=cast.giver_school)
    return row, f"/reply/meeting/{links.make(links.MEETING, row.pk, days=9).rstrip('/').rsplit('/', 1)[1]}/"
