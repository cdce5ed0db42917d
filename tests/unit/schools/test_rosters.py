"""Lists of pupils from schools' systems: read, shown, brought in, taken back, and nothing kept that must not be."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bothways.core.errors import Conflict, Invalid, NotFound
from bothways.core.models import ImportPage, ImportRun
from bothways.schools.actions import rosters as actions
from bothways.schools.models import Pupil, School
from bothways.schools.queries import rosters as queries
from tests.factories.activities import make_activity, make_booking, make_participant
from tests.people import Cast
from tests.unit.core.files_at_the_door import zipped
from tests.unit.core.test_check_file import SHARED

pytestmark = pytest.mark.django_db
WIDE = """LearnerId,UPN,LegalSurname,LegalForename,Surname,Forename,DateOfBirth,RegGroup,Year,Ethnicity,EAL,Postcode
1041,A123456789012,Canarylegal,Josephine,Canarysur,Jo,01/02/2014,7A,7,WBRI,N,WA8 9RJ
1042,U502400200093,Smythe,Zoë,Smythe,Zoë,03/04/2014,7B,Y07,WBRI,N,WA8 9RJ
"""


def _file(folder: Path, data: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def _read(cast: Cast, file: Path, **more: object) -> ImportRun:
    return actions.read_file(by=cast.giver, school=cast.giver_school, file=file, name=file.name, **more)  # type: ignore[arg-type]


def _apply(cast: Cast, run: ImportRun) -> list[tuple[str, str, str, str, str]]:
    actions.apply_run(by=cast.giver, school=cast.giver_school, run=run)
    return _list(cast.giver_school)


def _list(school: School) -> list[tuple[str, str, str, str, str]]:
    found = Pupil.unscoped.filter(school=school).order_by("local_id")
    return [(each.local_id, each.first_name, each.initial, each.year_group, each.group) for each in found]


def test_a_wide_report_is_cut_to_a_first_name_a_letter_a_year_a_class_and_a_code(cast: Cast, tmp_path: Path) -> None:
    run = _read(cast, _file(tmp_path, WIDE))
    assert _list(cast.giver_school) == []
    dropped = [each["column"] for each in run.reading["dropped"]]
    assert dropped == ["UPN", "Surname", "DateOfBirth", "Ethnicity", "EAL", "Postcode"]
    assert any(
        "Of the column ‘LegalSurname’ only the first letter was kept." in each for each in run.preview["warnings"]
    )
    assert _apply(cast, run) == [("1041", "Jo", "C", "7", "7A"), ("1042", "Zoë", "S", "7", "7B")]
    kept = "".join(
        str(each.__dict__) for each in (*Pupil.unscoped.all(), *ImportRun.objects.all(), *ImportPage.objects.all())
    )
    assert "anary" not in kept
    assert ImportRun.objects.get().preview is None


def test_where_two_years_disagree_a_person_says_which_holds(cast: Cast, tmp_path: Path) -> None:
    file = _file(tmp_path, "Forename,Surname,Year,NCYear\nJo,Smith,7,13\nBo,Young,8,8\n")
    run = _read(cast, file)
    assert (run.counts["rejected"], run.counts["added"]) == (1, 1)
    assert "year 7 and year 13" in run.preview["rejects"][0]["mend"]
    settled = _read(cast, file, corrections={"year_group": ""})
    assert [row[3] for row in _apply(cast, settled)] != []
    assert {row[3] for row in _list(cast.giver_school)} == {"13", "8"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Name,Year group\nGarcía, José\nAsh Brown,7\n".replace("García, José", '"García, José",7'),
            [("Ash", "B"), ("José", "G")],
        ),
        ("Pupil Name;Form\nÅsa Öberg;7A\n", [("Åsa", "Ö")]),
        ("Known As\tLast Name\nBo\tO'Neil\n", [("Bo", "O")]),
        ("First name,Initial\nمريم,ح\n😀,x\n\u202eevil,y\n", [("evil", "Y"), ("مريم", "ح"), ("😀", "X")]),
        ("First name\n" + "é" * 200 + "\n", [("é" * 60, "")]),
    ],
)
def test_names_come_in_however_they_are_headed(
    cast: Cast, tmp_path: Path, text: str, found: list[tuple[str, str]]
) -> None:
    rows = _apply(cast, _read(cast, _file(tmp_path, text)))
    assert sorted((row[1], row[2]) for row in rows) == found


def test_the_same_child_twice_is_told_by_row_and_comes_once(cast: Cast, tmp_path: Path) -> None:
    run = _read(cast, _file(tmp_path, "First name,Initial,Class\nAsh,B,7A\nBo,C,7A\nAsh,B,7A\nAsh,B,7B\n"))
    (reject,) = run.preview["rejects"]
    assert (reject["row"], "row 2" in reject["mend"]) == (4, True)
    assert len(_apply(cast, run)) == 3


def test_the_same_list_again_changes_nothing_and_a_newer_one_moves_pupils_up(cast: Cast, tmp_path: Path) -> None:
    _apply(cast, _read(cast, _file(tmp_path, WIDE)))
    again = _read(cast, _file(tmp_path, WIDE))
    assert (again.counts["unchanged"], again.counts.get("added", 0)) == (2, 0)
    newer = _read(cast, _file(tmp_path, WIDE.replace("7A,7", "8A,8")))
    assert newer.counts["changed"] == 1
    assert _apply(cast, newer)[0] == ("1041", "Jo", "C", "8", "8A")
    actions.undo_run(by=cast.giver, school=cast.giver_school, run=newer)
    assert _list(cast.giver_school)[0] == ("1041", "Jo", "C", "7", "7A")


def test_undo_takes_off_what_came_unless_somebody_comes_to_an_event_since(cast: Cast, tmp_path: Path) -> None:
    run = _read(cast, _file(tmp_path, WIDE))
    _apply(cast, run)
    activity = make_activity(cast.partnership, cast.giver_school)
    child = make_participant(make_booking(activity.taking_part.get()), Pupil.unscoped.get(local_id="1041"))
    with pytest.raises(Conflict, match="brought to an event"):
        actions.undo_run(by=cast.giver, school=cast.giver_school, run=run)
    assert len(_list(cast.giver_school)) == 2
    child.delete()
    actions.undo_run(by=cast.giver, school=cast.giver_school, run=run)
    assert _list(cast.giver_school) == []


def test_a_list_that_changed_meanwhile_is_not_written_over(cast: Cast, tmp_path: Path) -> None:
    run = _read(cast, _file(tmp_path, WIDE))
    Pupil.unscoped.create(school=cast.giver_school, local_id="1041", first_name="Other")
    with pytest.raises(Conflict, match="has changed"):
        _apply(cast, run)
    assert [row[1] for row in _list(cast.giver_school)] == ["Other"]


def test_no_other_school_finds_a_list(cast: Cast, tmp_path: Path) -> None:
    run = _read(cast, _file(tmp_path, WIDE))
    with pytest.raises(NotFound):
        queries.run(run.pk, school=cast.partner_school)
    with pytest.raises(NotFound):
        actions.apply_run(by=cast.partner, school=cast.giver_school, run=run)
    actions.forget_run(by=cast.giver, school=cast.giver_school, run=run)
    assert ImportPage.objects.count() == 0


def test_a_table_without_names_says_what_is_missing(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"these columns are missing: (First name|Name)"):
        _read(cast, _file(tmp_path, "colour,size\nred,4\n"))
    run = _read(
        cast, _file(tmp_path, "Rufname,Jahr\nJo,7\n"), corrections={"first_name": "Rufname", "year_group": "Jahr"}
    )
    assert [row[1:4] for row in _apply(cast, run)] == [("Jo", "", "7")]


USERS = (
    "sourcedId,status,dateLastModified,enabledUser,{role}username,userIds,givenName,familyName,email,grades,password\n"
    "u1,active,,TRUE,{student}jo,,Jo,Canarysur,jo@school.test,09,hunter2\n"
    "u2,active,,TRUE,{teacher}al,,Al,Teacher,al@school.test,,hunter2\n"
    "u3,tobedeleted,,TRUE,{student}go,,Gone,Away,,09,\n"
)
CLASSES = "sourcedId,status,title,grades,courseSourcedId,classType,termSourcedIds\nc1,,9X,,,homeroom,t1\n"
ROLES = (
    "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\nr1,,u1,primary,student,o1\nr2,,u2,primary,teacher,o1\n"
)
ENROLLED = (
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role\ne1,,,c1,o1,u1,student\n"
)


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2 with the wrong name"])
def test_oneroster_brings_pupils_and_nobody_else(cast: Cast, tmp_path: Path, version: str) -> None:
    old = version == "1.1"
    users = USERS.format(
        role="role," if old else "", student="student," if old else "", teacher="teacher," if old else ""
    )
    parts = {"users.csv": users, "classes.csv": CLASSES, "enrollments.csv": ENROLLED}
    if not old:
        parts["roles.csv" if version == "1.2" else "userprofiles.csv"] = ROLES
    run = _read(cast, _file(tmp_path, zipped(parts), "roster.zip"))
    assert "1 people who are not pupils were left out." in " ".join(run.preview["warnings"])
    assert _apply(cast, run) == [("u1", "Jo", "C", "9", "9X")]


@pytest.mark.skipif(SHARED is None, reason="the shared data folder is not on this machine")
def test_published_oneroster_archives_bring_their_pupils(cast: Cast) -> None:
    assert SHARED is not None
    found = {}
    for file in sorted((SHARED / "rosters" / "oneroster_zips").glob("*.zip")):
        run = _read(cast, file)
        found[file.name] = run.counts["added"]
        actions.forget_run(by=cast.giver, school=cast.giver_school, run=run)
    assert found == {"Test_full_data_set.zip": 3, "Test_minimal_data_set.zip": 3, "oneroster_test_data.zip": 1}


def _answer(cast: Cast, file: Path) -> str:
    """The sentence of a refusal, or one for a list that can be brought in, which is then set aside."""
    try:
        run = _read(cast, file)
    except Invalid as problem:
        return problem.sentence
    actions.forget_run(by=cast.giver, school=cast.giver_school, run=run)
    return f"{run.counts['rows']} rows."


@pytest.mark.skipif(SHARED is None, reason="the shared data folder is not on this machine")
def test_every_hostile_file_as_a_list_gets_a_sentence_or_rows(cast: Cast) -> None:
    assert SHARED is not None
    for file in sorted(each for each in (SHARED / "dirty").rglob("*") if each.is_file()):
        assert _answer(cast, file).endswith("."), file
    assert _list(cast.giver_school) == []


@pytest.mark.slow
def test_ten_thousand_pupils_come_in_quickly(cast: Cast, tmp_path: Path) -> None:
    """2.4 s of CPU on two cores, besides 0.4 s for the child that opens the file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Code", "First name", "Surname", "Year", "Class"])
    writer.writerows([f"S{n}", f"Child{n % 700}", "Brown", str(n % 13 + 1), f"{n % 30}"] for n in range(10_000))
    file = _file(tmp_path, out.getvalue())
    run = _read(cast, file)
    actions.apply_run(by=cast.giver, school=cast.giver_school, run=run)
    assert Pupil.unscoped.count() == 10_000
