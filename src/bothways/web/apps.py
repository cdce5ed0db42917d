"""The pages, as a Django app: it brings static files and no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages by who reads them."""

    name = "bothways.web"
    label = "web"
