"""The product's settings as tests run it: a data folder of its own, and names that only tests use.

The environment is set before the settings are read, so this stands in a module and not in conftest.
"""

from __future__ import annotations

import os
import tempfile

os.environ["BOTHWAYS_MODE"] = "test"
os.environ["BOTHWAYS_DATA"] = tempfile.mkdtemp(prefix="bothways-test-")
os.environ.setdefault("BOTHWAYS_BASE_URL", "http://testserver")
os.environ.setdefault("BOTHWAYS_HOSTS", "testserver,localhost,127.0.0.1")

from bothways.config.settings import *  # noqa: F403 - these are the product's own

# A file, not memory: the locks and settings of the real thing.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # emptied before each test
