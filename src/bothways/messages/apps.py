"""What the product says to people, as a Django app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Its label is not ``messages``, which Django's own app has."""

    name = "bothways.messages"
    label = "telling"
