"""``python -m bothways.rules.warm``: compile every kernel once, so that the first real call is quick.

The compiled code is kept in ``__pycache__`` beside the source; set-up runs this.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import bothways.rules

_BESIDES = ("teams.repair", "teams.explain", "seminars.warm")  # parts of a package that most calls do not need


def forget() -> int:
    """Throw compiled code away: a kernel's cache does not notice that another file's kernel has changed."""
    old = [file for folder in bothways.rules.__path__ for file in Path(folder).rglob("__pycache__/*.nb[ic]")]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def warm() -> list[str]:
    """Call ``warm()`` of every package of the engine that has one. Returns their names."""
    warmed = []
    for found in pkgutil.iter_modules(bothways.rules.__path__):
        if not found.ispkg:
            continue
        package = importlib.import_module(f"bothways.rules.{found.name}")
        if callable(getattr(package, "warm", None)):
            package.warm()
            warmed.append(found.name)
    for name in _BESIDES:
        importlib.import_module(f"bothways.rules.{name}").warm()
    return warmed


if __name__ == "__main__":
    if "--afresh" in sys.argv:
        forget()
    warm()
