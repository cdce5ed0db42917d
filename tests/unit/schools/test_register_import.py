"""Files of the national register, from recognising them to taking them back. Small real samples; all of them where
the shared data is there."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from bothways.core import clock
from bothways.core.errors import Conflict, Invalid
from bothways.core.models import AuditEntry, ImportRun
from bothways.schools import folding, search_index
from bothways.schools.actions import register
from bothways.schools.models import RegisterLock, School, SchoolLink
from bothways.schools.queries.register import current_school, current_schools, school_page
from bothways.schools.queries.search import search
from bothways.schools.queries.updates import report
from bothways.schools.roles import TEACHER
from tests.factories.schools import give_role, make_person

SAMPLES = Path(__file__).parents[2] / "data" / "register"
SHARED = Path(settings.SHARED_DATA)
pytestmark = pytest.mark.django_db

Bring = Callable[..., dict[str, Any]]


def bring(file: Path | str, **options: Any) -> dict[str, Any]:
    """Read and apply one file; what a script would be told."""
    path = SAMPLES / file if isinstance(file, str) else file
    run = register.read_file(by=None, file=path, name=path.name, **options)
    return report(register.apply_run(by=None, run=run))


def counts(told: dict[str, Any]) -> dict[str, int]:
    """The counts that are not nought."""
    return {name: told[name] for name in told if type(told[name]) is int and told[name]}


def everything() -> list[tuple[Any, ...]]:
    """Every fact of every school, to compare before and after."""
    fields = [field.attname for field in School._meta.concrete_fields]
    return list(School.objects.order_by("pk").values_list(*fields))


def written(tmp_path: Path, text: str, name: str = "schools.csv") -> Path:
    """A file of our own."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_is_stored_and_control_characters_are_repaired() -> None:
    told = bring("statuses_2024-06-17.csv")
    assert counts(told) == {"rows": 165, "added": 165}
    assert "control characters were repaired" in told["repaired"][0]
    assert School.objects.count() == 165
    assert School.objects.get(identifier="146833").name == "St Stephen’s International"
    lunts = School.objects.get(identifier="111199")
    assert (lunts.name, lunts.local_authority, lunts.phase, lunts.status) == (
        "Lunts Heath Primary School",
        "Halton",
        "Primary",
        "open",
    )


@pytest.mark.parametrize(
    "file", ["statuses_2024-06-17.csv", "links_20230421.csv", "addresses_2022-07.csv", "extract_140.csv"]
)
def test_the_same_file_again_changes_nothing(file: str) -> None:
    first = bring(file)
    before = everything()
    again = bring(file)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, first["added"])
    assert everything() == before


def test_two_snapshots_half_a_year_apart() -> None:
    assert counts(bring("open_2024-07.csv")) == {"rows": 52, "added": 52}
    told = bring("open_2025-01.csv")
    expected = {"rows": 54, "added": 6, "changed": 8, "renamed": 5, "moved": 3, "unchanged": 40, "no_longer_listed": 4}
    assert counts(told) == expected
    assert School.objects.count() == 58, "nobody is deleted"


def test_schools_that_a_list_leaves_out_close_only_when_asked() -> None:
    bring("open_2024-07.csv")
    told = bring("open_2025-01.csv", close_missing=True)
    assert (told["closed"], told["no_longer_listed"]) == (4, 4)
    assert School.objects.filter(status="closed").count() == 4


def test_a_narrow_file_blanks_nothing_and_an_older_one_only_fills_gaps() -> None:
    bring("statuses_2024-06-17.csv")
    School.objects.filter(identifier="111199").update(laestab="8762428")
    told = bring("addresses_2022-07.csv")
    lunts = School.objects.get(identifier="111199")
    assert (lunts.town, lunts.postcode, lunts.laestab, lunts.phase) == ("Widnes", "WA8 9RJ", "8762428", "Primary")
    assert (told["renamed"], told["moved"]) == (0, 0), "the names of 2024 stand"
    assert any("facts that are newer" in sentence for sentence in told["warnings"])
    assert str(lunts.source_on) == "2024-06-17"


def test_a_blank_cell_or_a_date_that_means_not_known_says_nothing(tmp_path: Path) -> None:
    head = "urn,name,open_date,town,postcode\n"
    bring(written(tmp_path, f"{head}111199,Lunts Heath,01-09-1972,Widnes,WA8 9RJ\n"))
    told = bring(written(tmp_path, f"{head}111199,Lunts Heath,01-01-1900,,\n"))
    assert counts(told) == {"rows": 1, "unchanged": 1}
    school = School.objects.get()
    assert (str(school.opened_on), school.town, school.postcode) == ("1972-09-01", "Widnes", "WA8 9RJ")


