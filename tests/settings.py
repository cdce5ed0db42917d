"""The product's settings as tests run it: a data folder of its own, and names that only tests use.

The environment is set before the settings are read, so this stands in a module and not in conftest.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

os.environ["BOTHWAYS_MODE"] = "test"
# In memory where there is room: a test makes a database of its own, and nobody misses it after a power cut.
_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder there that only we may read
_ROOMY = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**30
os.environ["BOTHWAYS_DATA"] = tempfile.mkdtemp(prefix="bothways-test-", dir=_MEMORY if _ROOMY else None)
os.environ.setdefault("BOTHWAYS_BASE_URL", "http://testserver")
os.environ.setdefault("BOTHWAYS_HOSTS", "testserver,localhost,127.0.0.1")

from bothways.config.settings import *  # noqa: E402, F403 - these are the product's own

# A file, not memory: the locks and settings of the real thing.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
else:
    # The same for a server: what a test keeps need not be on the disk before the next line runs.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # emptied before each test
WHITENOISE_AUTOREFRESH = True  # style and script are looked up when asked for, not listed anew for each test's client
