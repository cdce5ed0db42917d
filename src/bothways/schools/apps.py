"""Schools and the people who work for them, as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SchoolsConfig(AppConfig):
    """Who takes part."""

    name = "bothways.schools"
    label = "schools"

    def ready(self) -> None:
        """The search index is no model, so it is made after migrations."""
        from bothways.schools import search_index  # the app registry must be ready first

        post_migrate.connect(search_index.make, sender=self)
