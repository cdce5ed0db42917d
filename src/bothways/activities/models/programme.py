"""Targeted programmes: a cohort chosen by its schools, visits over a year, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.core import clock
from bothways.core.crypto import EncryptedJson, EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models import Partnership
from bothways.partnerships.models.scope import OfAPartnership
from bothways.schools.models import OfOwnSchool, Pupil, School
from bothways.schools.roles import Permission


class NominationState(models.TextChoices):
    """What the panel decided."""

    NOMINATED = "nominated", "Nominated"
    PLACED = "placed", "Has a place"
    RESERVE = "reserve", "On the reserve list"
    NOT_THIS_TIME = "not_this_time", "Not this time"
    LEFT = "left", "Has left"


@data_map(
    purpose="To run visits for a cohort over a year or more.",
    keep=(
        Keep("it is the history of the schools; it tells nothing about a child"),
        Keep("a month later no decision is taken back", days=30, after="ends_on", blank={"undo": None}),
    ),
    levels={
        Level.WORKING: "id partnership title about entry_years places year visits_a_half_term closes_on ends_on"
        " decided_at totals",
        Level.SENSITIVE: "undo",
    },
)
class Programme(OfAPartnership):
    """A cohort of ``places`` pupils entering in ``entry_years`` ("10,12") in one academic ``year``.

    ``closes_on`` is the last day on which schools nominate; ``decided_at`` is when they were told. ``undo``: what the
    panel's last press replaced, {nomination id: [state, order, reason]}; gone once the schools are told.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField(max_length=160)
    about = models.TextField(blank=True, max_length=4000)
    entry_years = models.CharField(max_length=40, blank=True)
    places = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    visits_a_half_term = models.PositiveSmallIntegerField(default=1)
    closes_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    totals = models.JSONField(default=dict, blank=True, help_text="numbers kept when the children are forgotten")
    undo = EncryptedJson(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To know which schools run a programme and decide on its places.",
    keep=Keep("goes with its programme"),
    levels={Level.WORKING: "id programme school"},
)
class ProgrammeOwner(OfAPartnership):
    """One school that runs a programme. Its people sit on the panel, with the coordinator."""

    partnership_path = "programme__partnership_id"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="owners")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "school"], name="programme_owned_once")]

    def __str__(self) -> str:
        return f"{self.school_id} of {self.programme_id}"


@data_map(
    purpose="To say what a programme is for, so that schools choose fairly.",
    keep=Keep("goes with its programme"),
    levels={Level.WORKING: "id programme letter words"},
)
class Criterion(OfAPartnership):
    """One thing that counts for a programme. ``letter`` is all that anybody but the sending school's people sees."""

    partnership_path = "programme__partnership_id"

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="criteria")
    letter = models.CharField(max_length=2)
    words = models.CharField(max_length=200)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "letter"], name="criterion_once")]
        ordering: ClassVar = ["letter"]

    def __str__(self) -> str:
        return self.letter


@data_map(
    purpose="To choose a cohort with reasons, and to follow it.",
    keep=(
        Keep(
            "a month after the programme which criteria a child meets is deleted",
            days=30,
            after="programme__ends_on",
            blank={"meets": None, "statement": "", "reason": ""},
        ),
        Keep(
            "a year after the programme the child is let go; the row stays as a count",
            days=365,
            after="programme__ends_on",
            blank={"pupil": None},
        ),
    ),
    levels={
        Level.CHILD: "id programme school pupil year_group state order decided_at nominated_at continues_from",
        Level.SENSITIVE: "meets statement reason",
    },
)
class Nomination(OfOwnSchool):
    """One pupil put forward by their school. ``meets``: ids of criteria, a yes each, never the detail behind it.

    ``meets`` is None only once it has been forgotten, so that retention finds every row that still holds something.
    """

    seen_with: ClassVar = Permission.SEE_PUPILS

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="nominations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.SET_NULL, related_name="nominations")
    year_group = models.CharField(max_length=4, blank=True)
    meets = EncryptedJson(null=True, blank=True, default=list)
    statement = EncryptedText(blank=True)
    state = models.CharField(max_length=14, choices=NominationState.choices, default=NominationState.NOMINATED)
    order = models.PositiveSmallIntegerField(default=0, help_text="place on the reserve list")
    reason = EncryptedText(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    nominated_at = models.DateTimeField(default=clock.now)
    continues_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="continued_as"
    )

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "pupil"], condition=Q(pupil__isnull=False), name="nominated_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} to {self.programme_id}"
