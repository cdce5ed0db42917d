"""What the addresses of routes need, a file a subject; /w/<slug>/ is the cast's partnership."""

from __future__ import annotations

from collections.abc import Callable

from tests.people import Cast

Maker = Callable[[Cast], dict[str, str]]
