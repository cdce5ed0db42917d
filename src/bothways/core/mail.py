"""An SMTP carrier that says when it reaches the point of no return."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class _Announcing(smtplib.SMTP):
    """smtplib's client, calling ``before_data`` after the addresses are accepted and before the text goes."""

    before_data: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.before_data:
            self.before_data()
        return super().data(msg)


class SmtpCarrier(EmailBackend):
    """Django's SMTP backend over the announcing client."""

    marks_for_itself = True
    before_data: Callable[[], None] | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The client to open."""
        return _Announcing

    def _send(self, email_message: Any) -> bool:
        if isinstance(self.connection, _Announcing):
            self.connection.before_data = self.before_data
        return bool(super()._send(email_message))  # type: ignore[misc]  # not in the stubs
