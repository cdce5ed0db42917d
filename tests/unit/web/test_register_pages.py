"""The pages of the register: search, list, school, adding one, and updating from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bothways.core import jobs
from bothways.core.models import ImportRun, Job
from bothways.schools.actions import register
from bothways.schools.models import School, SchoolLink
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

SAMPLES = Path(__file__).parents[2] / "data" / "register"
pytestmark = pytest.mark.django_db


@pytest.fixture
def schools(db: None) -> None:
    make_school(
        identifier="111199", name="Lunts Heath Primary School", town="Widnes", postcode="WA8 9RJ", phase="Primary",
        local_authority="Halton", roll=391, sector="state", source="Get Information about Schools",
    )  # fmt: skip
    make_school(identifier="135442", name="Cambian Lunts Heath", local_authority="Halton", status="closed")
    make_school(identifier="122129", name="Oundle School", phase="Not applicable", sector="independent")


def _page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_suggestions_come_as_the_search_box_wants_them(schools: None) -> None:
    told = Client().get("/schools/suggest/", {"q": "Lunt's Heath"}).json()["results"]
    assert [each["label"] for each in told] == ["Lunts Heath Primary School", "Cambian Lunts Heath"]
    assert told[0]["hint"] == "Widnes, WA8 9RJ, 111199"
    assert told[1]["hint"] == "135442, Closed"
    assert told[0]["url"] == "/schools/111199/"
    picked = Client().get("/schools/suggest/", {"q": "lunts", "pick": ""}).json()["results"]
    assert "url" not in picked[0], "a form keeps what is picked"


def test_the_same_search_without_script(schools: None) -> None:
    page = _page("/schools/?q=Lunt%27s+Heath")
    assert page.index("Lunts Heath Primary School") < page.index("Cambian Lunts Heath")
    assert "Oundle School" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("status=closed", {"135442"}),
        ("status=open", {"111199", "122129"}),
        ("phase=Primary", {"111199"}),
        ("sector=independent", {"122129"}),
        ("council=Halton", {"111199", "135442"}),
        ("council=Halton&status=closed", {"135442"}),
        ("q=nothing+like+it", set()),
    ],
)
def test_the_list_narrows(schools: None, asked: str, shown: set[str]) -> None:
    page = _page(f"/schools/?{asked}")
    assert {urn for urn in ("111199", "135442", "122129") if f"/schools/{urn}/" in page} == shown


def test_the_list_costs_the_same_however_long(schools: None, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        make_school(name=f"School of many {number}")
    with django_assert_max_num_queries(4):
        assert "1 to 25 of 63" in _page("/schools/")


def test_a_school_page_shows_its_facts_their_date_and_its_history(schools: None) -> None:
    SchoolLink.objects.create(urn="135442", other_urn="111199", kind="successor", words="Successor")
    SchoolLink.objects.create(
        urn="135442", other_urn="999999", other_name="Gone", kind="predecessor", words="Predecessor"
    )
    page = _page("/schools/135442/")
    assert "Today it is:" in page
    assert page.count('href="/schools/111199/"') == 2
    assert "Gone" in page
    assert "not in the register" in page
    school = _page("/schools/111199/")
    assert "391" in school
    assert "Open Government Licence v3.0" in school
    assert 'href="/schools/135442/"' in school
    assert Client().get("/schools/000000/").status_code == 404


ADDED = {
    "name": "Dundee Science Centre",
    "scheme": "charity",
    "identifier": "sc 012345",
    "town": "Dundee",
    "sector": "other",
}


def test_a_head_adds_a_school_and_is_warned_of_one_that_may_be_the_same(cast: Cast) -> None:
    browser = browser_of(cast.giver_head)
    added = browser.post("/schools/add/", ADDED)
    assert added.headers["Location"] == "/schools/GB-CHC-SC012345/"
    assert School.objects.get(identifier="GB-CHC-SC012345").added_by_hand
    again = browser.post("/schools/add/", {**ADDED, "scheme": "other"})
    assert "Is it one of these?" in again.content.decode()
    sure = browser.post("/schools/add/", {**ADDED, "scheme": "other", "not_listed": "on"})
    assert sure.headers["Location"].startswith("/schools/BW-")
    taken = browser.post("/schools/add/", {**ADDED, "not_listed": "on"})
    assert taken.status_code == 422
    assert "is here already" in taken.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"scheme": "seed", "identifier": "12"}, "seven digits"),
        ({"scheme": "company", "identifier": ""}, "eight letters and digits"),
        ({"postcode": "nowhere"}, "Write it like WA8 9RJ"),
        ({"name": ""}, "Enter its name"),
    ],
)
def test_a_number_that_cannot_be_says_what_would_mend_it(cast: Cast, typed: dict[str, str], said: str) -> None:
    answer = browser_of(cast.giver_head).post("/schools/add/", ADDED | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_teacher_adds_no_school(cast: Cast) -> None:
    assert browser_of(cast.giver).get("/schools/add/").status_code == 404


def _done(answer: Any) -> Job:
    """Do the work that a press asked for."""
    job = Job.objects.latest("created_at")
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def _send(browser: Client, name: str, **more: str) -> Job:
    upload = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    return _done(browser.post("/service/register/", {"file": upload, **more}))


def test_an_operator_sends_a_file_sees_it_applies_it_and_takes_it_back(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    _send(browser, "open_2024-07.csv")
    first = ImportRun.objects.get()
    _done(browser.post(reverse("register_apply", args=[first.pk])))
    job = _send(browser, "open_2025-01.csv", close_missing="on")
    address = jobs.result_url(job)
    preview = _page(address, browser)
    for words in ("What this file would change", "Added: 6", "Renamed: 5", "Moved: 3", "Closed: 7"):
        assert words in preview
    assert School.objects.filter(status="closed").count() == 0, "a preview changes nothing"
    run = ImportRun.objects.exclude(pk=first.pk).get()
    _done(browser.post(reverse("register_apply", args=[run.pk])))
    assert School.objects.filter(status="closed").count() == 7, "four left the list, and the three of the cast"
    assert "Take this update back" in _page(address, browser)
    assert "Take this update back" not in _page(reverse("register_update", args=[first.pk]), browser), (
        "the later one first"
    )
    _done(browser.post(reverse("register_undo", args=[run.pk])))
    assert School.objects.filter(status="closed").count() == 0
    assert not default_storage.listdir("incoming")[1], "the file itself is not kept"


def test_what_was_not_used_can_be_taken_away_and_never_runs(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    text = b"urn,name,open_date,town,postcode\n=1+1,Bad,,,\n111199,Lunts Heath,,Widnes,nowhere\n"
    job = _done(browser.post("/service/register/", {"file": SimpleUploadedFile("schools.csv", text)}))
    run = ImportRun.objects.get()
    assert "Take away the whole list" in _page(jobs.result_url(job), browser)
    taken = b"".join(browser.get(reverse("register_rejects", args=[run.pk]))).decode()
    assert "'=1+1" in taken
    assert "nowhere" in taken
    browser.post(reverse("register_forget", args=[run.pk]))
    assert not ImportRun.objects.exists()


def test_a_file_that_is_none_says_so_on_the_page_of_the_work(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    job = _done(browser.post("/service/register/", {"file": SimpleUploadedFile("schools.csv", b"\x00\x01not a table")}))
    assert job.state == "failed"
    assert job.error.endswith(".")
    assert job.error in _page(reverse("job", args=[job.pk]), browser).replace("&#39;", "'")
    assert not default_storage.listdir("incoming")[1]


@pytest.mark.parametrize("deed", ["register_apply", "register_undo", "register_forget"])
def test_only_an_operator_changes_the_register(cast: Cast, deed: str) -> None:
    run = register.read_file(by=None, file=SAMPLES / "open_2024-07.csv", name="open_2024-07.csv")
    for person in (cast.giver_head, cast.stranger, cast.partner):
        assert browser_of(person).post(reverse(deed, args=[run.pk])).status_code == 404
    assert ImportRun.objects.get().status == "ready"
