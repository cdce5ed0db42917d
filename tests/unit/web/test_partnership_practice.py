"""The practice bank as people use it."""

from __future__ import annotations

from typing import Any

import pytest

from bothways.core import clock
from bothways.partnerships.models import Adoption, Enquiry, Finding, Practice
from tests.counting import page_as_rows_grow
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
CARD = {
    "title": "Floor books",
    "about": "One large book",
    "steps": "Buy one\nWrite in it",
    "effort": "little",
    "evidence": "",
    "started_on": "2026-01-05",
    "links": "STEM: primary https://www.stem.org.uk/primary-science",
}


def _practice(cast: Cast, **values: Any) -> Practice:
    origin = cast.partnership.memberships.get(school=cast.giver_school)
    practice: Practice = Practice.objects.create(
        partnership=cast.partnership, origin=origin, title="Floor books", **values
    )
    Adoption.objects.create(practice=practice, membership=origin, stage="adopted", on=clock.today())
    return practice


def test_a_teacher_shares_a_practice_with_a_link(cast: Cast) -> None:
    school = cast.partnership.memberships.get(school=cast.giver_school).pk
    answer = browser_of(cast.giver).post(
        f"/w/{cast.partnership.slug}/practice/new/", {**CARD, "school": school}, follow=True
    )
    text = answer.content.decode()
    assert "Shared. The other schools can see it now." in text
    assert "Write in it" in text
    assert 'href="https://www.stem.org.uk/primary-science"' in text


def test_a_link_without_an_address_is_named_and_nothing_typed_is_lost(cast: Cast) -> None:
    school = cast.partnership.memberships.get(school=cast.giver_school).pk
    wrong = {**CARD, "school": school, "links": "javascript:alert(1)"}
    answer = browser_of(cast.giver).post(f"/w/{cast.partnership.slug}/practice/new/", wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "‘javascript:alert(1)’ has no address" in text
    assert "One large book" in text
    assert not Practice.unscoped.exists()


def test_another_school_writes_where_it_is(cast: Cast) -> None:
    practice = _practice(cast)
    school = cast.partnership.memberships.get(school=cast.partner_school).pk
    said = {"school": school, "stage": "trying", "on": clock.today().isoformat(), "words": "With Year 3 first"}
    answer = browser_of(cast.partner).post(f"/w/{cast.partnership.slug}/practice/{practice.pk}/", said, follow=True)
    text = answer.content.decode()
    assert "Written down for Partner School." in text
    assert "With Year 3 first" in text


def test_strangers_get_the_404_of_what_is_not_there(cast: Cast) -> None:
    practice = _practice(cast)
    for address in ("", f"{practice.pk}/", "questions/", "new/"):
        assert browser_of(cast.stranger).get(f"/w/{cast.partnership.slug}/practice/{address}").status_code == 404


def test_the_numbers_of_the_spread_can_be_taken_away(cast: Cast) -> None:
    practice = _practice(cast)
    browser = browser_of(cast.partner)
    csv = browser.get(f"/w/{cast.partnership.slug}/practice/{practice.pk}/spread.csv")
    assert csv["Content-Type"].startswith("text/csv")
    png = browser.get(f"/w/{cast.partnership.slug}/practice/{practice.pk}/spread.png")
    assert png.content.startswith(b"\x89PNG")
    assert browser.get(f"/w/{cast.partnership.slug}/practice/{practice.pk}/spread.exe").status_code == 404


@pytest.mark.parametrize("what", ["practice/", "practice/questions/", "card", "question"])
def test_rows_do_not_change_the_number_of_queries(cast: Cast, what: str) -> None:
    practice = _practice(cast)
    own = cast.partnership.memberships.get(school=cast.giver_school)
    enquiry = Enquiry.objects.create(partnership=cast.partnership, membership=own, words="Why?")
    places = {"card": f"practice/{practice.pk}/", "question": f"practice/questions/{enquiry.pk}/"}
    address = f"/w/{cast.partnership.slug}/{places.get(what, what)}"

    def add(_number: int) -> None:
        _practice(cast)
        Adoption.objects.create(practice=practice, membership=own, stage="adopted")
        Enquiry.objects.create(partnership=cast.partnership, membership=own, words="Why?")
        Finding.objects.create(enquiry=enquiry, membership=own, words="So.")

    counts = page_as_rows_grow(browser_of(cast.partner), address, add)
    assert len(set(counts)) == 1, counts
