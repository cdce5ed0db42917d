"""When schools are open: half-terms and closures of a council, a trust or one school."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership, through
from bothways.schools.models import Person, School


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
    levels={Level.PUBLIC: "id partnership kind name year source made_at removed_at"},
)
class TermCalendar(OfAPartnership):
    """The dates of one council, trust or school for one academic year, kept by one partnership.

    A change is a new row and sets the old one aside (``removed_at``), so that it can be put back; the new row keeps
    ``made_at``. A school that is in several keeps the most particular: its own, then its trust's, then its council's;
    of two alike, the one made last.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="calendars")
    kind = models.CharField(max_length=10, choices=CalendarKind.choices)
    name = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField(help_text="the calendar year in which the academic year begins")
    source = models.CharField(max_length=200, blank=True, help_text="typed, pasted, or the name of the file")
    made_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "name", "year"], condition=Q(removed_at=None), name="calendar_once"
            )
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

    calendar = models.ForeignKey(TermCalendar, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=10, choices=DatesKind.choices)
    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=120, blank=True)

    class Meta(OfAPartnership.Meta):
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

    calendar = models.ForeignKey(TermCalendar, on_delete=models.CASCADE, related_name="uses")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "school"], name="calendar_use_once")]

    def __str__(self) -> str:
        return f"{self.school_id} keeps {self.calendar_id}"


@data_map(
    purpose="To bring the plan into somebody's own calendar, and to stop that when they ask.",
    keep=Keep("a year after it was made the address has ended", days=430, after="made_at"),
    levels={Level.WORKING: "id partnership person made_at"},
)
class CalendarFeed(OfAPartnership):
    """An address that calendars read: one person's, or everybody's where ``person`` is empty. Its link is a token."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="feeds")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "person"], condition=Q(person__isnull=False), name="feed_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(person__isnull=True), name="feed_once_for_everybody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or 'everybody'} reads {self.partnership_id}"

    @classmethod
    def visible_to(cls, everything: models.QuerySet[CalendarFeed], person: Person) -> models.QuerySet[CalendarFeed]:
        """One's own, and everybody's, of the partnerships that the person sees."""
        seen = everything.filter(through("partnership_id", person))
        return seen.filter(Q(person=person) | Q(person=None))
