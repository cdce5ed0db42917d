"""The room of partnerships."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Partnerships, their year, and what schools agreed to."""

    name = "bothways.partnerships"
    label = "partnerships"
