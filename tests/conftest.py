"""What every test stands on: no network but loopback, and one cast of people."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_socket import socket_allow_hosts

from tests import effort

pytest_plugins = ["tests.people"]
NEEDS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is not run on a second one; and properties are tried less often than they could be."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        config.hook.pytest_deselected(items=[item for item in items if not touches_a_database(item)])
        items[:] = [item for item in items if touches_a_database(item)]
    if not effort.ALL:
        effort.fewer_examples(items)


def pytest_unconfigure() -> None:
    """The folder of this run goes: it may lie in memory."""
    shutil.rmtree(settings.DATA, ignore_errors=True)


def touches_a_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database, itself or through what it asks for, or is meant for one."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not NEEDS_A_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    """Nothing leaves the machine while a test runs. tests/meta/test_network.py tries."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_counters_from_before() -> None:
    """The sign-in library counts tries in the cache."""
    cache.clear()
