"""Keys for the demonstration and for tests: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def local_keys(folder: Path) -> dict[str, str]:
    """The keys in ``folder``, made on first use. The live service never calls this."""
    file = folder / "keys.json"
    if not file.exists():
        fresh = {"secret": secrets.token_urlsafe(48), "field": secrets.token_urlsafe(48)}
        half = file.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_text(json.dumps(fresh), encoding="utf-8")
        try:
            os.link(half, file)  # the first process wins; the others read what it made
        except FileExistsError:
            pass
        finally:
            half.unlink()
    keys: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return keys
