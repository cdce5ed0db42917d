"""The live service starts only when it is set up for it, and says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "BOTHWAYS_MODE": "live",
    "BOTHWAYS_SECRET_KEY": "k9Xw2mQ7vRt4Yp8Zs3Lb6Nc1Hd5Fg0Ja-Qe_UiobvcxzPlmKnjBhu",
    "BOTHWAYS_FIELD_KEYS": "a8Sd7fGh6jKl5pOi4uYt3rEw2qZx1cVb-Nm_QwErTyUi",
    "BOTHWAYS_HOSTS": "both.example",
    "BOTHWAYS_BASE_URL": "https://both.example",
}


def check(data: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check --deploy`` with the good settings and some changes; an empty one is taken away."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOTHWAYS_", "DJANGO_", "DATABASE_"))}
    told = {k: v for k, v in {**kept, **GOOD, "BOTHWAYS_DATA": str(data), **changes}.items() if v}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)


def test_good_settings_pass(tmp_path: Path) -> None:
    told = check(tmp_path)
    assert told.returncode == 0, told.stderr
    assert not (tmp_path / "keys.json").exists(), "the live service made keys for itself"


@pytest.mark.parametrize("name", ["BOTHWAYS_SECRET_KEY", "BOTHWAYS_FIELD_KEYS", "BOTHWAYS_HOSTS"])
def test_a_missing_setting_is_named_in_one_sentence(tmp_path: Path, name: str) -> None:
    told = check(tmp_path, **{name: ""})
    assert told.returncode == 1
    assert told.stderr.strip() == f"The live service needs {name}. docs/settings.md says what each is for."


@pytest.mark.parametrize(
    "changes",
    [
        {"BOTHWAYS_SECRET_KEY": "short"},
        {"BOTHWAYS_FIELD_KEYS": "short"},
        {"BOTHWAYS_HOSTS": "*"},
        {"BOTHWAYS_BASE_URL": "http://both.example"},
    ],
)
def test_unsafe_settings_are_refused(tmp_path: Path, changes: dict[str, str]) -> None:
    told = check(tmp_path, **changes)
    assert told.returncode == 1
    assert "Not fit to be live" in told.stderr
