"""Pages of a school's own list of pupils, and of lists from files."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bothways.core.models import ImportRun, Tombstone
from bothways.rules.pupils import PupilRow
from bothways.schools.actions import pupils as actions
from bothways.schools.models import Pupil
from tests.factories.activities import make_pupil
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
LIST = "/my-school/pupils/"


@pytest.fixture
def browser(cast: Cast) -> Client:
    return browser_of(cast.giver)


def _csv(text: str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_an_empty_list_says_what_to_do_and_a_pupil_is_added_with_one_letter(browser: Client, cast: Cast) -> None:
    assert "No pupils yet" in browser.get(LIST).content.decode()
    answer = browser.post(f"{LIST}add/", {"first_name": "Quillon", "letter": "Brown", "year_group": "7", "group": "7A"})
    assert answer.status_code == 302
    seen = browser.get(LIST).content.decode()
    assert "Quillon B" in seen
    assert "Brown" not in seen
    assert Pupil.unscoped.get().school_id == cast.giver_school.pk


def test_filters_find_by_code_name_year_and_class(browser: Client, cast: Cast) -> None:
    rows = [
        PupilRow(first_name="Quillon", initial="B", year_group="7", group="7A", local_id="K1"),
        PupilRow(first_name="Zebedee", initial="C", year_group="8", group="8B", local_id="K2"),
    ]
    actions.put_on_list(by=cast.giver, school=cast.giver_school, rows=rows)
    for asked in ("find=quillon+b", "find=K1", "year=7", "group=7a"):
        seen = browser.get(f"{LIST}?{asked}").content.decode()
        assert ("Quillon" in seen, "Zebedee" in seen) == (True, False), asked
    assert "No row fits" in browser.get(f"{LIST}?who=left").content.decode()


def test_another_schools_pupil_is_the_same_404_as_none(cast: Cast) -> None:
    theirs = make_pupil(cast.partner_school, "Quillon")
    browser = browser_of(cast.giver)
    for rest in ("", "hide/", "forget/"):
        for pk in (theirs.pk, "z" * 26):
            assert browser.post(f"{LIST}{pk}/{rest}", {"first_name": "X", "alias": "Robin T"}).status_code == 404
    browser.post(f"{LIST}many/", {"deed": "leave", "sure": "yes", "row": [theirs.pk]})
    theirs.refresh_from_db()
    assert (theirs.first_name, theirs.left_on) == ("Quillon", None)


def test_the_list_asks_for_a_second_factor(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver).delete()
    answer = browser_of(cast.giver).get(LIST)
    assert (answer.status_code, "second" in answer["Location"]) == (302, True)


def test_a_pupil_is_hidden_with_a_name_and_shown_again(browser: Client, cast: Cast) -> None:
    pupil = make_pupil(cast.giver_school, "Quillon", alias="Kit S")
    page = f"{LIST}{pupil.pk}/"
    assert 'value="Kit S"' in browser.get(page).content.decode()
    for wrong in ("Robin", "7 X", "Quillon Z"):
        assert browser.post(f"{page}hide/", {"alias": wrong}).status_code == 422
    browser.post(f"{page}hide/", {"alias": "Robin Tansy"})
    pupil.refresh_from_db()
    assert (pupil.shielded, pupil.alias) == ("1", "Robin T")
    assert "others read Robin T" in browser.get(LIST).content.decode()
    browser.post(f"{page}hide/", {"deed": "show"})
    pupil.refresh_from_db()
    assert (pupil.shielded, pupil.alias) == ("0", "Robin T")


def test_moving_up_shows_first_then_does_and_can_be_undone(browser: Client, cast: Cast) -> None:
    pupils = [make_pupil(cast.giver_school, year_group=year) for year in ("R", "6", "7", "14")]
    ticked = {"deed": "move_up", "row": [each.pk for each in pupils]}
    assert "Move these pupils up a year?" in browser.post(f"{LIST}many/", ticked).content.decode()
    assert [each.year_group for each in Pupil.unscoped.order_by("local_id")] == ["R", "6", "7", "14"]
    done = browser.post(f"{LIST}many/", {**ticked, "sure": "yes"}).content.decode()
    years = {each.pk: each.year_group for each in Pupil.unscoped.all()}
    assert [years[each.pk] for each in pupils] == ["1", "7", "8", "14"]
    undo = re.search(r'name="undo" value="([^"]+)"', done)
    assert undo is not None
    browser.post(f"{LIST}undo/", {"undo": undo[1]})
    years = {each.pk: each.year_group for each in Pupil.unscoped.all()}
    assert [years[each.pk] for each in pupils] == ["R", "6", "7", "14"]
    assert browser.post(f"{LIST}undo/", {"undo": f"{undo[1]}x"}).status_code == 404


def test_who_left_is_off_the_list_and_comes_back(browser: Client, cast: Cast) -> None:
    pupil = make_pupil(cast.giver_school, "Quillon")
    done = browser.post(f"{LIST}many/", {"deed": "leave", "sure": "yes", "row": [pupil.pk]}).content.decode()
    assert "Quillon" not in browser.get(LIST).content.decode()
    undo = re.search(r'name="undo" value="([^"]+)"', done)
    assert undo is not None
    browser.post(f"{LIST}undo/", {"undo": undo[1]})
    assert "Quillon" in browser.get(LIST).content.decode()


def test_a_pupil_is_forgotten_for_good_and_for_a_restore_too(browser: Client, cast: Cast) -> None:
    pupil = make_pupil(cast.giver_school, "Quillon")
    assert "Forget Quillon B?" in browser.get(f"{LIST}{pupil.pk}/forget/").content.decode()
    browser.post(f"{LIST}{pupil.pk}/forget/")
    assert Pupil.unscoped.count() == 0
    assert Tombstone.objects.filter(object_id=pupil.pk).exists()


def test_the_list_is_taken_away_as_csv_and_no_cell_is_a_formula(browser: Client, cast: Cast) -> None:
    make_pupil(cast.giver_school, "=1+1")
    make_pupil(cast.partner_school, "Zebedee")
    taken = b"".join(browser.get(f"{LIST}take-away/?export=csv").streaming_content).decode("utf-8-sig")
    assert "'=1+1 B" in taken
    assert "Zebedee" not in taken


def test_a_file_is_read_shown_brought_in_and_taken_back(browser: Client, cast: Cast) -> None:
    sent = browser.post(
        f"{LIST}from-a-file/", {"file": _csv("Forename,Legal Surname,DOB,Year\nQuillon,Canarysur,1/2/2014,7\n")}
    )
    assert sent.status_code == 302
    seen = browser.get(sent["Location"]).content.decode()
    for words in ("Quillon C", "Year 7", "The column ‘DOB’ was left out.", "only the first letter was kept"):
        assert words in seen
    assert "Canarysur" not in seen
    browser.post(f"{sent['Location']}apply/")
    assert "Quillon C" in browser.get(LIST).content.decode()
    browser.post(f"{sent['Location']}undo/")
    assert Pupil.unscoped.count() == 0
    assert browser_of(cast.partner).get(sent["Location"]).status_code == 404


def test_a_file_without_names_says_what_is_missing_and_lets_a_person_say_which_column(browser: Client) -> None:
    file = "Rufname,Jahr\nQuillon,7\n"
    wrong = browser.post(f"{LIST}from-a-file/", {"file": _csv(file)})
    assert (wrong.status_code, "these columns are missing: First name" in wrong.content.decode()) == (422, True)
    right = browser.post(f"{LIST}from-a-file/", {"file": _csv(file), "first_name": "Rufname", "year_group": "Jahr"})
    assert "Quillon" in browser.get(right["Location"]).content.decode()
    assert ImportRun.objects.count() == 1


def test_five_hundred_names_and_a_double_come_in_with_the_double_named_by_row(browser: Client, cast: Cast) -> None:
    lines = [f"Child{n},B,7" for n in range(499)] + ["Child3,B,7"]
    sent = browser.post(f"{LIST}from-a-file/", {"file": _csv("First name,Initial,Year\n" + "\n".join(lines))})
    seen = browser.get(sent["Location"]).content.decode()
    assert "The same child stands in row 5." in seen
    browser.post(f"{sent['Location']}apply/")
    assert Pupil.unscoped.count() == 499