def test_a_cell_that_cannot_be_used_does_not_lose_its_row() -> None:
    told = bring("addresses_2022-07.csv")
    assert (told["rejected"], told["left_out"]) == (0, 1)
    [cell] = told["rejects"]
    assert (cell["column"], cell["value"]) == ("postcode", "2036")
    assert "Write it like WA8 9RJ" in cell["mend"]
    assert "The rest of the row is used" in cell["mend"]


def test_a_bad_row_does_not_lose_the_others(tmp_path: Path) -> None:
    text = (
        "urn,name,open_date,town,postcode\n111199,Lunts Heath,,Widnes,WA8 9RJ\n11119X,X,,,\n122129,,,,\n111199,Y,,,\n"
    )
    told = bring(written(tmp_path, text))
    assert counts(told) == {"rows": 4, "added": 1, "rejected": 3}
    assert [(each["row"], each["column"], each["value"]) for each in told["rejects"]] == [
        (3, "urn", "11119X"),
        (4, "name", ""),
        (5, "URN", "111199"),
    ]
    assert all(each["mend"].endswith(".") for each in told["rejects"])


def test_both_generations_of_the_full_extract() -> None:
    assert counts(bring("extract_133.csv")) == {"rows": 4, "added": 4}
    assert counts(bring("extract_140.csv")) | {"no_longer_listed": 0} == {"rows": 8, "added": 8, "no_longer_listed": 0}
    school = School.objects.get(identifier="100492")
    facts = (
        school.sector,
        school.kind,
        school.laestab,
        school.roll,
        str(school.roll_on),
        school.low_age,
        school.postcode,
    )
    assert facts == ("state", "Voluntary aided school", "2073402", 237, "2018-01-18", 3, "W10 5EF")
    assert str(school.fsm_percent) == "30.0"


def test_files_that_add_figures_join_on_the_number_and_add_no_school() -> None:
    bring("statuses_2024-06-17.csv")
    told = bring("pupil_premium_2019-2020.csv")
    assert (told["added"], told["changed"]) == (0, told["rows"])
    bring("fsm_percent_2022-23.csv")
    kba = School.objects.get(identifier="135966")
    assert (kba.roll, str(kba.roll_on), str(kba.fsm_on)) == (1572, "2019-01-17", "2023-01-19")
    assert School.objects.get(identifier="111199").fsm_percent.to_eng_string() == "8.6"
    assert kba.name == "Kettering Buccleuch Academy"


def test_figures_for_a_school_we_do_not_hold_are_listed() -> None:
    told = bring("pupil_premium_2019-2020.csv")
    assert told["rejected"] == told["rows"]
    assert "Bring in a file that lists the school first" in told["rejects"][0]["mend"]


def test_undo_restores_every_fact() -> None:
    bring("open_2024-07.csv")
    before = everything()
    run = register.read_file(by=None, file=SAMPLES / "open_2025-01.csv", name="open_2025-01.csv", close_missing=True)
    register.apply_run(by=None, run=run)
    assert everything() != before
    register.undo_run(by=None, run=run)
    assert everything() == before


def test_undo_leaves_a_school_where_somebody_works() -> None:
    run = register.read_file(by=None, file=SAMPLES / "open_2024-07.csv", name="open_2024-07.csv")
    register.apply_run(by=None, run=run)
    give_role(make_person(), TEACHER, School.objects.first())
    with pytest.raises(Conflict, match="Someone works at a school"):
        register.undo_run(by=None, run=run)
    assert School.objects.count() == 52


def test_a_register_that_changed_since_the_preview_is_not_overwritten() -> None:
    bring("open_2024-07.csv")
    run = register.read_file(by=None, file=SAMPLES / "open_2025-01.csv", name="open_2025-01.csv")
    key = next(each["key"] for each in run.preview["samples"]["renamed"])
    School.objects.filter(identifier=key).update(name="Renamed by somebody else")
    before = everything()
    with pytest.raises(Conflict, match="has changed since"):
        register.apply_run(by=None, run=run)
    assert everything() == before


def test_the_word_index_follows_single_writes_again_after_an_update_and_after_one_that_failed() -> None:
    bring("open_2024-07.csv")
    one, other = School.objects.order_by("identifier")[:2]
    School.objects.filter(pk=one.pk).update(search_text=folding.search_text(name="Zebra Crossing"))
    assert [found.identifier for found in search("zebra")] == [one.identifier]
    run = register.read_file(by=None, file=SAMPLES / "open_2025-01.csv", name="open_2025-01.csv")
    key = next(each["key"] for each in run.preview["samples"]["renamed"])
    School.objects.filter(identifier=key).update(name="Renamed by somebody else")
    with pytest.raises(Conflict):
        register.apply_run(by=None, run=run)
    School.objects.filter(pk=other.pk).update(search_text=folding.search_text(name="Okapi Lane"))
    assert [found.identifier for found in search("okapi")] == [other.identifier]


