"""What the child says comes out in the reader's language, and only what the child's own code could have said."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from pytest_django import Settings

from bothways.core.files import door
from bothways.core.files.sentences import Sentence, _, ngettext, plain
from bothways.core.files.wording import worded
from tests.unit.core.files_at_the_door import photo, zipped

FRENCH = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n > 1);\n",
    "This is %(kind)s, not a table. Send a table as CSV, XLSX or ODS.": "%(kind)s n’est pas un tableau.",
    "a PNG picture": "Une image PNG",
    "%(table)s: %(sentence)s": "%(sentence)s [%(table)s]",
    "There are no rows under the header.": "Il n’y a rien sous l’en-tête.",
    "The column ‘%(column)s’ was left out. %(why)s": "« %(column)s » est écarté. %(why)s",
    "Religion is not held.": "La religion n’est pas gardée.",
    "%(n)s other file in the archive was left alone.\0%(n)s other files in the archive were left alone.": (
        "%(n)s autre fichier est resté.\0%(n)s autres fichiers sont restés."
    ),
}


def _catalogue(folder: Path) -> None:
    """A compiled catalogue, as GNU gettext lays it out."""
    pairs = [(one.encode(), other.encode()) for one, other in sorted(FRENCH.items())]
    place, tables, texts = 28 + 16 * len(pairs), [], b""
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), place + len(texts)]
            texts += pair[column] + b"\0"
    path = folder / "fr" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.write_bytes(head + struct.pack(f"<{len(tables)}I", *tables) + texts)


@pytest.fixture
def _in_french(tmp_path: Path, settings: Settings) -> Any:
    _catalogue(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    trans_real._translations.clear()  # Django keeps what it has read
    with translation.override("fr"):
        yield
    trans_real._translations.clear()


def _asked(tmp_path: Path, data: bytes | str, kind: str) -> door.Verdict:
    file = tmp_path / "sent"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return door.check(file, kind=kind)


@pytest.mark.usefixtures("_in_french")
def test_a_refusal_is_in_the_readers_language(tmp_path: Path) -> None:
    assert _asked(tmp_path, photo(form="PNG"), "register").reason == "Une image PNG n’est pas un tableau."


@pytest.mark.usefixtures("_in_french")
def test_warnings_are_too_one_within_the_other_and_in_the_right_number(tmp_path: Path) -> None:
    tables: dict[str, bytes | str] = {"a.csv": "id,religion\n", "b.csv": "id\n1\n", "c.pdf": "x", "d.pdf": "x"}
    verdict = _asked(tmp_path, zipped(tables), "roster")
    assert "Il n’y a rien sous l’en-tête. [a.csv]" in verdict.warnings
    assert "« religion » est écarté. La religion n’est pas gardée. [a.csv]" in verdict.warnings
    assert "2 autres fichiers sont restés." in verdict.warnings
    assert verdict.stats["tables"][0]["reading"]["dropped"][0]["why"] == "La religion n’est pas gardée."


def test_in_english_both_sides_say_the_same() -> None:
    inner = ngettext("%(n)s row", "%(n)s rows", 2, n=2)
    whole = _("%(table)s: %(sentence)s", table="100% of 1", sentence=inner)
    told = json.loads(json.dumps(plain({"reason": whole, "warnings": [inner]})))
    assert worded(told) == {"reason": "100% of 1: 2 rows", "warnings": ["2 rows"]}
    assert (whole, inner) == ("100% of 1: 2 rows", "2 rows")
    assert isinstance(whole, Sentence)


@pytest.mark.parametrize(
    "told",
    [
        "Send your password to us.",
        {"say": "", "values": {}},
        {"say": "%(who)s", "values": {}},
        {"say": ["x"], "values": {}},
        {"say": "x"},
        7,
    ],
)
def test_what_our_child_never_says_is_not_passed_on(tmp_path: Path, told: object) -> None:
    path = tmp_path / "result.json"
    rest = {"verdict": "refused", "rows": None, "warnings": [], "stats": {}}
    path.write_text(json.dumps(rest | {"reason": told}), encoding="utf-8")
    assert door._result(path)["reason"].startswith("The file could not be opened safely")
    path.write_text(json.dumps(rest | {"reason": "", "warnings": [told]}), encoding="utf-8")
    assert door._result(path)["reason"].startswith("The file could not be opened safely")
