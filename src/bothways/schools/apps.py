"""Schools and the people who work for them, as a Django app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Who takes part."""

    name = "bothways.schools"
    label = "schools"
