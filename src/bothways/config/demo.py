"""``./run demo``: everything that has to be there, with a line a step, then the product itself.

A step that has been done is not done again, so a warm start only serves.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: list[str]) -> None:
    """Prepare, then become the server."""
    options = _options(arguments)
    data = Path(os.environ.setdefault("BOTHWAYS_DATA", str(ROOT / "var"))).resolve()
    if not _free(options.port):
        sys.exit(f"Port {options.port} is in use. Choose another: ./run demo --port {options.port + 1}")
    if options.reset:
        _reset(data)
    os.environ |= {"BOTHWAYS_MODE": "demo", "BOTHWAYS_BASE_URL": f"http://127.0.0.1:{options.port}"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bothways.config.settings", "BOTHWAYS_BIND": f"127.0.0.1:{options.port}"}
    _prepare(data)
    threading.Thread(target=_announce, args=(options.port,), daemon=True).start()
    threading.Thread(target=_engine, args=(data,), daemon=True).start()
    from gunicorn.app.wsgiapp import WSGIApplication  # only once everything is there

    sys.argv = ["gunicorn", "-c", "python:bothways.config.gunicorn", "--log-level", "warning"]
    WSGIApplication().run()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", description="Make a demonstration and serve it.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--reset", action="store_true", help="throw the last demonstration away first")
    return parser.parse_args(arguments)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _reset(data: Path) -> None:
    """Only a folder that a demonstration made is ever thrown away."""
    if data.exists() and not (data / "keys.json").exists() and any(data.iterdir()):
        sys.exit(f"{data} does not look like the data of a demonstration, so it is left alone.")
    shutil.rmtree(data, ignore_errors=True)


def _prepare(data: Path) -> None:
    from bothways.web.build_assets import build

    data.mkdir(parents=True, exist_ok=True)
    print("Style, script and fonts", flush=True)
    build(force=False)
    stamp, wanted = data / "demo.json", _wanted()
    done = json.loads(stamp.read_text()) if stamp.exists() else {}
    for name, words, deed in STEPS:
        if done.get(name) != wanted[name]:
            print(words, flush=True)
            deed()
            done[name] = wanted[name]
            stamp.write_text(json.dumps(done), encoding="utf-8")


def _wanted() -> dict[str, str]:
    """What each step depends on, as a fingerprint: when it changes, the step is done again."""
    rooms = ROOT / "src" / "bothways"
    day = time.strftime("%G-%V")
    return {
        "tables": _print(sorted(rooms.glob("*/migrations/*.py"))),
        "register": _print(sorted((rooms / "schools" / "data").glob("*"))),
        "demonstration": day
        + _print(sorted(rooms.glob("*/demonstration*")) + sorted(rooms.glob("*/demonstration/*.py"))),
    }


def _print(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in filter(Path.is_file, files):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _django(*command: str) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command(*command, verbosity=0)


def _tables() -> None:
    _django("migrate")
    _django("createcachetable")


def _engine(data: Path) -> None:
    """Compile the engine beside the server, since no page waits for it; once for each version of its source."""
    mark, wanted = data / "engine.compiled", _print(sorted((ROOT / "src" / "bothways" / "rules").rglob("*.py")))
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return
    command = [sys.executable, "-m", "bothways.rules.warm", "--afresh"]
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:  # noqa: S603 - our own command
        mark.write_text(wanted, encoding="utf-8")


STEPS: tuple[tuple[str, str, Callable[[], None]], ...] = (
    ("tables", "Making the tables", _tables),
    ("register", "Loading the national register of schools", lambda: _django("load_register")),
    ("demonstration", "Making the demonstration", lambda: _django("make_demonstration")),
)


def _announce(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own address
                break
        except OSError:
            time.sleep(0.1)
    print(f"\nBoth Ways is at {address}\nPress a role on the first page to sign in. Ctrl+C stops it.\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
