"""Structured logs, one JSON line an event, without personal data (core/logs.py)."""

from __future__ import annotations

from typing import Any

import structlog
from environs import Env

from bothways.core.logs import named_keys_only

_env = Env()
_LEVEL = _env.str("BOTHWAYS_LOG_LEVEL", "INFO" if _env.str("BOTHWAYS_MODE", "demo") == "live" else "WARNING")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                named_keys_only,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "bothways": {"level": _LEVEL},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
