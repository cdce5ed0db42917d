"""Term dates as people use them: read, add by typing, pasting or a file, change, put back, copy, print."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bothways.core.models import AuditEntry
from bothways.partnerships.models import CalendarUse, TermCalendar
from tests.counting import page_as_rows_grow
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day")]

COUNCIL_PAGE = """School term dates 2026 to 2027
Autumn term: Tuesday 1 September 2026 to Friday 18 December 2026
Half term: Monday 26 – Friday 30 October
Spring term: Tuesday 5 January 2027 to Thursday 25 March 2027
Half term: 15-19 February 2027
Summer term starts Monday 12 April 2027 and ends Wednesday 21 July 2027
Half term: Mon 31 May - Fri 4 June
INSET days: 1 September 2026 and 27 November 2026
The dentist comes on Tuesday 8 December 2026
"""


@pytest.fixture
def this_day() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)):
        yield


def _here(cast: Cast, rest: str = "") -> str:
    return f"/w/{cast.partnership.slug}/calendars/{rest}"


def _fields(page: str) -> dict[str, Any]:
    """What the browser would send back of the dates form, as the page has filled it."""
    sent: dict[str, Any] = {"schools": []}
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("name") == "schools":
            if " checked" in tag or found["type"] == "hidden":
                sent["schools"].append(found["value"])
        elif found.get("name") and found.get("type") not in {"submit", "file", "checkbox", "radio"}:
            sent[found["name"]] = found.get("value", "")
    closures = re.search(r'<textarea[^>]*name="closures"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    sent["closures"] = closures[1].strip() if closures else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def _paste(browser: Client, cast: Cast, text: str, **more: Any) -> Any:
    asked = {"year": "2026", "whose": "trust", "name": "Test Trust", "text": text, **more}
    return browser.post(_here(cast, "add/"), asked)


def _send(browser: Client, cast: Cast, data: bytes, name: str) -> Any:
    return _paste(browser, cast, "", file=SimpleUploadedFile(name, data))


def _kept(cast: Cast) -> Any:
    return cast.partnership.calendars.filter(removed_at=None)


def test_pasted_dates_are_shown_line_by_line_and_kept_only_by_a_press(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    page = _paste(browser, cast, COUNCIL_PAGE).content.decode()
    assert "Autumn 1 ends on Friday 23 October." in page
    assert "The dentist comes on Tuesday 8 December 2026" in page
    assert "A date, but we can’t tell what happens then." in page
    assert not _kept(cast).exists()
    sent = _fields(page)
    assert (sent["first_0"], sent["last_3"], sent["last_5"]) == ("2026-09-01", "2027-03-25", "2027-07-21")
    assert sent["closures"] == "1 September 2026 INSET days\n27 November 2026 INSET days"
    sent["schools"] = [cast.giver_school.pk]
    answer = browser.post(_here(cast, "keep/"), sent, follow=True).content.decode()
    assert "1 school keeps them" in answer
    calendar = _kept(cast).get()
    assert (calendar.name, calendar.source, calendar.dates.count()) == ("Test Trust", "pasted", 8)
    assert AuditEntry.objects.filter(verb="term dates kept", object_id=calendar.pk).count() == 1
    assert "Schools of which nobody has said: Autumn 1 starts one day later, on Wednesday 2 September." in answer
    join(cast.partnership, make_school())
    page = browser.get(_here(cast, "?year=2026")).content.decode()
    assert "Giver School: Autumn 1 starts one day earlier, on Tuesday 1 September." in page
    assert "Giver School: Spring 2 ends" not in page


def test_all_schools_of_a_council_are_ticked(cast: Cast) -> None:
    near = [make_school(local_authority="Halton") for _ in range(3)]
    for school in near:
        join(cast.partnership, school)
    browser = browser_of(cast.coordinator)
    assert "Halton (3 schools here)" in browser.get(_here(cast, "add/")).content.decode()
    page = _paste(browser, cast, "", whose="council:Halton", name="").content.decode()
    assert set(_fields(page)["schools"]) == {school.pk for school in near}
    browser.post(_here(cast, "keep/"), _fields(page))
    assert CalendarUse.unscoped.filter(calendar=_kept(cast).get()).count() == 3


def test_a_second_press_keeps_one(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    sent = _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode())
    for _ in range(2):
        assert browser.post(_here(cast, "keep/"), sent).status_code == 302
    assert _kept(cast).count() == 1


def test_other_dates_for_the_same_council_are_refused_and_nothing_is_lost(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    sent = _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode())
    browser.post(_here(cast, "keep/"), sent)
    answer = browser.post(_here(cast, "keep/"), {**sent, "last_5": "2027-07-20"})
    assert answer.status_code == 422
    assert "are here already. Change those instead." in answer.content.decode()
    assert _fields(answer.content.decode())["last_5"] == "2027-07-20"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"first_0": "2026-10-23", "last_0": "2026-09-01"}, "Autumn 1 ends before it starts. Swap the two days."),
        ({"last_0": "2026-11-20"}, "Autumn 2 starts on 2 November 2026, before the half-term before it has ended."),
        ({"first_0": "2025-09-01", "last_0": "2025-10-20"}, "Autumn 1 lies outside 2026/27"),
        ({"first_2": ""}, "Enter a day: Spring 1 starts."),
        ({"first_2": "soon"}, "Enter a day, such as 2026-09-01: Spring 1 starts."),
        ({"closures": "a day off"}, "Line 1 has no day that we can read."),
        ({"closures": "3 March 2027 to 1 March 2027"}, "Line 1 ends before it starts."),
        ({"closures": "3 March 2031 INSET"}, "Line 1: 3 March 2031 is not in 2026/27."),
        ({"name": ""}, "Say whose dates they are."),
    ],
)
def test_what_cannot_be_is_said_plainly_and_nothing_is_lost(cast: Cast, change: dict[str, str], words: str) -> None:
    browser = browser_of(cast.coordinator)
    sent = _fields(_paste(browser, cast, "").content.decode()) | change
    answer = browser.post(_here(cast, "keep/"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    for key, value in change.items():
        assert _fields(page)[key] == value
    assert not _kept(cast).exists()


def test_a_change_can_be_put_back(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    browser.post(_here(cast, "keep/"), _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode()))
    old = _kept(cast).get()
    sent = _fields(browser.get(_here(cast, f"{old.pk}/")).content.decode())
    browser.post(_here(cast, f"{old.pk}/"), {**sent, "last_5": "2027-07-20"})
    new = _kept(cast).get()
    assert new != old
    page = browser.post(_here(cast, f"{old.pk}/put-back/"), follow=True).content.decode()
    assert "are back as they were" in page
    assert _kept(cast).get() == old
    browser.post(_here(cast, f"{old.pk}/remove/"))
    assert not _kept(cast).exists()
    browser.post(_here(cast, f"{old.pk}/put-back/"))
    assert _kept(cast).get() == old
    assert new.pk != old.pk


def test_two_who_change_at_once_lose_nothing(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    browser.post(_here(cast, "keep/"), _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode()))
    old = _kept(cast).get()
    sent = _fields(browser.get(_here(cast, f"{old.pk}/")).content.decode())
    assert browser.post(_here(cast, f"{old.pk}/"), {**sent, "last_5": "2027-07-20"}).status_code == 302
    assert browser.post(_here(cast, f"{old.pk}/"), {**sent, "last_5": "2027-07-19"}).status_code == 404
    assert _kept(cast).get().dates.filter(last=dt.date(2027, 7, 20)).exists()


def test_a_copy_to_next_year_is_a_proposal(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    browser.post(_here(cast, "keep/"), _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode()))
    page = browser.get(_here(cast, f"{_kept(cast).get().pk}/copy/")).content.decode()
    assert "Moved from 2026/27 by the week of the term" in page
    assert _kept(cast).count() == 1
    sent = _fields(page)
    assert sent["year"] == "2027"
    assert "26 November 2027 INSET days" in sent["closures"]
    browser.post(_here(cast, "keep/"), sent)
    assert {each.year for each in _kept(cast)} == {2026, 2027}


def test_a_teacher_keeps_their_own_schools_dates_and_no_others(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    form = browser.get(_here(cast, "add/")).content.decode()
    assert "Giver School" in form
    assert "Partner School" not in form
    page = _paste(browser, cast, COUNCIL_PAGE, whose=f"school:{cast.giver_school.pk}").content.decode()
    sent = _fields(page)
    assert sent["schools"] == [cast.giver_school.pk]
    assert browser.post(_here(cast, "keep/"), sent).status_code == 302
    own = _kept(cast).get()
    refused = browser.post(_here(cast, "keep/"), {**sent, "kind": "council", "name": "Halton"})
    assert refused.status_code == 403
    other = browser.post(_here(cast, "keep/"), {**sent, "schools": [cast.partner_school.pk], "name": "Partner School"})
    assert other.status_code == 403
    assert browser_of(cast.partner).get(_here(cast, f"{own.pk}/")).status_code == 404
    assert browser_of(cast.partner).post(_here(cast, f"{own.pk}/remove/")).status_code == 302
    assert _kept(cast).get() == own


def test_strangers_find_nothing(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    browser.post(_here(cast, "keep/"), _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode()))
    one = _kept(cast).get().pk
    for who in (cast.stranger, cast.other_coordinator):
        stranger = browser_of(who)
        for address in ("", "add/", "sheet/", "feeds/", f"{one}/", f"{one}/copy/"):
            assert stranger.get(_here(cast, address)).status_code == 404
        elsewhere = f"/w/{cast.other_partnership.slug}/calendars/{one}/"
        assert stranger.get(elsewhere).status_code == 404
        assert stranger.post(f"{elsewhere}remove/").status_code == 404


def test_a_file_of_any_kind_ends_in_plain_words(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    event = "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{0}\r\nDTEND;VALUE=DATE:{1}\r\nSUMMARY:{2}\r\nEND:VEVENT\r\n"
    holiday = event.format("20261026", "20261031", "October half term")

    def told(data: bytes, name: str, status: int = 200) -> str:
        answer = _send(browser, cast, data, name)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{holiday}END:VCALENDAR\r\n"
    assert "Autumn 1 ends on Friday 23 October." in told(calendar.encode(), "dates.ics")
    assert "Autumn 1 ends on Friday 23 October." in told(calendar.encode("utf-16"), "dates.ics")
    table = b"Term,From,To\nAutumn 1,01/09/2026,23/10/2026\n"
    assert "Autumn 1 starts on Tuesday 1 September." in told(table, "dates.csv")
    old = "BEGIN:VCALENDAR\r\n" + event.format("19700101", "19700102", "Epoch") + "END:VCALENDAR\r\n"
    assert "1 event belongs to other years than 2026/27." in told(old.encode(), "old.ics")
    assert "The usual days stand below" in told(b"no dates at all", "note.ics")
    assert "The file is empty" in told(b"", "empty.ics", 422)
    assert "not a table" in told(b"\x89PNG\r\n\x1a\n" + bytes(100), "photo.ics", 422)
    assert "The most we take here is 5.0 MB" in told(b"x" * 5_000_001, "large.csv", 422)


def test_words_and_a_file_at_once_keep_the_words(cast: Cast) -> None:
    answer = _paste(browser_of(cast.coordinator), cast, COUNCIL_PAGE, file=SimpleUploadedFile("a.ics", b"x"))
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()
    assert "The dentist comes" in answer.content.decode()


def test_the_sheet_is_one_page(cast: Cast) -> None:
    for _ in range(14):
        join(cast.partnership, make_school(name="A School With Rather a Long Name Indeed, Widnes"))
    browser = browser_of(cast.coordinator)
    closures = "\n".join(f"{day} November 2026 INSET day with a reason" for day in range(3, 28))
    sent = _fields(_paste(browser, cast, COUNCIL_PAGE).content.decode()) | {"closures": closures}
    sent["schools"] = [cast.giver_school.pk]
    browser.post(_here(cast, "keep/"), sent)
    for number, membership in enumerate(list(cast.partnership.memberships.all())[2:]):
        own = {"kind": "school", "name": f"{membership.school.name} {number}", "schools": [membership.school_id]}
        browser.post(_here(cast, "keep/"), {**sent, **own, "first_2": f"2027-01-{number + 4:02d}"})
    answer = browser.get(_here(cast, "sheet/?year=2026"))
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert "Term dates 2026/27" in pages[0].extract_text()
    assert "more on the page" in pages[0].extract_text()
    assert "Spring 1 starts" in pages[0].extract_text().replace("\n", " ")


@pytest.mark.parametrize("year", ["1066", "9999999", "x", "-1"])
def test_a_year_that_cannot_be_is_not_found(cast: Cast, year: str) -> None:
    assert browser_of(cast.coordinator).get(_here(cast, f"?year={year}")).status_code == 404


def test_the_page_asks_as_much_for_thirty_schools_as_for_one(cast: Cast) -> None:
    def add(_number: int) -> None:
        school = make_school()
        join(cast.partnership, school)
        calendar = TermCalendar.unscoped.create(
            partnership=cast.partnership, kind="school", name=school.name + school.pk, year=2026
        )
        CalendarUse.unscoped.create(calendar=calendar, school=school)

    counts = page_as_rows_grow(browser_of(cast.coordinator), _here(cast, "?year=2026"), add)
    assert counts[0] == counts[1] == counts[2] <= 16, counts
