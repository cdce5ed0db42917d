"""One command, one machine: gunicorn serves the pages and keeps one worker beside it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

bind = os.environ.get("BOTHWAYS_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("BOTHWAYS_WORKERS", "2"))
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
preload_app = True
limit_request_line = 4094
forwarded_allow_ips = "127.0.0.1"
wsgi_app = "bothways.config.wsgi:application"
_MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
_stopping = threading.Event()
_child: list[subprocess.Popen[bytes]] = []


def post_fork(_server: Any, _worker: Any) -> None:
    """What was loaded stays: the collector need not look through it again and again while pages are made."""
    gc.collect()
    gc.freeze()


def when_ready(server: Any) -> None:
    """Start the worker once the port is ours."""
    if os.environ.get("BOTHWAYS_EMBEDDED_WORKER", "1") == "1":
        threading.Thread(target=_keep_working, args=(server.log,), daemon=True).start()


def _keep_working(log: Any) -> None:
    while not _stopping.is_set():
        child = subprocess.Popen([sys.executable, str(_MANAGE), "work"])  # noqa: S603 - our own command
        _child[:] = [child]
        status = child.wait()
        if not _stopping.wait(1):
            log.warning("the worker ended with status %s and is started again", status)


def on_exit(_server: Any) -> None:
    """Let the worker finish what it is doing."""
    _stopping.set()
    for child in _child:
        child.terminate()
        try:
            child.wait(25)
        except subprocess.TimeoutExpired:
            child.kill()
