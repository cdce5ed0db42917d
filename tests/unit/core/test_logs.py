"""What reaches the log: named keys, no addresses, no messages of exceptions, one line an event."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.config.settings_logs import LOGGING
from bothways.core.logs import ALLOWED, named_keys_only


@pytest.fixture
def lines() -> Iterator[Any]:
    """A logger set up as the product's, writing into memory."""
    stream = io.StringIO()
    logging.config.dictConfig({**LOGGING, "loggers": {}, "root": {"handlers": [], "level": "DEBUG"}})
    handler = logging.StreamHandler(stream)
    made = LOGGING["formatters"]["json"]
    handler.setFormatter(made["()"](foreign_pre_chain=made["foreign_pre_chain"], processors=made["processors"]))
    logger = logging.getLogger("bothways.test")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: (logger, stream)
    logger.removeHandler(handler)


def test_an_event_is_one_line_of_json_with_its_named_keys(lines: Any) -> None:
    logger, stream = lines()
    logger.info("sent\nforged: line", extra={"kind": "school.invitation", "email": "a@b.test", "password": "x"})
    written = stream.getvalue()
    assert written.count("\n") == 1
    told = json.loads(written)
    assert told["kind"] == "school.invitation"
    assert not {"email", "password"} & told.keys()


def test_addresses_and_tokens_in_a_sentence_are_masked(lines: Any) -> None:
    logger, stream = lines()
    logger.warning("no mail to head@school.test with /join/mfzwizjrgq4tmobygiytenbtgyabcdef/")
    assert "head@school" not in stream.getvalue()
    assert "mfzwizjr" not in stream.getvalue()


def test_an_exception_is_told_by_its_type_and_place_only(lines: Any) -> None:
    logger, stream = lines()
    try:
        raise ValueError("Key (email)=(head@school.test) already exists; name Canary")
    except ValueError:
        logger.exception("a write failed")
    told = json.loads(stream.getvalue())
    assert (told["problem"], "test_logs.py" in told["raised_at"]) == ("ValueError", True)
    assert "Canary" not in stream.getvalue()


@given(st.dictionaries(st.text(max_size=10), st.text() | st.integers() | st.none(), max_size=6))
def test_whatever_is_logged_only_named_keys_come_out(event: dict[str, Any]) -> None:
    assert named_keys_only(None, "", dict(event)).keys() <= ALLOWED
