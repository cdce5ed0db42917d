"""What schools do together on a date, and which schools take part."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from bothways.activities.models.scope import OfAnActivity, activities_for
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.scoped import Scoped
from bothways.partnerships.models import Partnership, Proposal
from bothways.partnerships.models.scope import OfAPartnership
from bothways.schools.models import Person, School


class ActivityState(models.TextChoices):
    """How far it is."""

    PLANNING = "planning", "Being set up"
    OPEN = "open", "Open for booking"
    CLOSED = "closed", "Booking closed"
    DONE = "done", "Done"
    CALLED_OFF = "called_off", "Called off"


class Disclosure(models.IntegerChoices):
    """What others read of a school's pupils on the day. Before and after it, and by default, only a tag ("Oak 7")."""

    TAG = 0, "A tag, such as Oak 7"
    FIRST_NAME = 1, "First name"
    FIRST_NAME_AND_INITIAL = 2, "First name and initial"


@data_map(
    purpose="To count what comes back every term or year as one thing.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id partnership name about a_year since"},
)
class Series(OfAPartnership):
    """The same thing done again and again: "Maths conference, three a year since 2017"."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="series")
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=500, blank=True)
    a_year = models.PositiveSmallIntegerField(default=1)
    since = models.PositiveSmallIntegerField(null=True, blank=True, help_text="the calendar year it began")

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To run a day together.",
    keep=Keep("it is the history of the schools; it tells nothing about a child"),
    levels={
        Level.WORKING: "id partnership proposal series programme kind title about why_together host place day ends_on"
        " starts_at ends_at state state_at year_groups by_name places training_places guests_from names_by outcomes"
        " problem transition from_school to_school safeguarding_name safeguarding_phone arrival lottery_seed drawn_at"
        " copied_from made_by made_at call_off_reason totals closed_at"
    },
)
class Activity(Scoped):
    """One thing done on a date. ``proposal`` is what the schools agreed; terms change there, never here alone.

    ``places`` is how many pupils can come (the truth on who has them is in `Pool`); ``ends_on`` is the last day, the
    same as ``day`` for most. ``totals`` are numbers kept when the children behind them are forgotten.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="activities")
    proposal = models.OneToOneField(Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="activity")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    programme = models.ForeignKey(
        "activities.Programme", null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    kind = models.CharField(max_length=40, help_text="a key of activities.kinds")
    title = models.CharField(max_length=160)
    about = models.TextField(blank=True, max_length=4000)
    why_together = models.CharField(max_length=500, blank=True)
    host = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    ends_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActivityState.choices, default=ActivityState.PLANNING)
    state_at = models.DateTimeField(default=clock.now)
    year_groups = models.CharField(max_length=80, blank=True)
    by_name = models.BooleanField(default=True, help_text="false: pupils are numbers only")
    places = models.PositiveIntegerField(default=0)
    training_places = models.PositiveIntegerField(default=0)
    guests_from = models.DateField(null=True, blank=True, help_text="from when guests may book what is left")
    names_by = models.DateField(null=True, blank=True)
    outcomes = models.JSONField(default=list, blank=True, help_text="keys of activities.kinds.outcomes")
    problem = models.CharField(max_length=80, blank=True, help_text="a problem of the real world")
    transition = models.CharField(max_length=10, blank=True, help_text="6-7, 11-12, 13-college or 13-university")
    from_school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to_school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    safeguarding_name = models.CharField(max_length=120, blank=True, help_text="the host's safeguarding lead")
    safeguarding_phone = models.CharField(max_length=40, blank=True)
    arrival = models.CharField(max_length=500, blank=True, help_text="where coaches stop, what to bring")
    lottery_seed = models.CharField(max_length=64, blank=True, help_text="places are drawn by it when booking closes")
    drawn_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    call_off_reason = models.CharField(max_length=500, blank=True)
    totals = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="when its numbers were settled")

    class Meta(Scoped.Meta):
        indexes: ClassVar = [
            models.Index(fields=["partnership", "day"], name="activity_of_partnership"),
            models.Index(fields=["state", "day"], name="activity_in_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("day")), name="activity_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Any], person: Person) -> models.QuerySet[Any]:
        """Those of the partnerships one runs or belongs to, those where one's school takes part, those one leads."""
        return everything.filter(activities_for(person))


class HappenedKind(models.TextChoices):
    """What happened to an activity."""

    MADE = "made", "Set up"
    CHANGED = "changed", "Changed"
    TAKEN_OVER = "taken_over", "Follows its proposal"
    TIMETABLE = "timetable", "Timetable changed"
    UNDONE = "undone", "Taken back"
    OPENED = "opened", "Opened for booking"
    CLOSED = "closed", "Booking closed"
    DONE = "done", "Done"
    CALLED_OFF = "called_off", "Called off"
    PUT_BACK = "put_back", "Taken up again"


@data_map(
    purpose="To know which schools take part in an activity, as what, and on what terms.",
    keep=Keep(
        "it is the history of the schools; the contact's name makes way with the year",
        days=400,
        after="activity__ends_on",
        blank={"contact_name": "", "contact_email": ""},
    ),
    levels={
        Level.WORKING: "id activity school is_owner is_guest kept kept_until contact_name contact_email invited_at"
        " disclosure adults_decision adults_decided_by left_at gives gets"
    },
)
class TakingPart(OfAnActivity):
    """One school at one activity. Owners set it up together; guests come without joining the partnership.

    ``kept`` places are this school's alone until ``kept_until``. ``adults_decision`` is what the school wrote when its
    own rule asked for more adults than it brings.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="taking_part")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    is_owner = models.BooleanField(default=False)
    is_guest = models.BooleanField(default=False)
    kept = models.PositiveIntegerField(default=0)
    kept_until = models.DateField(null=True, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    disclosure = models.PositiveSmallIntegerField(choices=Disclosure.choices, default=Disclosure.FIRST_NAME)
    adults_decision = models.CharField(max_length=300, blank=True)
    adults_decided_by = models.CharField(max_length=160, blank=True)
    gives = models.CharField(max_length=300, blank=True)
    gets = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "school"], name="school_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.school_id} at {self.activity_id}"


@data_map(
    purpose="To show what happened to an activity, and to take back the last change of its timetable.",
    keep=(
        Keep("a month later nobody takes a change back", days=30, after="at", blank={"undo": {}}),
        Keep("after three years the name makes way; what happened stays", days=1095, after="at", blank={"by_name": ""}),
    ),
    levels={Level.WORKING: "id activity kind words changes undo by_name at"},
)
class Happened(OfAnActivity):
    """One line of an activity's history. ``changes`` is {field: [before, after]} in words that people read.

    ``undo``: what a change of the timetable replaced, {"rows": [sessions as they stood], "made": [ids]}; emptied once
    it was taken back.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="happened")
    kind = models.CharField(max_length=12, choices=HappenedKind.choices)
    words = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=dict, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(OfAnActivity.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.activity_id}"
