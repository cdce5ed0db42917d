"""``check_file`` answers a script about any file, with 0 or 3 and never a traceback."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from bothways.core.files.door import KINDS, check
from tests.unit.core.files_at_the_door import DATA, judge

_HERE = Path(__file__).parents[3]
_PLACES = [Path(os.environ["BOTHWAYS_SHARED"])] if "BOTHWAYS_SHARED" in os.environ else [_HERE.parent / "shared"]
SHARED = next((place / "data" for place in _PLACES if (place / "data").is_dir()), None)
SAMPLE = 60


def _said(*arguments: str) -> tuple[int, str]:
    """How the command ends, and what it prints."""
    out = io.StringIO()
    try:
        call_command("check_file", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_an_accepted_file() -> None:
    code, said = _said(str(DATA / "gias" / "links_sample.csv"), "--as", "register", "--json")
    answer = json.loads(said)
    assert code == 0
    assert list(answer) == ["verdict", "accepted", "reason", "rows", "warnings", "kind", "stats"]
    assert (answer["verdict"], answer["reason"], answer["rows"], answer["kind"]) == ("accepted", "", 30, "register")
    assert answer["warnings"] == ["The text is in Windows-1252, not UTF-8, and was read as that."]


def test_a_refused_file() -> None:
    code, said = _said(str(DATA / "SOURCES.md"), "--as", "image", "--json")
    answer = json.loads(said)
    assert code == 3
    assert (answer["verdict"], answer["rows"]) == ("refused", None)
    assert answer["reason"] == "This is plain text, not a photo. Send a JPEG, PNG, WebP or HEIC picture."


def test_plain_words_for_a_person() -> None:
    simple = str(DATA / "csv-spectrum" / "csvs" / "simple.csv")
    missing = "No column for this was found: First name. You can say which one it is."
    assert _said(simple, "--as", "roster") == (0, f"Accepted.\n1 row.\n{missing}\n")
    assert _said("/no/such/file", "--as", "text") == (3, "Refused. There is no such file.\n")


def test_a_list_of_pupils_is_read_as_the_page_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Legal Forename,Surname,NC Year,DOB\nJo,Smith,7,01/02/2014\n")
    code, said = _said(str(file), "--as", "roster")
    assert code == 0
    assert "Read as a list of pupils, with these columns: First name: Legal Forename, Initial: Surname" in said
    assert "The column ‘DOB’ was left out." in said


def _shared_files() -> list[Path]:
    """Every published file that was handed to us. Absent is allowed, but not where it is meant to be."""
    if SHARED is None:
        assert not os.environ.get("CI"), "The shared data folder is missing: set BOTHWAYS_SHARED to where it is."
        pytest.skip("The shared data folder is not on this machine (BOTHWAYS_SHARED): its files were not tried.")
    return sorted(path for path in SHARED.rglob("*") if path.is_file())


def _kind(place: int, path: Path) -> str:
    """Tables as tables, pictures as pictures; the rest as each kind in turn."""
    if path.suffix in {".csv", ".xlsx", ".zip", ".gz"}:
        return "roster" if "rosters" in path.parts else "register"
    return "image" if path.suffix in {".png", ".svg"} else KINDS[place % len(KINDS)]


def _try(files: list[tuple[str, Path]]) -> None:
    for kind, path in files:
        verdict = check(path, kind=kind)
        assert verdict.accepted or verdict.reason.endswith("."), path


def test_a_sample_of_all_shared_files_gets_a_plain_answer() -> None:
    every = [(_kind(place, path), path) for place, path in enumerate(_shared_files())]
    tables = [each for each in every if each[1].suffix in {".xlsx", ".zip"} or "dirty" in each[1].parts]
    _try([*tables, *every[:: max(1, len(every) // SAMPLE)]][:SAMPLE])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_shared_file_gets_a_plain_answer(kind: str) -> None:
    for path in _shared_files():
        result = judge(path.read_bytes(), kind)
        assert result["verdict"] == "accepted" or result["reason"].endswith("."), path
