"""What every test stands on: a data folder of its own, no network but loopback, no mail but the outbox."""

from __future__ import annotations

import os
import tempfile

os.environ["BOTHWAYS_MODE"] = "test"
os.environ["BOTHWAYS_DATA"] = tempfile.mkdtemp(prefix="bothways-test-")
os.environ.setdefault("BOTHWAYS_BASE_URL", "http://testserver")
os.environ.setdefault("BOTHWAYS_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    """Nothing leaves the machine while a test runs. tests/meta/test_network.py tries."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


pytest_plugins = ["tests.people"]
