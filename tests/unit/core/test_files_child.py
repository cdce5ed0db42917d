"""The child process is locked in, and whatever becomes of it there is an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bothways.core.errors import Invalid
from bothways.core.files import door, limits
from tests.unit.core.files_at_the_door import photo


def _confined(deed: str) -> str:
    """What happens when a child, once confined, tries something."""
    return _run(f"try:\n    {deed}\nexcept BaseException as fault:\n    print(type(fault).__name__)")


def _run(code: str) -> str:
    whole = f"from bothways.core.files.child import confine\nconfine()\n{code}"
    command = [sys.executable, "-c", whole]
    environment = door._environment(Path(tempfile.gettempdir()))
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout.strip()


@pytest.mark.parametrize(
    ("deed", "ends"),
    [
        ("import socket; socket.socket()", "PermissionError"),
        ("import subprocess; subprocess.run(['true'])", "PermissionError"),
        ("import os; os.system('true')", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
        ("bytearray(600_000_000)", "MemoryError"),
        ("import os; open(os.devnull); [open(os.devnull) for _ in range(80)]", "OSError"),
    ],
)
def test_it_can_do_nothing_but_read(deed: str, ends: str) -> None:
    assert _confined(deed) == ends


def test_output_and_time_are_limited() -> None:
    said = _run(
        "import resource as r\nfor kind in (r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_CORE): print(r.getrlimit(kind))"
    )
    most = [limits.SECONDS, limits.OUTPUT_BYTES, 0]
    assert said.splitlines() == [str((each, each)) for each in most]


def test_it_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_FIELD_KEYS", "canary")
    with tempfile.TemporaryDirectory() as folder:
        assert "canary" not in str(door._environment(Path(folder)))


def test_clean_copies_live_in_a_private_folder_until_the_door_closes(tmp_path: Path) -> None:
    file = tmp_path / "holiday.jpg"
    file.write_bytes(photo())
    with door.open_file(file, kind="image") as opened:
        assert opened.clean is not None
        assert opened.clean.read_bytes().startswith(b"\xff\xd8\xff")
        assert opened.clean.parent.stat().st_mode & 0o777 == 0o700
        assert opened.clean.stat().st_mode & 0o777 == 0o600
    assert not opened.clean.parent.exists()


def test_a_table_can_be_read_twice(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Name;Year\nÉté;7\n".encode("cp1252"))
    with door.open_tables(file) as opened:
        (table,) = opened.tables
        assert list(table) == list(table) == [(1, ["Name", "Year"]), (2, ["Été", "7"])]
        assert (table.rows, table.columns, table.reading.encoding, table.reading.delimiter) == (
            1,
            2,
            "Windows-1252",
            "semicolon",
        )
    assert len(opened.sha256) == 64


def test_a_refusal_is_the_products_own(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"")
    with pytest.raises(Invalid, match=r"The file is empty\.") as caught, door.open_tables(file):
        pass
    assert (caught.value.field, caught.value.code) == ("file", "file_refused")


def test_a_child_that_falls_leaves_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that ends at once stands for one that the system killed."""
    file = tmp_path / "x.csv"
    file.write_bytes(b"a,b\n1,2\n")
    monkeypatch.setattr(door.sys, "executable", "/bin/false")
    assert door.check(file, kind="register").reason.startswith("The file could not be opened safely")


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"a,b\n1,2\n")
    assert door.check(file, kind="register", seconds=0.001).reason.startswith("The file took too long to read")


@pytest.mark.parametrize(
    ("make", "words"),
    [(os.mkfifo, "not an ordinary file"), (Path.mkdir, "not an ordinary file"), (str, "no such file")],
)
def test_only_ordinary_files_are_opened(tmp_path: Path, make: object, words: str) -> None:
    make(tmp_path / "x")  # type: ignore[operator]  # three makers of things that are not files
    assert words in door.check(tmp_path / "x", kind="register").reason


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "endless.txt"
    with file.open("wb") as sparse:
        sparse.truncate(10**12)
    assert door.check(file, kind="text").reason == "The file is 1,000.0 GB; the most we take is 20.0 MB."


def test_files_are_refused_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"a,b\n1,2\n")
    total, used, _ = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: type("Usage", (), {"total": total, "used": used, "free": 1_000})
    )
    assert door.check(file, kind="register").reason.startswith("There is no room on this server")


def test_odd_names_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"a,b\n1,2\n")
    for name in ("--help", "\udcff.csv", "a\0b.csv", "x" * 5000, "$(reboot).csv", "\u202egnp.csv"):
        assert door.check(file, kind="register", name=name).accepted


def test_bytes_from_the_wire_are_set_down_in_private_and_counted() -> None:
    with door.land([b"a,b\n", b"1,2\n"], kind="register") as path:
        assert door.check(path, kind="register").rows == 1
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert not path.exists()
    endless = (b"x" * 1_000_000 for _ in iter(int, 1))
    with pytest.raises(Invalid, match=r"The most we take is 20\.0 MB\."), door.land(endless, kind="text"):
        pass
