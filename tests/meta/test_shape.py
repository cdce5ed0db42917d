"""The house keeps its shape: small files and functions, no business signals, no shortcuts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from bothways.core import datamap
from bothways.core.access import Rule

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bothways"
FILES = sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)
UNSCOPED_FILES_AT_MOST = {"partnerships": 16, "activities": 26, "": 9}  # in one room, and in all others together


def _functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_over_600_lines() -> None:
    tests = Path(__file__).resolve().parents[1].rglob("*.py")
    long = [f"{file}: {count}" for file in [*FILES, *tests] if (count := len(file.read_text().splitlines())) > 600]
    assert long == []


def test_no_function_is_over_60_lines_and_half_are_short() -> None:
    lengths = {
        f"{file.name}:{f.name}": f.end_lineno - f.lineno + 1 for file in FILES for f in _functions(file) if f.end_lineno
    }
    assert [name for name, length in lengths.items() if length > 60] == []
    ordered = sorted(lengths.values())
    assert ordered[len(ordered) // 2] <= 12


def test_views_are_short() -> None:
    pages = [file for file in FILES if "web" in file.parts]
    long = [f"{file.name}:{f.name}" for file in pages for f in _functions(file) if _is_view(f) and _body(f) > 25]
    assert long == []


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(d, ast.Call) and getattr(d.func, "id", "") == "page" for d in function.decorator_list)


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


# Full-text search has no word in the ORM; the text itself is always a parameter.
ALLOWED = {"RawSQL": {"search.py"}}
BANNED = (
    "post_save",
    "pre_save",
    "post_delete",
    "mark_safe",
    "RawSQL",
    ".extra(",
    "pickle",
    "yaml.load",
    "shell=True",
    "eval(",
)


@pytest.mark.parametrize("word", BANNED)
def test_what_is_never_written(word: str) -> None:
    found = {file.name for file in FILES if word in file.read_text(encoding="utf-8")}
    assert found <= ALLOWED.get(word, set())


def test_no_template_turns_escaping_off_or_carries_inline_script_or_style() -> None:
    for file in (SOURCE / "web" / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8").replace(" | ", "|")
        assert "|safe" not in text, file.name
        markup = re.sub(r"\{[{%#].*?[}%#]\}", "", text, flags=re.DOTALL)
        for word in ('style="', "<style", " onclick", " onload", " onsubmit", "hx-on", "javascript:"):
            assert word not in markup, f"{word} in {file.name}"


def test_reading_everyone_is_rare_and_grows_rarer() -> None:
    """Demonstrations make a world of their own and are not counted."""
    rooms: dict[str, list[str]] = {}
    for file in FILES:
        room, *inside = file.relative_to(SOURCE).parts
        if "demonstration" not in inside and ".unscoped." in file.read_text(encoding="utf-8"):
            rooms.setdefault(room if room in UNSCOPED_FILES_AT_MOST else "", []).append(file.name)
    for room, files in rooms.items():
        assert len(files) <= UNSCOPED_FILES_AT_MOST[room], files


def test_every_field_of_every_model_is_on_the_data_map() -> None:
    assert datamap.gaps() == []


def test_the_data_map_notices_a_field_without_a_level() -> None:
    entry = datamap._entries.pop("schools.person")
    try:
        assert "schools.Person is not on the data map." in datamap.gaps()
    finally:
        datamap._entries["schools.person"] = entry


def test_no_foreign_key_points_upwards() -> None:
    order = {"core": 0, "schools": 1, "telling": 2, "partnerships": 3}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                field.concrete
                and target is not None
                and model._meta.app_label in order
                and target._meta.app_label in order
            ):
                assert order[target._meta.app_label] <= order[model._meta.app_label], field


def test_a_rule_is_what_a_view_declares() -> None:
    from bothways.web.public import views

    assert isinstance(views.home.rule, Rule)


def test_links_between_decisions_resolve() -> None:
    root = SOURCE.parents[1]
    for file in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for target in _links(file):
            assert (file.parent / target).exists() or (root / target).exists(), f"{target} in {file.name}"


def _links(file: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            yield target
