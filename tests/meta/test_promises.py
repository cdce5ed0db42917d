"""Promises that a file stays true to the code: generated documents, migrations, the highspy ban, lock files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]


def test_generated_documents_are_up_to_date(db: None) -> None:
    call_command("write_docs", "--check")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_files_name_no_host_and_pin_by_hash(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r'"resolved"|--index-url|--extra-index|--find-links|^-f ', text, re.MULTILINE)
    assert "sha256:" in text or "sha512-" in text
    names = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    unpinned = re.findall(r"^[a-z0-9][\w.\[\],-]*==[^\\\n]*$", text, re.MULTILINE)
    assert not (lock.suffix == ".txt" and (not names or unpinned)), unpinned[:3]


def test_no_solver_that_cannot_share_a_process_with_ortools_gets_in() -> None:
    assert not any("highspy" in lock.read_text(encoding="utf-8") for lock in LOCKS)


def test_nothing_committed_names_a_folder_of_one_machine() -> None:
    found = subprocess.run(
        ["git", "grep", "-nE", r"(^|[^A-Za-z0-9_.])/(wor[k]|far[m]|roo[t])/", "--", ".", ":!*.svg"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    assert found == ""
