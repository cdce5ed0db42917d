"""When schools are open: half-terms and closures of a council, a trust or one school."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField
from bothways.core.scoped import ScopedManager, UnscopedManager
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership
from bothways.schools.models import School


class CalendarKind(models.TextChoices):
    """Whose dates they are."""

    COUNCIL = "council", "Council"
    TRUST = "trust", "Trust"
    SCHOOL = "school", "School"


class DatesKind(models.TextChoices):
    """A half-term is when the school teaches; a closure is a day or more inside it when it does not."""

    HALF_TERM = "half_term", "Half-term"
    CLOSURE = "closure", "Closure"


@data_map(
    purpose="To plan on days when the schools are open.",
    keep=Keep("it is how a past year is read"),
    levels={Level.PUBLIC: "id partnership kind name year source made_at"},
)
class TermCalendar(OfAPartnership):
    """The dates of one council, trust or school for one academic year, kept by one partnership."""

    id = RandomIdField()
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="calendars")
    kind = models.CharField(max_length=10, choices=CalendarKind.choices)
    name = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(help_text="the calendar year in which the academic year begins")
    source = models.CharField(max_length=200, blank=True, help_text="typed, pasted, or the name of the file")
    made_at = models.DateTimeField(auto_now_add=True)

    unscoped: ClassVar = UnscopedManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "kind", "name", "year"], name="calendar_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


@data_map(
    purpose="To plan on days when the schools are open.",
    keep=Keep("it is how a past year is read"),
    levels={Level.PUBLIC: "id calendar kind first last name"},
)
class TermDates(OfAPartnership):
    """From one day to another, both counting."""

    partnership_path = "calendar__partnership_id"

    id = RandomIdField()
    calendar = models.ForeignKey(TermCalendar, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=10, choices=DatesKind.choices)
    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=120, blank=True)

    unscoped: ClassVar = UnscopedManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        ordering: ClassVar = ["first"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="dates_end_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


@data_map(
    purpose="To know whose term dates a school keeps.",
    keep=Keep("it is how a past year is read"),
    levels={Level.PUBLIC: "id calendar school"},
)
class CalendarUse(OfAPartnership):
    """A school keeps these dates. A school without one keeps the usual half-terms."""

    partnership_path = "calendar__partnership_id"

    id = RandomIdField()
    calendar = models.ForeignKey(TermCalendar, on_delete=models.CASCADE, related_name="uses")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")

    unscoped: ClassVar = UnscopedManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "school"], name="calendar_use_once")]

    def __str__(self) -> str:
        return f"{self.school_id} keeps {self.calendar_id}"
