"""./run answers what goes wrong at the start with one plain sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """./run with these words, in the environment of a person."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOTHWAYS_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        ["bash", str(ROOT / "run"), *command], env={**kept, **environment}, capture_output=True, text=True, check=False
    )


def test_without_a_word_it_lists_what_it_can_do() -> None:
    told = run().stdout
    assert all(word in told for word in ("demo", "test", "check", "serve", "bench", "fmt"))


def _fake(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@pytest.fixture
def old_machine(tmp_path: Path) -> Path:
    """A PATH on which every Python is 3.9."""
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        _fake(tmp_path, name, 'case "$*" in *version_info*) exit 1;; *) echo "Python 3.9.2";; esac')
    return tmp_path


def test_too_old_a_python_gets_one_sentence(old_machine: Path, tmp_path: Path) -> None:
    told = run("demo", PATH=f"{old_machine}:/usr/bin:/bin", BOTHWAYS_VENV=str(tmp_path / "venv"))
    assert told.returncode != 0
    assert "needs Python 3.11 or newer, and this machine has Python 3.9.2" in told.stderr
    assert "Traceback" not in told.stdout + told.stderr


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    _fake(venv / "bin", "python", "exit 1")
    told = run("demo", BOTHWAYS_VENV=str(venv))
    assert told.returncode != 0
    assert "Is there a network?" in told.stderr


def demo(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The demonstration's own start, in this Python."""
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    command = [sys.executable, "-m", "bothways.config.demo", *words]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=60)


def test_a_busy_port_gets_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = demo("--port", str(port), BOTHWAYS_DATA=str(tmp_path))
    assert told.returncode == 1
    assert told.stderr.strip() == f"Port {port} is in use. Choose another: ./run demo --port {port + 1}"


def test_reset_never_throws_away_a_folder_that_is_not_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    told = demo("--port", "1", "--reset", BOTHWAYS_DATA=str(tmp_path))
    assert told.returncode == 1
    assert (tmp_path / "thesis.txt").exists()


def test_a_second_start_finds_its_way_past_what_python_left_behind() -> None:
    """Importing the bundled register leaves a folder of compiled code beside its files."""
    import bothways.schools.data
    from bothways.config import demo as start

    beside = Path(bothways.schools.data.__file__).with_name("__pycache__")
    beside.mkdir(exist_ok=True)
    assert set(start._wanted()) == {name for name, _words, _deed in start.STEPS}
