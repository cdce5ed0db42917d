"""Named writes. ``@action`` makes one transaction of each and refuses to end without an audit row.

@action
def end_role(*, by: Person, role: RoleAssignment, why: str) -> None: ...
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from bothways.core import audit

P = ParamSpec("P")
R = TypeVar("R")


def action(deed: Callable[P, R]) -> Callable[P, R]:
    """Run ``deed`` in one transaction: everything or nothing, and always with an audit row.

    The deed takes keyword arguments only, ``by`` among them. A nested action joins the outer one.
    """
    parameters = inspect.signature(deed).parameters.values()
    if any(p.kind is not p.KEYWORD_ONLY for p in parameters) or "by" not in {p.name for p in parameters}:
        raise TypeError(f"{deed.__qualname__} must take keyword arguments only, and ‘by’")

    @functools.wraps(deed)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), audit.watch() as rows:
            result = deed(*args, **kwargs)
            if not rows:
                raise RuntimeError(f"{deed.__qualname__} ended without an audit row")
            return result

    run.is_action = True  # type: ignore[attr-defined]  # a mark that tests/meta looks for
    return run


def alone(what: str) -> None:
    """Let nobody else do this at the same moment: whoever comes second waits until the first has finished.

    For what has no row yet that could be held. On SQLite a transaction that writes is alone as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
