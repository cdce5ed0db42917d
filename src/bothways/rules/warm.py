"""``python -m bothways.rules.warm``: compile every kernel once, so that the first real call is quick.

The compiled code is kept in ``__pycache__`` beside the source; set-up runs this.
"""

from __future__ import annotations

import importlib
import pkgutil

import bothways.rules

_BESIDES = ("teams.repair", "teams.explain")  # parts of a package that most calls do not need


def warm() -> list[str]:
    """Call ``warm()`` of every package of the engine that has one. Returns their names."""
    warmed = []
    for found in pkgutil.iter_modules(bothways.rules.__path__):
        if not found.ispkg:
            continue
        package = importlib.import_module(f"bothways.rules.{found.name}")
        if hasattr(package, "warm"):
            package.warm()
            warmed.append(found.name)
    for name in _BESIDES:
        importlib.import_module(f"bothways.rules.{name}").warm()
    return warmed


if __name__ == "__main__":
    warm()
