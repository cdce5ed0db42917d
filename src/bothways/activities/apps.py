"""The room of activities."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """What schools do together on a date, from the first place booked to the last coach home."""

    name = "bothways.activities"
    label = "activities"
