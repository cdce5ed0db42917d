"""What the documents name is there. Recipes are left out: they name what somebody is about to add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bothways"
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "adr").glob("*.md"),
        *SOURCE.rglob("README.md"),
    ]
)
NAMED = re.compile(r"`([\w.][\w./-]*\.(?:py|md|toml|txt|yaml|scss|html))`")
TO_COME: set[str] = set()
FILES = [f"/{file.relative_to(ROOT).as_posix()}" for file in SOURCE.rglob("*.*") if "__pycache__" not in file.parts]


def _missing(text: str) -> list[str]:
    named = sorted(set(NAMED.findall(text)) - TO_COME)
    return [name for name in named if not (ROOT / name).exists() and not any(f.endswith(f"/{name}") for f in FILES)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    assert _missing(document.read_text(encoding="utf-8")) == []


def test_a_file_that_is_gone_is_noticed() -> None:
    assert _missing("`core/access.py`, `nowhere.py` and `core/gone.py`") == ["core/gone.py", "nowhere.py"]
