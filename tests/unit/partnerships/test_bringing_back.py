"""What was taken away comes back as it was, once, and hostile files make nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.core.errors import Conflict, Invalid, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.actions import bringing_back
from bothways.partnerships.demonstration import make
from bothways.partnerships.demonstration.halton import HALTON
from bothways.partnerships.imports import brought_back
from bothways.partnerships.imports.whole import BOOKS, READ_ME, WORDS
from bothways.partnerships.models import Partnership
from bothways.partnerships.queries import takeaway
from bothways.schools.demonstration import make as make_people
from bothways.schools.models import Person, School
from tests.factories.partnerships import join, make_meeting, make_partnership, make_proposal
from tests.factories.schools import make_person, make_school

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
Files = dict[str, bytes]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Partnership]:
    """A partnership of two schools with one proposal and one meeting, taken away."""
    schools = [make_school(identifier=f"90000{n}", name=f"School {n}") for n in (1, 2)]
    partnership = make_partnership(*schools, name="Small", slug="small", hub=schools[0])
    make_proposal(partnership, title="=HYPERLINK(1)", about="'tis\r\n\t+44\n\u2028=1", place='a,b;c|d "e"')
    make_meeting(partnership, title="Planning", notes="-1\n\n“Minutes”", host=schools[1])
    return _put(tmp_path, _files(partnership)), partnership


def _files(partnership: Partnership) -> Files:
    with zipfile.ZipFile(io.BytesIO(takeaway.archive(partnership))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _put(folder: Path, files: Files) -> Path:
    path = folder / "whole.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def _said(path: Path, *options: str) -> dict[str, Any]:
    out, code = io.StringIO(), 0
    try:
        call_command("bring_back", str(path), "--json", *options, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    told: dict[str, Any] = json.loads(out.getvalue())
    assert code == (3 if told["verdict"] == "refused" else 0)
    return told


def test_halton_goes_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    for urn, _brings, _expects in HALTON.schools:
        make_school(identifier=urn, name=f"School {urn}")
    make_people(TODAY)
    make(TODAY)
    halton = Partnership.unscoped.get(slug="halton")
    before, counts = _files(halton), _counts()
    full = {name for name, data in before.items() if len(data.splitlines()) > 1}
    assert {"plan.csv", "given answers.csv", "events.csv", "promises.csv", "practice steps.csv"} <= full
    path = _put(tmp_path, before)
    halton.delete()
    assert _counts() != counts
    told = _said(path)
    assert (told["verdict"], told["slug"]) == ("accepted", "halton")
    again = Partnership.unscoped.get(slug="halton")
    assert again.pk != halton.pk
    assert _files(again) == before
    assert _counts() == counts
    assert told["made"] == {name: _rows(before[f"{name}.csv"]) for name in told["made"]}


def _rows(data: bytes) -> int:
    return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1


def _counts() -> dict[str, int]:
    return {book.name: book.model._base_manager.count() for book in BOOKS}


def test_words_that_look_like_formulas_come_back_as_they_were(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    before = partnership.proposals.get()
    partnership.delete()
    _said(path)
    after = Partnership.unscoped.get(slug="small").proposals.get()
    assert [(each.title, each.about, each.place) for each in (after,)] == [(before.title, before.about, before.place)]
    assert after.uid == before.uid


def test_what_stands_by_nothing_but_its_id_keeps_its_place(small: tuple[Path, Partnership], tmp_path: Path) -> None:
    _path, partnership = small
    for number in range(12):
        partnership.aims.create(words=f"Aim {number}")
    before, files = [aim.words for aim in partnership.aims.all()], _files(partnership)
    partnership.delete()
    _said(_put(tmp_path, files))
    back = Partnership.unscoped.get(slug="small")
    assert [aim.words for aim in back.aims.all()] == before
    assert _files(back) == files


def test_what_is_left_at_home_is_people_and_what_the_machine_keeps() -> None:
    """Every field goes along, but for ids, the partnership itself, links to accounts, and what each place decides."""
    home, decided_anew = {"Person"}, {"public_since"}
    for book in BOOKS:
        taken = {column.field.name for column in book.columns}
        for field in book.model._meta.concrete_fields:
            target = field.related_model.__name__ if field.related_model else ""
            implied = (
                target in home
                or field.name in decided_anew
                or field.primary_key
                or (target == "Partnership" and book.path)
            )
            assert bool(implied) != (field.name in taken), f"{book.name}: {field.name}"
    models = {model.__name__ for model in apps.get_app_config("partnerships").get_models()}
    assert models - {book.model.__name__ for book in BOOKS} == {
        "Handover",
        "Nudge",
        "NudgeLine",
        "NoLetter",
        "CalendarFeed",
    }


def test_no_account_and_no_link_goes_along(small: tuple[Path, Partnership]) -> None:
    _path, partnership = small
    person = make_person(name="Somebody Signed-In", email="signed-in@school.test")
    partnership.made_by = person
    partnership.save()
    whole = b"".join(_files(partnership).values())
    assert b"Signed-In" not in whole
    assert b"signed-in@" not in whole
    assert person.pk.encode() not in whole
    assert b"/reply/" not in whole
    assert all(partnership.pk.encode() not in data for data in _files(partnership).values())


def test_a_preview_makes_nothing_and_says_what_would_be_made(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    before = _counts()
    told = _said(path, "--preview")
    assert told["applied"] is False
    assert told["slug"] == "small-2"
    assert told["made"]["schools"] == 2
    assert _counts() == before
    assert not AuditEntry.objects.filter(verb=bringing_back.VERB).exists()
    partnership.delete()
    assert _said(path)["made"] == told["made"]


def test_it_is_made_once_however_often_it_is_asked_for(small: tuple[Path, Partnership], tmp_path: Path) -> None:
    path, partnership = small
    partnership.delete()
    assert _said(path)["slug"] == "small"
    repacked = _put(tmp_path, dict(reversed(_files(Partnership.unscoped.get(slug="small")).items())))
    told = _said(repacked)
    assert told["verdict"] == "already"
    assert "/w/small/" in told["reason"]
    assert Partnership.unscoped.count() == 1
    assert _said(path, "--again")["slug"] == "small-2"
    uids = [set(each.proposals.values_list("uid", flat=True)) for each in Partnership.unscoped.all()]
    assert uids[0].isdisjoint(uids[1])
    Partnership.unscoped.all().delete()
    assert _said(path)["verdict"] == "accepted"
    assert AuditEntry.objects.filter(verb=bringing_back.VERB, actor_id="system").count() == 3


def test_schools_that_nobody_knows_stop_it_or_are_left_out(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    partnership.delete()
    School.objects.filter(identifier="900002").delete()
    told = _said(path)
    assert told["verdict"] == "refused"
    assert {(each["file"], each["column"]) for each in told["troubles"]} == {
        ("schools.csv", "school"),
        ("meetings.csv", "host"),
    }
    assert "School 2 (urn 900002)" in {each["value"] for each in told["troubles"]}
    assert Partnership.unscoped.count() == 0
    told = _said(path, "--without-unknown")
    assert told["left_out"]["schools"] == 1
    assert told["left_out"]["answers"] == 1
    back = Partnership.unscoped.get()
    assert [each.school.identifier for each in back.memberships.all()] == ["900001"]
    assert back.meetings.get().host is None


def test_a_school_is_found_by_scheme_and_number_and_not_by_name(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    partnership.delete()
    School.objects.filter(identifier="900002").update(name="Another name now")
    assert _said(path)["verdict"] == "accepted"
    School.objects.filter(identifier="900002").update(scheme="seed")
    assert _said(path, "--again")["verdict"] == "refused"


def test_what_the_door_mends_is_said(small: tuple[Path, Partnership], tmp_path: Path) -> None:
    path, partnership = small
    assert _said(path, "--preview")["notes"] == []
    partnership.area = "Hal\x07ton"
    (note,) = _said(_put(tmp_path, _files(partnership)))["notes"]
    assert note.startswith("partnership.csv: ")
    assert Partnership.unscoped.get(slug="small-2").area == "Halton"


def _change(files: Files, name: str, old: bytes, new: bytes) -> Files:
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


BAD: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a path out": (lambda files: {**files, "../../evil.csv": b"id\n1\n"}, "points outside it"),
    "a bomb": (lambda files: {**files, "plan.csv": b"0" * 30_000_000}, "hundred times its size"),
    "another archive": (lambda files: {**files, "inner.zip": b"PK\x03\x04"}, "another archive"),
    "a missing file": (lambda files: {k: v for k, v in files.items() if k != "events.csv"}, "‘events.csv’"),
    "a strange file": (lambda files: {**files, "pupils.csv": b"id\r\n1\r\n"}, "‘pupils.csv’"),
    "not a table": (lambda files: {**files, "plan.csv": b"\x89PNG\r\n\x1a\n" + b"\0" * 99}, "not a table"),
    "a missing column": (lambda files: _change(files, "plan.csv", b"title", b"headline"), "no column ‘title’"),
    "a strange column": (lambda files: _change(files, "aims.csv", b"id,", b"secret,id,"), "‘secret’"),
    "a column twice": (lambda files: _change(files, "aims.csv", b"id,", b"id,id,"), "a column twice"),
    "a cut row": (lambda files: {**files, "aims.csv": files["aims.csv"] + b"aims-9,x"}, "cells under"),
    "an open quotation mark": (lambda files: {**files, "plan.csv": files["plan.csv"] + b'plan-9,"x'}, "never closed"),
    "a reference to nowhere": (lambda files: _change(files, "owners.csv", b"plan-1", b"plan-7"), "no such id"),
    "an id twice": (lambda files: _change(files, "schools.csv", b"schools-2", b"schools-1"), "an id of its own"),
    "a strange state": (lambda files: _change(files, "schools.csv", b",yes,", b",king,"), "'king' is not"),
    "a strange moment": (lambda files: _change(files, "schools.csv", b"+00:00", b""), "Write a moment as"),
    "a year that no calendar has": (lambda files: _change(files, "plan.csv", b",asking,20", b",asking,99"),
                                    "from 1900 to 2200"),
    "one school twice": (lambda files: _change(files, "schools.csv", b"900002", b"900001"), "contradict"),
    "no partnership": (lambda files: {**files, "partnership.csv": files["partnership.csv"].split(b"\r\n")[0] + b"\r\n"},
                       "one partnership"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_hostile_or_broken_file_is_refused_in_words_and_makes_nothing(
    small: tuple[Path, Partnership], tmp_path: Path, what: str
) -> None:
    path, partnership = small
    spoil, reason = BAD[what]
    files = spoil(_files(partnership))
    partnership.delete()
    before = _counts()
    told = _said(_put(tmp_path, files))
    assert told["verdict"] == "refused"
    assert reason in json.dumps(told, ensure_ascii=False)
    assert _counts() == before
    with pytest.raises(CommandError) as refused:
        call_command("bring_back", str(path))
    assert refused.value.returncode == 3
    assert reason in str(refused.value)


def test_two_files_of_one_name_are_refused(small: tuple[Path, Partnership]) -> None:
    path, _partnership = small
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("plan.csv", b"id\r\n")
    assert "two files of one name: ‘plan.csv’" in _said(path)["reason"]


@pytest.mark.parametrize("keep", [0, 10, 500, -30])
def test_a_cut_file_is_refused(small: tuple[Path, Partnership], keep: int) -> None:
    path, partnership = small
    partnership.delete()
    path.write_bytes(path.read_bytes()[:keep])
    assert _said(path)["verdict"] == "refused"
    assert Partnership.unscoped.count() == 0


def test_a_file_larger_than_any_partnership_is_refused(
    small: tuple[Path, Partnership], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _partnership = small
    for limit in ("BYTES_AT_MOST", "UNPACKED_AT_MOST", "ROWS_AT_MOST"):
        with monkeypatch.context() as patched:
            patched.setattr(brought_back, limit, 3)
            assert _said(path)["verdict"] == "refused"


def test_somebody_with_an_account_can_be_given_it_at_once(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    partnership.delete()
    assert _said(path, "--coordinator", "nobody@school.test")["verdict"] == "refused"
    assert Partnership.unscoped.count() == 0
    person = make_person(email="next@school.test")
    told = _said(path, "--coordinator", "next@school.test")
    back = Partnership.unscoped.get(slug=told["slug"])
    assert [role.place_id for role in person.held] == [back.pk]
    with pytest.raises(Conflict):
        bringing_back.give_to(by=None, partnership_id=back.pk, email="next@school.test")


def test_what_stands_already_can_still_be_given_to_somebody(small: tuple[Path, Partnership]) -> None:
    path, partnership = small
    partnership.delete()
    back = Partnership.unscoped.get(slug=_said(path)["slug"])
    person = make_person(email="next@school.test")
    for options, ends in (
        (["--coordinator", "nobody@school.test"], "has an account here."),
        (["--coordinator", "next@school.test", "--preview"], "next@school.test runs it from now on."),
    ):
        told = _said(path, *options)
        assert told["verdict"] == ("already" if "--preview" in options else "refused")
        assert told["reason"].endswith(ends)
        assert Person.unscoped.get(pk=person.pk).held == ()
    for ends in ("next@school.test runs it from now on.", "next@school.test runs it already."):
        told = _said(path, "--coordinator", "next@school.test")
        assert (told["verdict"], told["reason"].endswith(ends)) == ("already", True)
    assert [role.place_id for role in Person.unscoped.get(pk=person.pk).held] == [back.pk]
    assert Partnership.unscoped.count() == 1


def test_nobody_does_it_from_a_page(small: tuple[Path, Partnership]) -> None:
    path, _partnership = small
    person: Any = make_person()
    with pytest.raises(Refused):
        bringing_back.bring_back(by=person, whole=brought_back.read(path))
    with pytest.raises(Refused):
        bringing_back.give_to(by=person, partnership_id="x", email="x@school.test")


def test_something_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"hello", b"%PDF-1.7"):
        (tmp_path / "x.zip").write_bytes(data)
        with pytest.raises(Invalid):
            brought_back.read(tmp_path / "x.zip")
    (tmp_path / "x.csv").write_text("School,Places\nGiver,4\n")
    assert "taken away under Handing over" in _said(tmp_path / "x.csv")["reason"]
    assert "no such file" in _said(tmp_path / "nowhere.zip")["reason"]


def test_the_report_for_people(small: tuple[Path, Partnership]) -> None:
    path, _partnership = small
    out = io.StringIO()
    call_command("bring_back", str(path), "--preview", stdout=out)
    assert "Small, /w/small-2/: previewed, nothing made" in out.getvalue()
    assert "schools: 2" in out.getvalue()
    assert "Nobody runs it yet" in out.getvalue()


def test_taking_away_asks_the_database_the_same_however_much_there_is(small: tuple[Path, Partnership]) -> None:
    _path, partnership = small
    counts = set()
    for number in range(3):
        join(partnership, make_school(name=f"Joined {number}"))
        make_proposal(partnership, title=f"More {number}")
        with CaptureQueriesContext(connection) as asked:
            list(takeaway.sheets(partnership))
        counts.add(len(asked))
    assert len(counts) == 1


def test_the_page_beside_the_tables_is_read_as_one_too_and_does_no_harm() -> None:
    assert '"' not in takeaway.read_me()
    assert all(book.file in takeaway.read_me() for book in BOOKS)
    assert not [each for book in BOOKS for each in book.columns if each.name.endswith(WORDS)]
    assert f"_{WORDS} are there to be read" in takeaway.read_me()
    assert READ_ME.endswith(".txt")
