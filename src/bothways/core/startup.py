"""What must be true before the first request: routes declared, data mapped, database set, settings safe.

Registered as Django checks, so ``./run manage check`` and every start say what is wrong in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from bothways.core import datamap
from bothways.core.access import Rule, rule_of

SQLITE_WANTED = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def routes(resolver: URLResolver | None = None, prefix: str = "", names: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every route as (name with namespaces, pattern, view)."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{names}{part.namespace}:" if part.namespace else names
            yield from routes(part, prefix + str(part.pattern), inner)
        elif isinstance(part, URLPattern):
            yield f"{names}{part.name or ''}", prefix + str(part.pattern), part.callback


def library_rule(name: str, pattern: str) -> Rule | None:
    """The rule of a route that a library brings, by its name or, where it has none, by its pattern."""
    library: dict[str, Rule] = import_string(settings.LIBRARY_ROUTES)
    return library.get(name) or library.get(pattern)


def declared_rule(name: str, pattern: str, view: Any) -> Rule | None:
    """The rule of a route: on the view, or in the table of library routes."""
    return rule_of(view) or library_rule(name, pattern)


@register()
def check_routes(**_: Any) -> list[Error]:
    """Every route has a declared rule."""
    return [
        Error(f"The route {pattern!r} ({name or 'no name'}) declares no permission.", id="bothways.E001")
        for name, pattern, view in routes()
        if declared_rule(name, pattern, view) is None
    ]


@register()
def check_data_map(**_: Any) -> list[Error]:
    """Every field has a level, every model a retention rule."""
    return [Error(gap, id="bothways.E002") for gap in datamap.gaps()]


@register("database")
def check_sqlite(**_: Any) -> list[Error]:
    """SQLite keeps what it said it saved: WAL, FULL, foreign keys, and transactions that begin IMMEDIATE."""
    if connection.vendor != "sqlite":
        return []
    mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
    found = {name: _pragma(name) for name in SQLITE_WANTED}
    wrong = [f"{name} is {found[name]}, not {want}" for name, want in SQLITE_WANTED.items() if found[name] != want]
    if "memory" in found["journal_mode"]:
        wrong = [each for each in wrong if not each.startswith("journal_mode")]
    if mode != "IMMEDIATE":
        wrong.append(f"transactions begin {mode}, not IMMEDIATE")
    return [Error(f"SQLite would lose or refuse work: {each}.", id="bothways.E003") for each in wrong]


def _pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


@register(deploy=True)
def check_live_settings(**_: Any) -> list[Error]:
    """The live service refuses demonstration settings."""
    wrong = []
    if settings.DEMO or settings.DEBUG:
        wrong.append("demonstration or debug mode is on")
    if len(settings.SECRET_KEY) < 50 or not all(len(key) >= 32 for key in settings.FIELD_KEYS):
        wrong.append("BOTHWAYS_SECRET_KEY is shorter than 50 characters, or a field key than 32")
    if "*" in settings.ALLOWED_HOSTS:
        wrong.append("any host name is accepted")
    if not settings.BASE_URL.startswith("https://"):
        wrong.append("BOTHWAYS_BASE_URL does not begin with https://")
    return [Error(f"Not fit to be live: {each}.", id="bothways.E004") for each in wrong]


@register()
def check_restore(**_: Any) -> list[Error]:
    """No restore was cut off half way."""
    from bothways.core import backup  # it imports models, which the app registry must have loaded

    sentence = "A restore was cut off, so the erased may be back. Run the restore again before serving."
    return [Error(sentence, id="bothways.E005")] if backup.unfinished() else []