@pytest.mark.django_db(transaction=True)
def test_the_word_index_rests_only_inside_a_transaction() -> None:
    if connection.vendor != "sqlite":
        with search_index.in_bulk(["100000"]):
            return
    with pytest.raises(RuntimeError, match="inside a transaction"), search_index.in_bulk(["100000"]):
        pytest.fail("the triggers were taken off")


def test_the_second_of_two_updates_at_once_is_told() -> None:
    run = register.read_file(by=None, file=SAMPLES / "open_2024-07.csv", name="open_2024-07.csv")
    held: list[str] = []

    def meanwhile(_done: int, _total: int) -> None:
        with pytest.raises(Conflict, match="Somebody else is updating") as second:
            register.apply_run(by=None, run=ImportRun.objects.get(pk=run.pk))
        held.append(second.value.sentence)

    register.apply_run(by=None, run=run, progress=meanwhile)
    assert len(held) == 1
    assert not RegisterLock.objects.exists()


@pytest.mark.parametrize(("minutes", "free"), [(4, False), (6, True)])
def test_a_lock_that_was_left_behind_gives_way(minutes: int, free: bool) -> None:
    RegisterLock.objects.create(name="register", since=clock.now() - dt.timedelta(minutes=minutes))
    if free:
        assert bring("open_2024-07.csv")["added"] == 52
    else:
        with pytest.raises(Conflict, match="Somebody else is updating"):
            bring("open_2024-07.csv")


def test_links_follow_a_school_through_every_change_of_number() -> None:
    bring("statuses_2024-06-17.csv")
    told = bring("links_20230421.csv")
    assert told["added"] == told["rows"] == 222
    assert told["dangling"] == len(
        {u for each in told["dangling_links"] for u in (each["urn"], each["other_urn"])}
        - set(School.objects.values_list("identifier", flat=True))
    )
    assert current_school("122064").identifier == "142063"
    assert current_school("121984").identifier == "146170"
    page = school_page("142063")
    assert [each.urn for each in page.predecessors] == ["122064"]
    assert [each.urn for each in school_page("122064").successors] == ["142063"]
    assert SchoolLink.objects.filter(dated_on=None).exists()


def test_circles_and_forks_in_the_links_end() -> None:
    pairs = [
        ("100001", "100002"),
        ("100002", "100003"),
        ("100003", "100001"),
        ("100003", "100004"),
        ("100002", "100005"),
    ]
    for urn, other in pairs:
        SchoolLink.objects.create(urn=urn, other_urn=other, kind="successor", words="Successor")
    for urn, status in (("100001", "closed"), ("100004", "open"), ("100005", "open")):
        School.objects.create(identifier=urn, name=urn, status=status, search_text=urn)
    assert sorted(each.identifier for each in current_schools("100001")) == ["100004", "100005"]
    assert current_school("100001") is None, "it became two"
    assert current_school("100004").identifier == "100004"


def test_the_command_tells_a_script() -> None:
    out = io.StringIO()
    call_command("import_register", str(SAMPLES / "open_2024-07.csv"), "--json", "--preview", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows"], told["added"], told["applied"], told["rejects"]) == (52, 52, False, [])
    assert not School.objects.exists()
    assert not ImportRun.objects.exists(), "a preview from the command line leaves nothing to apply"
    call_command("import_register", str(SAMPLES / "open_2024-07.csv"), stdout=out)
    assert School.objects.count() == 52
    assert AuditEntry.objects.filter(verb="import applied", actor_id="system").exists()


@pytest.mark.parametrize("name", ["SOURCES.md", "nothing-of-this-name.csv"])
def test_the_command_refuses_in_one_sentence(name: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_register", str(SAMPLES / name))
    assert refused.value.returncode == 3
    assert str(refused.value).endswith(".")


def _shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        assert not os.environ.get("CI"), f"the shared data is missing: {path}"
        pytest.skip(f"the shared data is not here: {path}")
    return path


def test_the_real_half_year_changes_exactly_what_it_changed() -> None:
    bring(_shared("gias", "series", "schools_gias_2024-07_open.csv.gz"))
    told = bring(_shared("gias", "series", "schools_gias_2025-01_open.csv.gz"))
    assert (told["added"], told["no_longer_listed"], told["renamed"], told["moved"]) == (403, 400, 165, 37)
    assert School.objects.count() == 22_412


def test_hostile_files_get_one_plain_answer() -> None:
    folder = _shared("dirty")
    files = [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix in {".csv", ".xml", ".zip", ".json"}
    ]
    for file in files[::12]:
        with pytest.raises(Invalid, match=r"\.$"):
            register.read_file(by=None, file=file, name=file.name)
    assert files
