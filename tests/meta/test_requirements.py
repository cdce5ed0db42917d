"""The list of requirements tells the truth about where things are: every file and test that it names exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "requirements.md"
ID = re.compile(r"[A-Z]+-\d+[a-z]?")


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row that begins with a requirement's number."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and ID.fullmatch(cells[0]):
            yield cells


@cache
def _tests_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def faults(text: str) -> list[str]:
    """What the list names and is not there, and rows that show nothing and do not say what is missing."""
    found = []
    for number, _asks, where, shown in rows(text):
        cited = re.findall(r"`(tests/[^`]+?)::(test_[^`]+)`", shown)
        found += [f"{number}: {path}" for path in re.findall(r"`([^`]+)`", where) if not _is_there(path)]
        found += [f"{number}: {path}::{name}" for path, name in cited if not _has(ROOT / path, name)]
        if not cited and "missing" not in shown.casefold():
            found.append(f"{number} shows nothing and does not say what is missing")
    return found


def _is_there(path: str) -> bool:
    return (ROOT / "src" / "bothways" / path).exists()


def _has(file: Path, name: str) -> bool:
    return file.is_file() and name in _tests_of(file)


def test_every_file_and_test_that_the_list_names_exists() -> None:
    text = LIST.read_text(encoding="utf-8")
    assert len(list(rows(text))) > 40
    assert faults(text) == []


def test_each_number_stands_once_in_its_table() -> None:
    for table in LIST.read_text(encoding="utf-8").split("\n## ")[1:]:
        numbers = [cells[0] for cells in rows(table)]
        assert len(numbers) == len(set(numbers)), sorted({each for each in numbers if numbers.count(each) > 1})


def test_a_test_that_is_gone_a_file_that_is_gone_and_an_empty_row_are_noticed() -> None:
    here = "tests/meta/test_requirements.py"
    assert faults(f"| X-1 | a | `web/README.md` | `{here}::test_each_number_stands_once_in_its_table` |") == []
    assert faults(f"| X-1 | a | | `{here}::test_gone` |") == [f"X-1: {here}::test_gone"]
    assert faults("| X-1 | a | | `tests/gone.py::test_gone` |") == ["X-1: tests/gone.py::test_gone"]
    assert faults(f"| X-1 | a | `gone.py` | `{here}::test_each_number_stands_once_in_its_table` |") == ["X-1: gone.py"]
    assert faults("| X-1 | a | | |") == ["X-1 shows nothing and does not say what is missing"]
