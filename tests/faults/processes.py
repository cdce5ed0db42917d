"""The product in processes of its own, so that they can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path, **more: str) -> Mapping[str, str]:
    """A data folder of its own on SQLite, tables straight from the models."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    told = {"BOTHWAYS_DATA": str(data), "BOTHWAYS_MODE": "test", "BOTHWAYS_NO_MIGRATIONS": "1"}
    return {**kept, **told, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **more}


def manage(data: Path, *command: str, expect: int = 0, **more: str) -> str:
    """One management command, as an operator would run it. Returns all that it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def script(data: Path, name: str, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """Start a script of this folder with the product's settings."""
    command = [sys.executable, "-m", f"tests.faults.{name}", *arguments]
    told = environment(data, DJANGO_SETTINGS_MODULE="bothways.config.settings", **more)
    return subprocess.Popen(command, cwd=ROOT, env=dict(told))
