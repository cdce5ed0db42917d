"""The promises of “How many places to touch” (ARCHITECTURE.md): one of each is added, and what should appear does."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bench.__main__ as bench
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.test import override_settings
from django.urls import path
from lxml import html
from pytest_django import Settings

from bothways.config import timetable
from bothways.config import urls as product_urls
from bothways.core import clock, datamap, health, jobs, outbox, schedule
from bothways.core.access import page
from bothways.core.imports import Column, Format
from bothways.core.lists import Column as Head
from bothways.core.lists import List, Row
from bothways.core.management.commands.write_docs import documents
from bothways.core.models import ImportRun, Job
from bothways.core.schedule import Timed
from bothways.core.startup import check_data_map, check_routes
from bothways.messages import render
from bothways.messages.message import Message
from bothways.schools import imports, roles
from bothways.schools.actions import register
from bothways.schools.imports.facts import SUBJECT, URN, Kind, checker
from bothways.schools.models import School
from bothways.schools.queries import updates
from bothways.schools.roles import Permission, PlaceKind, Role
from bothways.web.operator import service as operator_pages
from bothways.web.public import trust
from tests.factories.schools import make_school
from tests.meta.routes import walk
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
SCHOOLS: List[Any] = List(
    caption="Schools",
    columns=(Head("name", "Name", sort=("name",)), Head("town", "Town")),
    row=lambda school: Row(school.pk, school.name, (school.name, school.town)),
    order=("name",),
    page_size=2,
)


@page(may=Permission.MANAGE_STAFF, methods=["GET"])
def _declared(request: HttpRequest) -> HttpResponse:
    shown = School.objects.filter(town="Widnes")
    taken: Any = SCHOOLS.export(request, shown, "schools")
    return taken or render_page(request, "gallery/bench_list.html", {"list": SCHOOLS.show(request, shown)})


urlpatterns = [*product_urls.urlpatterns, path("a-new-page/", _declared, name="a_new_page")]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_is_in_the_matrix_once_its_permission_is_declared(cast: Cast) -> None:
    assert check_routes() == []
    (walked,) = (each for each in walk(cast) if each.name == "a_new_page")
    assert (walked.rule.may, walked.address) == (Permission.MANAGE_STAFF, "/a-new-page/")
    people = (None, cast.giver, cast.operator, cast.giver_admin)
    answers = [browser_of(person).get(walked.address) for person in people]
    assert [answer.status_code for answer in answers] == [302, 404, 404, 200]
    assert all("default-src 'none'" in answer["Content-Security-Policy"] for answer in answers)
    assert browser_of(cast.giver_admin).post(walked.address).status_code == 405


@override_settings(ROOT_URLCONF=__name__)
def test_a_list_can_be_sorted_paged_and_taken_away(cast: Cast) -> None:
    for name in ("Alder", "Birch", "=Cedar"):
        make_school(name=name, town="Widnes")
    browser = browser_of(cast.giver_admin)
    drawn = html.document_fromstring(browser.get("/a-new-page/?sort=-name").content)
    assert [each.text_content() for each in drawn.cssselect("tbody th")] == ["Birch", "Alder"]
    assert len(drawn.cssselect(".pager [rel=next]")) == 1
    answer: Any = browser.get("/a-new-page/?sort=-name&export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["Name,Town", "Birch,Widnes", "Alder,Widnes", "'=Cedar,Widnes"]
    book: Any = browser.get("/a-new-page/?export=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def _draw(folder: Path, kind: str) -> None:
    for form in ("mjml", "txt"):
        text = (render.FOLDER / f"school.invitation.{form}").read_text(encoding="utf-8")
        (folder / f"{kind}.{form}").write_text(text.replace("asks you to be", "welcomes you as"), encoding="utf-8")


@pytest.fixture
def new_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Message]:
    folder = tmp_path / "mail"
    shutil.copytree(render.FOLDER, folder)
    old = render.BY_KIND["school.invitation"]
    made = dataclasses.replace(old, kind="school.welcome", subject="Welcome to %(school)s")
    _draw(folder, made.kind)
    monkeypatch.setattr(render, "FOLDER", folder)
    for module in (render, operator_pages):
        monkeypatch.setattr(module, "CATALOGUE", (*render.CATALOGUE, made))
        monkeypatch.setattr(module, "BY_KIND", {**operator_pages.BY_KIND, made.kind: made})
    cached = (render._environment, render._html_template, render._text_template)
    for each in cached:
        each.cache_clear()
    yield made
    for each in cached:
        each.cache_clear()


def test_a_message_has_a_preview_that_is_the_sending_code_and_a_plain_text_twin(
    cast: Cast, new_message: Message
) -> None:
    operator = browser_of(cast.operator)
    school = new_message.sample["school"]
    assert "/service/mail/school.welcome/" in operator.get("/service/").content.decode()
    preview = operator.get("/service/mail/school.welcome/").content.decode()
    assert f"Welcome to {school}" in preview
    assert "welcomes you as" in preview
    outbox.put("school.welcome", to="new@school.test", context=dict(new_message.sample))
    outbox.drain()
    sent = mail.outbox[-1]
    assert (sent.to, sent.subject) == (["new@school.test"], f"Welcome to {school}")
    ((page_sent, form),) = sent.alternatives  # type: ignore[attr-defined]  # what the outbox makes
    assert form == "text/html"
    assert "welcomes you as" in str(sent.body)
    assert "welcomes you as" in str(page_sent)


def test_a_message_that_leads_elsewhere_is_never_set(new_message: Message) -> None:
    file = render.FOLDER / "school.welcome.mjml"
    leading = '<mj-text><a href="https://elsewhere.test/">here</a></mj-text>[% endblock %]'
    file.write_text(file.read_text(encoding="utf-8").replace("[% endblock %]", leading, 2), encoding="utf-8")
    with pytest.raises(ValueError, match="not a page of ours"):
        render.render("school.welcome", new_message.sample)


@pytest.fixture
def new_field() -> Iterator[models.Field[Any, Any]]:
    field: models.Field[Any, Any] = models.CharField(max_length=20, default="")
    field.contribute_to_class(School, "nickname")
    yield field
    School._meta.local_fields.remove(field)
    School._meta._expire_cache()  # type: ignore[attr-defined]  # Django's own way of forgetting
    del School.nickname  # type: ignore[attr-defined]  # put there above


def test_a_model_field_without_a_level_does_not_start_and_with_one_is_in_the_document(
    new_field: models.Field[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [error.msg for error in check_data_map()] == ["schools.School.nickname has no privacy level."]
    known = datamap.entry_for(School)
    assert known is not None
    levels = {**known.levels, "nickname": datamap.Level.WORKING}
    monkeypatch.setitem(datamap._entries, "schools.school", dataclasses.replace(known, levels=levels))
    assert check_data_map() == []
    assert "nickname" in documents()["data-map.md"]


@pytest.fixture
def _new_format(monkeypatch: pytest.MonkeyPatch) -> None:
    post_towns = Kind(
        format=Format(
            name="post_towns",
            title="a list of schools with their post towns",
            subject=SUBJECT,
            columns=(URN, Column(name="town", title="Post town", required=True)),
            check=checker(needs=("town",)),
        ),
        adds=False,
    )
    monkeypatch.setattr(imports, "KINDS", (*imports.KINDS, post_towns))
    monkeypatch.setattr(updates, "FORMATS", (*imports.FORMATS, "post_towns"))


@pytest.mark.usefixtures("_new_format")
def test_an_import_format_is_recognised_previewed_applied_and_undone(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = make_school(identifier="876111", scheme="urn", town="Widness")
    file = tmp_path / "towns.csv"
    file.write_text("urn;POST TOWN\n876111;Widnes\n999999;Nowhere\nx;Y\n", encoding="utf-8")
    call_command("import_register", str(file), "--preview", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["changed"], told["rejected"]) == (1, 2)
    assert sorted((each["row"], each["value"]) for each in told["rejects"]) == [(3, "999999"), (4, "x")]
    school.refresh_from_db()
    assert school.town == "Widness"
    call_command("import_register", str(file))
    school.refresh_from_db()
    assert school.town == "Widnes"
    assert "towns.csv" in browser_of(cast.operator).get("/service/register/").content.decode()
    register.undo_run(by=cast.operator, run=ImportRun.objects.get(format="post_towns"))
    school.refresh_from_db()
    assert school.town == "Widness"


ROLES = (
    *roles.ROLES,
    Role("guest", "Guest of the house", "Looks on.", PlaceKind.SCHOOL, frozenset({Permission.SEE_STAFF})),
)


def test_a_role_is_on_the_page_and_in_the_document(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Guest of the house" not in documents()["permissions.md"]
    settings.ROLE_TABLE = f"{__name__}.ROLES"
    monkeypatch.setattr(trust, "ROLES", ROLES)
    monkeypatch.setitem(roles.BY_KEY, "guest", ROLES[-1])
    head, *rows = (line for line in documents()["permissions.md"].splitlines() if line.startswith("|"))
    assert head.endswith("| Guest of the house |")
    assert [row.split(" |")[0] for row in rows if row.endswith("yes |")] == [f"| {Permission.SEE_STAFF}"]
    shown = html.document_fromstring(browser_of(None).get("/trust/permissions/").content)
    assert "Guest of the house" in shown.cssselect("thead")[0].text_content()


DONE: list[str] = []


def sweep_up() -> str:
    """The deed of the line below."""
    DONE.append("swept")
    return "one room swept"


TIMETABLE = (*timetable.TIMETABLE, Timed("sweep up", f"{__name__}.sweep_up", at=dt.time(7, 0)))


def test_timed_work_is_done_once_by_whoever_ticks_first_and_red_when_late(settings: Settings) -> None:
    settings.TIMETABLE = f"{__name__}.TIMETABLE"
    DONE.clear()
    assert "sweep up" in schedule.tick()
    assert "sweep up" not in schedule.tick()
    schedule.run("sweep up")
    assert DONE == ["swept"]
    assert "sweep up" not in schedule.overdue()
    with time_machine.travel(clock.now() + dt.timedelta(days=3), tick=False):
        assert "sweep up" in schedule.overdue()
        assert any("sweep up" in str(sign) for sign in health.signs())


@pytest.fixture
def _new_job() -> Iterator[None]:
    @jobs.job("test.packs", title="Making the welcome packs")
    def _packs(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
        progress.start(payload["packs"])
        for _ in range(payload["packs"]):
            progress._written -= dt.timedelta(seconds=1)
            progress.step()
        return {"packs": progress.done}

    yield
    jobs._kinds.pop("test.packs")


@pytest.mark.usefixtures("_new_job")
def test_a_job_has_a_page_can_be_stopped_and_survives_its_worker(cast: Cast) -> None:
    started = jobs.start("test.packs", by=cast.giver, payload={"packs": 3})
    browser, address = browser_of(cast.giver), f"/long-work/{started.pk}/"
    assert "Making the welcome packs" in browser.get(address).content.decode()
    assert browser_of(cast.stranger).get(address).status_code == 404
    assert jobs.claim(started.pk) is not None  # a worker that dies here
    with time_machine.travel(clock.now() + jobs.LEASE * 2, tick=False):
        jobs.run(started.pk)
    assert Job.objects.get(pk=started.pk).result == {"packs": 3}
    other = jobs.start("test.packs", by=cast.giver, payload={"packs": 3})
    browser.post(f"/long-work/{other.pk}/stop/")
    jobs.run(other.pk)
    assert Job.objects.get(pk=other.pk).result == {}


def test_a_benchmark_is_run_by_name_and_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = types.ModuleType("bench.nothing")
    found = {
        "goal": "nothing at all",
        "target": "0 s",
        "measured": "0.00 s",
        "cpu_s": 0.0,
        "ok": True,
        "note": "seed 7",
    }
    made.rows = lambda _quick: [found]  # type: ignore[attr-defined]  # a module made here
    monkeypatch.setitem(sys.modules, "bench.nothing", made)
    monkeypatch.setitem(bench.BENCHES, "nothing", "bench.nothing")
    assert bench.main(["nothing", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == [{"bench": "nothing", **found}]
    bench.main(["nothing"])
    assert "nothing at all  0 s" in capsys.readouterr().out
