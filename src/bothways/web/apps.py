"""The pages, as a Django app: it brings static files and no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages by who reads them."""

    name = "bothways.web"
    label = "web"

    def ready(self) -> None:
        """From now on sign-ins are on record. Imported here: the libraries' models have to be there first."""
        from bothways.web.account import on_record

        on_record.connect()
