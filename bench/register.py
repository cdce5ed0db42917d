"""The register of schools: filling it, filling it again, a full-width extract, and type-ahead over all of it.

Each measurement runs in a process of its own with an empty database; its CPU seconds count from the start of Python,
the child process that reads the file included. Python's own compiling is done before, as it is on every start but the
first, even where the surroundings forbid Python to keep what it compiled. Everything measured comes with the product or
is generated here.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MIB = 1024
EXTRACT = Path(__file__).parents[1] / "tests" / "data" / "register" / "extract_140.csv"
SEED = 7
MOST_MIB = 300


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal. On PostgreSQL when ``DATABASE_URL`` names one (its own, emptied); on SQLite otherwise."""
    many = 10_000 if quick else 50_000
    times = 2.0 if os.environ.get("DATABASE_URL") else 1.0
    with tempfile.TemporaryDirectory() as folder:
        filled = _measure(folder, "fill")
        again = _measure(folder, "again")
        typed = _measure(folder, "type")
    half, wide = _wide(many // 2), _wide(many)
    return [
        _row("51,012 schools into an empty register", 6 * times, filled, note=f"{filled['added']:,} stored"),
        _row("the same file again", 6 * times, again, note=f"{again['changed']} changed"),
        _row(f"{many:,} rows of 140 columns in cp1252", 12 * times * many / 50_000, wide,
             note=f"{wide['megabytes']} MB; peak with half the rows {half['mib']} MiB; rejected {wide['rejected']}"),
        _typing(typed),
    ]  # fmt: skip


def _wide(count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "edubasealldata20260901.csv"
        generate(file, count)
        return _measure(folder, "wide", str(file)) | {"megabytes": file.stat().st_size // 1_000_000}


def _row(goal: str, seconds: float, told: dict[str, Any], *, note: str) -> dict[str, Any]:
    return {
        "goal": goal,
        "target": f"{seconds:g} CPU s, {MOST_MIB} MiB",
        "measured": f"{told['cpu']:.2f} CPU s (imports {told['loaded']:.2f}), {told['mib']} MiB",
        "cpu_s": told["cpu"],
        "ok": told["cpu"] <= seconds and told["mib"] <= MOST_MIB,
        "note": note,
    }


def _typing(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "goal": "a keystroke of type-ahead over the register",
        "target": "10 ms CPU at the 95th percentile",
        "measured": f"{told['p95']:.2f} ms (median {told['p50']:.2f}, worst {told['worst']:.2f})",
        "cpu_s": told["cpu"],
        "ok": told["p95"] <= 10,
        "note": f"{told['strokes']:,} keystrokes, seed {SEED}",
    }


def _measure(folder: str, what: str, *more: str) -> dict[str, Any]:
    """Run one measurement in a child; it prints its figures on the last line."""
    env = os.environ | {
        "BOTHWAYS_DATA": folder,
        "BOTHWAYS_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "bothways.config.settings",
        "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
    }
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if not Path(folder, "compiled").exists():
        subprocess.run([sys.executable, "-m", "bench.register", "load"], check=True, env=env, capture_output=True)
    if what in {"fill", "wide"}:
        subprocess.run([sys.executable, "-m", "bench.register", "empty"], check=True, env=env, capture_output=True)
    ran = subprocess.run(
        [sys.executable, "-m", "bench.register", what, *more], check=True, env=env, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def _peak() -> int:
    """MiB, of this process or of its largest child."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // MIB


def _bring(file: Path) -> dict[str, Any]:
    from bothways.schools.actions import register
    from bothways.schools.queries import updates

    loaded = time.process_time()
    run = register.read_file(by=None, file=file, name=file.name)
    told = updates.report(register.apply_run(by=None, run=run))
    return {
        "cpu": _cpu(),
        "loaded": loaded,
        "mib": _peak(),
        **{k: v for k, v in told.items() if type(v) is int},
    }


def _fill(file: str = "") -> dict[str, Any]:
    from bothways.schools import data

    return _bring(Path(file) if file else data.FILES[0].path)


def generate(file: Path, count: int) -> None:
    """A full-width extract in cp1252: as many columns and about as many bytes a row as the real one."""
    chance = random.Random(SEED)
    with EXTRACT.open(encoding="utf-8", newline="") as sample:
        header, *real = csv.reader(sample)
    places = {name: header.index(name) for name in ("URN", "EstablishmentName", "Postcode", "Town")}
    with file.open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        for number in range(count):
            row = list(real[number % len(real)])
            row[places["URN"]] = str(200_000 + number)
            row[places["EstablishmentName"]] = f"St Côme’s {chance.randrange(9999)} Primary – Café School"
            row[places["Postcode"]] = f"WA{chance.randrange(1, 20)} {chance.randrange(10)}RJ"
            row[places["Town"]] = chance.choice(("Widnes", "Runcorn", "Oundle", "Kettering"))
            writer.writerow(row)


def _type(*_: str) -> dict[str, Any]:
    """Real names, towns and postcodes typed letter by letter; a fifth with a slip of the finger."""
    from bothways.schools.queries.search import search

    strokes = _keystrokes()
    for typed in strokes[:50]:
        search(typed, 8)
    times = []
    for typed in strokes:
        began = time.process_time()
        search(typed, 8)
        times.append((time.process_time() - began) * 1000)
    times.sort()
    return {
        "strokes": len(times),
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "worst": times[-1],
        "cpu": sum(times) / 1000,
    }


def _keystrokes() -> list[str]:
    from bothways.schools.models import School

    chance = random.Random(SEED)
    known = list(School.objects.order_by("identifier").values_list("name", "town", "postcode"))
    strokes = []
    for name, town, postcode in chance.sample(known, 150):
        typed = chance.choices([name, name.lower(), f"{name} {town}", postcode, town], [5, 5, 2, 1, 1])[0]
        if chance.random() < 0.2 and len(typed) > 6:
            slip = chance.randrange(2, len(typed) - 2)
            typed = typed[:slip] + typed[slip + 1 :]
        strokes += [typed[:end] for end in range(2, len(typed) + 1)]
    return strokes


def _empty(*_: str) -> dict[str, Any]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    return {}


def _load(*_: str) -> dict[str, Any]:
    from bothways.schools.actions import register
    from bothways.schools.queries import search, updates

    return {"loaded": len([register, updates, search])}


CHILDREN: dict[str, Callable[..., dict[str, Any]]] = {
    "fill": _fill,
    "again": _fill,
    "wide": _fill,
    "type": _type,
    "empty": _empty,
    "load": _load,
}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(CHILDREN[sys.argv[1]](*sys.argv[2:])))
