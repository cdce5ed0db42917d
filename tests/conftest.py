"""What every test stands on: no network but loopback, and one cast of people."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_socket import socket_allow_hosts

pytest_plugins = ["tests.people"]


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    """Nothing leaves the machine while a test runs. tests/meta/test_network.py tries."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_counters_from_before() -> None:
    """The sign-in library counts tries in the cache."""
    cache.clear()
