"""Backup and restore. A backup is one file: a snapshot taken while people write, the stored files, and a
manifest that lets every bit and every row be checked. A restore replays the tombstones, so what was
erased after the backup stays erased; the restored database takes its place only when all of it is done.

The tombstone ledger lies beside the backups, not in them: it must outlive the database it protects.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyrage
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models, transaction

from bothways.core import clock, datamap
from bothways.core.errors import Invalid
from bothways.core.models import Tombstone

LEDGER = "tombstones.jsonl"
SNAPSHOT = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def backup(folder: Path) -> Path:
    """Write ``bothways-<time>.tar.gz`` (``.age`` when BOTHWAYS_BACKUP_TO names a public key). Returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_ledger(folder)
    with _private_folder(folder) as work:
        snapshot = work / SNAPSHOT[connection.vendor]
        tables = _snapshot(snapshot)
        stored = _stored_files()
        parts = {snapshot.name: _digest(snapshot), **{f"files/{name}": _digest(file) for name, file in stored.items()}}
        manifest = {"made_at": clock.now().isoformat(), "vendor": connection.vendor, "parts": parts, "tables": tables}
        manifest["bucket"] = settings.S3_BUCKET  # its files are not in here: it keeps versions of its own
        (work / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        packed = work / "packed.tar.gz"
        with tarfile.open(packed, "w:gz", compresslevel=3) as archive:
            archive.add(work / "manifest.json", "manifest.json")
            archive.add(snapshot, snapshot.name)
            for name, file in stored.items():
                archive.add(file, f"files/{name}")
        return _seal(packed, folder / f"bothways-{clock.now():%Y%m%d-%H%M%S-%f}.tar.gz")


def _seal(packed: Path, target: Path) -> Path:
    half = target.with_suffix(".half")
    if settings.BACKUP_TO:
        target = target.with_name(f"{target.name}.age")
        pyrage.encrypt_file(str(packed), str(half), [pyrage.x25519.Recipient.from_str(settings.BACKUP_TO)])
    else:
        shutil.copyfile(packed, half)
    digest = _digest(half)
    target.with_name(f"{target.name}.sha256").write_text(f"{digest}  {target.name}\n", encoding="ascii")
    half.chmod(0o600)
    half.replace(target)
    return target


def _snapshot(target: Path) -> dict[str, str]:
    """A consistent copy of the database, and a fingerprint of each table in that copy."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            return {table: _fingerprint(copy.execute(_all_rows(table))) for table in _tables()}
    _postgres("pg_dump", "--format=custom", f"--file={target}")
    return {table: str(_count(table)) for table in _tables()}


def _tables() -> list[str]:
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})


def _all_rows(table: str) -> str:
    return f'SELECT * FROM "{table}" ORDER BY 1'  # noqa: S608 - a table of our own models


def _fingerprint(rows: Iterator[Any]) -> str:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        count += 1
    return f"{count}:{digest.hexdigest()}"


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a table of our own models
        return int(cursor.fetchone()[0])


def _stored_files() -> dict[str, Path]:
    root = settings.DATA / "files"
    return {str(file.relative_to(root)): file for file in sorted(root.rglob("*")) if file.is_file()}


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _private_folder(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".half-", dir=beside) as made:
        yield Path(made)


def write_ledger(folder: Path) -> int:
    """Add tombstones that the ledger does not have yet. Returns how many. Runs with each backup and each minute."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / LEDGER
    known = {line["id"] for line in _ledger(ledger)}
    fresh = [row for row in Tombstone.objects.values("id", "model", "object_id", "deed") if row["id"] not in known]
    with ledger.open("a", encoding="utf-8") as opened:
        opened.writelines(json.dumps(row) + "\n" for row in fresh)
        opened.flush()
        os.fsync(opened.fileno())
    return len(fresh)


def keep_ledger() -> int:
    """The timetable's line: the ledger in the usual place."""
    return write_ledger(settings.BACKUPS)


def _ledger(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.endswith("}")]


def not_in_it(bucket: str) -> str:
    """What a backup does not hold, as a sentence; nothing where files lie beside the database."""
    return f"Files in the bucket {bucket} are not in the backup: the store keeps versions of them." if bucket else ""


def restore(archive: Path, ledger: Path, *, identity: Path | None = None) -> dict[str, Any]:
    """Put a backup in place of what is there. Raises Invalid, in a sentence, and changes nothing otherwise.

    While it runs, and if it is cut off after the database has changed, the service refuses to start (`unfinished`).
    Returns counts (tables checked, files put back, tombstones replayed) and the bucket whose files it does not hold.
    """
    _check_seal(archive)
    with _private_folder(settings.DATA) as work:
        manifest = _unpack(archive, work, identity)
        _check_parts(work, manifest)
        if connection.vendor != manifest["vendor"]:
            raise Invalid(f"The backup is of {manifest['vendor']} and this service runs on {connection.vendor}.")
        _mark().touch()
        rows = _put_back(work, manifest, _ledger(ledger))
        files = work / "files"
        if files.exists():
            shutil.copytree(files, settings.DATA / "files", dirs_exist_ok=True)
    _mark().unlink()
    counts = {"tables": len(manifest["tables"]), "files": len(manifest["parts"]) - 1, "replayed": rows}
    return {**counts, "bucket": manifest.get("bucket", "")}


def _mark() -> Path:
    return Path(settings.DATA, "restore-unfinished")


def unfinished() -> bool:
    """Whether a restore was cut off: what was erased may be back, so nothing is served until it is run again."""
    return _mark().exists()


def _check_seal(archive: Path) -> None:
    told = archive.with_name(f"{archive.name}.sha256")
    if not archive.exists() or not told.exists():
        raise Invalid(f"{archive.name} and {told.name} must lie side by side.")
    if told.read_text(encoding="ascii").split()[:1] != [_digest(archive)]:
        raise Invalid(f"{archive.name} has been changed or cut short since it was made, so it is not used.")


def _unpack(archive: Path, work: Path, identity: Path | None) -> dict[str, Any]:
    packed = archive
    if archive.suffix == ".age":
        if identity is None:
            raise Invalid("This backup is encrypted. Name the file with the private key: --identity FILE")
        packed = work / "opened.tar.gz"
        keys = [line for line in identity.read_text().splitlines() if line.startswith("AGE-SECRET-KEY")]
        if not keys:
            raise Invalid(f"{identity.name} holds no private key: a line that begins with AGE-SECRET-KEY.")
        try:
            pyrage.decrypt_file(str(archive), str(packed), [pyrage.x25519.Identity.from_str(keys[0])])
        except pyrage.DecryptError as problem:
            raise Invalid("The private key does not open this backup.") from problem
    try:
        with tarfile.open(packed, "r:gz") as opened:
            opened.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as problem:
        raise Invalid("The backup cannot be unpacked: it is not whole.") from problem
    return manifest


def _check_parts(work: Path, manifest: dict[str, Any]) -> None:
    for name, digest in manifest["parts"].items():
        if not (work / name).exists() or _digest(work / name) != digest:
            raise Invalid(f"The part {name} is missing or damaged, so nothing was restored.")


def _put_back(work: Path, manifest: dict[str, Any], ledger: list[dict[str, str]]) -> int:
    if connection.vendor == "postgresql":
        _postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", str(work / SNAPSHOT["postgresql"]))
        return replay(ledger)
    snapshot = work / SNAPSHOT["sqlite"]
    with closing(sqlite3.connect(snapshot)) as copy:
        wrong = [t for t, told in manifest["tables"].items() if _fingerprint(copy.execute(_all_rows(t))) != told]
    if wrong:
        raise Invalid(f"These tables differ from what was backed up: {', '.join(wrong)}.")
    target = Path(connection.settings_dict["NAME"])
    with _other_database(snapshot):
        replayed = replay(ledger)
    connection.close()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    snapshot.replace(target)
    return replayed


@contextmanager
def _other_database(file: Path) -> Iterator[None]:
    """Point the default connection at a file while the block runs, so that replaying uses the same code."""
    default = connections["default"]
    default.close()
    usual, default.settings_dict["NAME"] = default.settings_dict["NAME"], str(file)
    try:
        yield
        with default.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        default.close()
        default.settings_dict["NAME"] = usual


@transaction.atomic
def replay(ledger: list[dict[str, str]]) -> int:
    """Erase again what was erased after the backup. Returns how many rows that touched."""
    touched = 0
    for model, entry in datamap.entries():
        for deed in ("emptied", "deleted"):
            ids = [line["object_id"] for line in ledger if (line["model"], line["deed"]) == (entry.label, deed)]
            for start in range(0, len(ids), 500):
                touched += _again(model, entry, deed, ids[start : start + 500])
    return touched


def _again(model: type[models.Model], entry: datamap.Entry, deed: str, ids: list[str]) -> int:
    rows = model._base_manager.filter(pk__in=ids)
    if deed == "deleted":
        return rows.delete()[0]
    blank = {name: value for rule in entry.keep for name, value in rule.blank.items()}
    return rows.update(**blank) if blank else 0


def _postgres(*command: str) -> None:
    told = connection.settings_dict
    where = {"PGHOST": told["HOST"], "PGPORT": told["PORT"], "PGUSER": told["USER"], "PGPASSWORD": told["PASSWORD"]}
    if shutil.which(command[0]) is None:
        raise Invalid(f"{command[0]} is not on this machine. On Debian: apt-get install postgresql-client")
    name = ["--dbname", told["NAME"]]
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [*command, *name], env={**os.environ, **{k: v for k, v in where.items() if v}}, capture_output=True, check=False
    )
    if done.returncode:
        raise Invalid(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip().splitlines()[-1:]}")
