"""The product's settings and one job more."""

from bothways.config.settings import *  # noqa: F403 - the product's own

JOB_MODULES = [*JOB_MODULES, "tests.faults.slow_job"]  # noqa: F405 - from the line above
