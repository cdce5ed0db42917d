"""What a message is. One line here a field; the messages themselves stand in `kinds/`, a file a subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Message:
    """``subject`` says the ask and may hold ``%(names)s`` from the context. ``about`` says when it is sent.

    ``button`` is the one thing to press; it opens the context's ``link``. ``sample`` is a whole context: its keys are
    the ones a sender must give. ``harmless_twice``: a second copy, after a crash in mid-send, does no harm.
    """

    kind: str
    about: StrOrPromise
    subject: StrOrPromise
    sample: Mapping[str, Any] = field(hash=False)
    button: StrOrPromise = ""
    harmless_twice: bool = False
