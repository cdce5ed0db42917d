"""An SMTP server on loopback that writes down the Message-ID of each mail it takes, and sometimes misbehaves.

python -m tests.faults.mail_sink FILE PORT TROUBLE_PERCENT
"""

from __future__ import annotations

import os
import random
import sys
import threading
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """Takes mail. With trouble: 4xx before DATA, 4xx after it; both are to be tried again later."""

    def __init__(self, file: str, trouble: int) -> None:
        self.file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.trouble, self.chance = trouble, random.Random(5)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take the address, or ask to come back."""
        if self.chance.randrange(100) < self.trouble:
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Write it down before answering, as a mail server does."""
        if self.chance.randrange(100) < self.trouble:
            return "452 no room just now"
        os.write(self.file, (message_from_bytes(envelope.content)["Message-ID"].strip() + "\n").encode())
        return "250 taken"


if __name__ == "__main__":
    file, port, trouble = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    Controller(Sink(file, trouble), hostname="127.0.0.1", port=port).start()
    threading.Event().wait()
