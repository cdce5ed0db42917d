"""The restore drill: same rows back, erased people stay erased, damage refused. On a database file of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from tests.faults.processes import manage

CANARY = "Canary Kestrel"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small world, one member of staff who left long ago, and a file."""
    data = tmp_path_factory.mktemp("world")
    manage(data, "migrate", "--run-syncdb", "--verbosity", "0")
    manage(data, "make_world", "--schools", "20", "--years", "2")
    (data / "files").mkdir()
    (data / "files" / "picture.jpg").write_bytes(os.urandom(5000))
    long_ago = (dt.date.today() - dt.timedelta(days=400)).isoformat()  # noqa: DTZ011 - a day is enough here
    with closing(sqlite3.connect(data / "bothways.sqlite3")) as database:
        database.execute(
            "UPDATE schools_person SET name = ?, left_on = ? WHERE id = (SELECT min(id) FROM schools_person)",
            (CANARY, long_ago),
        )
        database.commit()
    return data


def rows(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, but for what a restore itself may add."""
    with closing(sqlite3.connect(data / "bothways.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = [name for name in tables if name.startswith(("core_", "schools_", "account_"))]
        return {name: database.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in ours}  # noqa: S608


def copy_keys(old: Path, new: Path) -> None:
    """The keys are kept apart from the backups, as they should be."""
    (new / "keys.json").write_bytes((old / "keys.json").read_bytes())


def test_a_restore_gives_the_same_rows_and_files(world: Path, tmp_path: Path) -> None:
    archive = Path(manage(world, "backup", "--to", str(tmp_path / "kept")).strip())
    new = tmp_path / "new"
    new.mkdir()
    copy_keys(world, new)
    assert "Restored" in manage(new, "restore", str(archive))
    assert rows(new) == rows(world)
    assert (new / "files" / "picture.jpg").read_bytes() == (world / "files" / "picture.jpg").read_bytes()


def test_a_backup_and_a_restore_say_what_lies_in_a_bucket_and_not_in_them(world: Path, tmp_path: Path) -> None:
    file, said = manage(world, "backup", "--to", str(tmp_path / "kept"), BOTHWAYS_S3_BUCKET="pictures").splitlines()
    archive = Path(file)
    new = tmp_path / "new"
    new.mkdir()
    copy_keys(world, new)
    assert said.startswith("Files in the bucket pictures are not in the backup")
    assert said in manage(new, "restore", str(archive))


def test_who_was_erased_after_the_backup_stays_erased(world: Path, tmp_path: Path) -> None:
    kept, new = tmp_path / "kept", tmp_path / "new"
    archive = Path(manage(world, "backup", "--to", str(kept)).strip())
    manage(
        world,
        "shell",
        "-c",
        "from bothways.core import retention, backup; from pathlib import Path; retention.run();"
        f" backup.write_ledger(Path({str(kept)!r}))",
    )
    new.mkdir()
    copy_keys(world, new)
    manage(new, "restore", str(archive))
    assert CANARY.encode() not in (new / "bothways.sqlite3").read_bytes()
    assert any("Former member" in str(row) for row in rows(new)["schools_person"])


def test_without_its_ledger_a_backup_is_not_restored(world: Path, tmp_path: Path) -> None:
    archive = Path(manage(world, "backup", "--to", str(tmp_path / "kept")).strip())
    (archive.parent / "tombstones.jsonl").unlink()
    told = manage(tmp_path / "new", "restore", str(archive), expect=1)
    assert "erased would come back" in told


def test_an_encrypted_backup_opens_with_its_key_only(world: Path, tmp_path: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    public = str(mine.to_public())
    archive = Path(manage(world, "backup", "--to", str(tmp_path / "kept"), BOTHWAYS_BACKUP_TO=public).strip())
    assert b"SQLite" not in archive.read_bytes()
    for name, key, expect in (("other", other, 1), ("mine", mine, 0)):
        (tmp_path / name).write_text(str(key))
        manage(tmp_path / f"to-{name}", "restore", str(archive), "--identity", str(tmp_path / name), expect=expect)


def test_every_damaged_backup_is_refused(world: Path, tmp_path: Path) -> None:
    from bothways.core import backup
    from bothways.core.errors import Invalid

    archive = Path(manage(world, "backup", "--to", str(tmp_path / "kept")).strip())
    whole = archive.read_bytes()
    chance = random.Random(7)
    for _ in range(200):
        damaged = bytearray(whole)
        if chance.random() < 0.3:
            damaged = damaged[: chance.randrange(len(damaged))]
        else:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        archive.write_bytes(damaged)
        with pytest.raises(Invalid):
            backup._check_seal(archive)
    archive.write_bytes(whole)
    backup._check_seal(archive)


def test_a_changed_seal_does_not_get_a_changed_part_in(world: Path, tmp_path: Path) -> None:
    """Somebody who rewrites the outer seal still meets the digests of the parts."""
    import hashlib
    import tarfile

    archive = Path(manage(world, "backup", "--to", str(tmp_path / "kept")).strip())
    work = tmp_path / "work"
    with tarfile.open(archive) as opened:
        opened.extractall(work, filter="data")
    database = work / "database.sqlite3"
    database.write_bytes(database.read_bytes()[:-4096])
    with tarfile.open(archive, "w:gz") as packed:
        for part in ("manifest.json", "database.sqlite3", "files"):
            packed.add(work / part, part)
    seal = archive.with_name(archive.name + ".sha256")
    seal.write_text(f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n")
    assert "damaged" in manage(tmp_path / "new", "restore", str(archive), expect=1)
    assert json.loads((work / "manifest.json").read_text())["vendor"] == "sqlite"


def test_a_restore_that_was_cut_off_keeps_the_service_from_starting(world: Path, tmp_path: Path) -> None:
    manage(tmp_path, "migrate", "--run-syncdb", "--verbosity", "0")
    (tmp_path / "restore-unfinished").touch()
    assert "Run the restore again" in manage(tmp_path, "check", expect=1)
