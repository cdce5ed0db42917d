"""``python -m bothways.rules.warm``: compile every kernel once, so that the first real call is quick.

Machine code is kept in ``__pycache__`` beside the source, ours (``kernel``) and numba's; set-up runs this.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path

import bothways.rules
from bothways.rules import kernel

_BESIDES = ("teams.repair", "teams.explain", "seminars.warm")  # parts of a package that most calls do not need


def forget(folders: Iterable[str] = bothways.rules.__path__) -> int:
    """Throw numba's code away: its cache does not notice that another file's kernel has changed. Ours does."""
    old = [file for folder in folders for file in Path(folder).rglob("__pycache__/*.nb[ic]")]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def warm() -> list[str]:
    """Call ``warm()`` of every package of the engine that has one, and keep the code. Returns their names."""
    if kernel.kept():
        return _warm_all()
    forget()
    try:
        with kernel.keeping():
            return _warm_all()
    except kernel.NotKept as problem:
        sys.stderr.write(f"The machine code of the engine is not kept, so it starts more slowly. {problem}\n")
        return _warm_all()


def _warm_all() -> list[str]:
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
