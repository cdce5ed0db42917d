"""The machinery as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    """Registers the start-up checks and the data-map entries of library models."""

    name = "bothways.core"
    label = "core"

    def ready(self) -> None:
        """Runs once every app is loaded, which is what both imports wait for."""
        import_module("bothways.core.startup")
        import_module(settings.LIBRARY_MODELS)
