"""Encrypted fields and blind indexes.

A value is sealed with AES-256-GCM under a key derived from ``BOTHWAYS_FIELD_KEYS`` (newest first, so
keys can be turned over). The model, the field and nothing else are bound in as associated data, so a
sealed value moved to another column does not open. A blind index is an HMAC of the folded value: equal
values can be found without being read.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE = 12
_MARK = "s1:"


class Unreadable(ValueError):
    """A sealed value did not open: the key has gone, or the bytes were changed."""


@functools.lru_cache(maxsize=8)
def _derived(secret: str, use: str) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=f"bothways:{use}".encode(), n=2**12, r=8, p=1, dklen=32)


def seal(text: str, *, about: str) -> str:
    """Encrypt ``text`` for the column named ``about``. The same text gives other bytes each time."""
    nonce = secrets.token_bytes(_NONCE)
    key = _derived(settings.FIELD_KEYS[0], "seal")
    sealed = AESGCM(key).encrypt(nonce, text.encode("utf-8", "surrogatepass"), about.encode())
    return _MARK + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(stored: str, *, about: str) -> str:
    """The text that was sealed for ``about``. Raises Unreadable when no key fits."""
    if not stored.startswith(_MARK):
        raise Unreadable(f"{about} holds a value that was never sealed")
    raw = base64.urlsafe_b64decode(stored[len(_MARK) :])
    for secret in settings.FIELD_KEYS:
        try:
            opened = AESGCM(_derived(secret, "seal")).decrypt(raw[:_NONCE], raw[_NONCE:], about.encode())
        except InvalidTag:
            continue
        return opened.decode("utf-8", "surrogatepass")
    raise Unreadable(f"{about} cannot be opened with the keys of this server")


def blind_index(value: str, *, about: str) -> str:
    """Find-by-equality for a sealed value: 32 hexadecimal digits, folded for case and outer space."""
    folded = value.strip().casefold()
    return hmac.new(_derived(settings.FIELD_KEYS[-1], f"index:{about}"), folded.encode(), hashlib.sha256).hexdigest()[
        :32
    ]


class EncryptedText(models.TextField):  # type: ignore[type-arg]  # the stub is generic, the class is not
    """Text that stands encrypted in the database and plain in Python. Cannot be filtered on."""

    def _about(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return value if value in (None, "") else unseal(str(value), about=self._about())

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return "" if value == "" else None
        return seal(str(value), about=self._about())

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self._about()} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)


class EncryptedJson(EncryptedText):
    """A JSON value that stands encrypted in the database."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        text = super().from_db_value(value, *args)
        return None if text in (None, "") else json.loads(text)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else super().get_prep_value(json.dumps(value, separators=(",", ":")))

    def to_python(self, value: Any) -> Any:
        return value
