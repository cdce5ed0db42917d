"""Tests reach nothing but this machine, and send no mail. Both blocks are tried."""

from __future__ import annotations

import socket

import pytest
from django.core import mail
from django.core.mail import send_mail
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as probe, pytest.raises(SocketConnectBlockedError):
        probe.connect(("192.0.2.1", 80))


def test_mail_stays_in_memory() -> None:
    send_mail("Subject", "Text", None, ["somebody@school.test"])
    assert len(mail.outbox) == 1
