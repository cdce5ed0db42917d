"""The plan of a year: what is proposed, what each school answered to exactly which terms, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.membership import Contact, Membership
from bothways.partnerships.models.partnership import Aim, Partnership
from bothways.partnerships.models.scope import OfAPartnership, proposals_for
from bothways.schools.models import Person, School


class ProposalState(models.TextChoices):
    """How far it is. How many schools agreed is counted from their answers, never kept."""

    PROPOSED = "proposed", "Proposed"
    ASKING = "asking", "Asking schools"
    AGREED = "agreed", "Agreed"
    CONFIRMED = "confirmed", "Confirmed"
    DONE = "done", "Done"
    CALLED_OFF = "called_off", "Called off"


class Answer(models.TextChoices):
    """What a school said. No answer is ``""``: still asking. Silence is never yes."""

    NONE = "", "Still asking"
    IN = "in", "In"
    IN_IF = "in_if", "In if…"
    NOT_THIS_TIME = "not_this_time", "Not this time"
    LATER = "later", "Later"


class EventKind(models.TextChoices):
    """What happened to a proposal."""

    PROPOSED = "proposed", "Proposed"
    ASKED = "asked", "Schools asked"
    CHANGED = "changed", "Changed"
    AGREED = "agreed", "Agreed"
    CONFIRMED = "confirmed", "Confirmed"
    DONE = "done", "Done"
    CALLED_OFF = "called_off", "Called off"
    SETTLED = "settled", "Condition met"
    REOPENED = "reopened", "Taken up again"


@data_map(
    purpose="To plan the year together by consent.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id partnership title about why_together state year half_term day starts_at ends_at place host"
        " pupils year_groups cost_pence cost_words aim answer_by version proposed_by proposed_at copied_from uid"
        " sequence call_off_reason state_at",
    },
)
class Proposal(OfAPartnership):
    """Something that schools might do together.

    ``year`` is the academic year's first calendar year; ``half_term`` 0 to 5 places it until it has a ``day``.
    ``version`` counts the terms: it goes up when day, time, place, cost or numbers change, and an answer belongs to
    the version that was shown. ``uid`` and ``sequence`` are for calendar feeds and outlive every change.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(max_length=160)
    about = models.TextField(blank=True, max_length=4000)
    why_together = models.CharField(max_length=500, blank=True, help_text="why it needs more than one school")
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    year = models.PositiveSmallIntegerField()
    half_term = models.PositiveSmallIntegerField()
    day = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    host = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    pupils = models.PositiveIntegerField(null=True, blank=True)
    year_groups = models.CharField(max_length=80, blank=True)
    cost_pence = models.PositiveIntegerField(default=0, help_text="for each school")
    cost_words = models.CharField(max_length=200, blank=True)
    aim = models.ForeignKey(Aim, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer_by = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    state_at = models.DateTimeField(default=clock.now)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    uid = models.CharField(max_length=60, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    call_off_reason = models.CharField(max_length=500, blank=True)

    class Meta(OfAPartnership.Meta):
        indexes: ClassVar = [
            models.Index(fields=["partnership", "year", "half_term", "day"], name="proposal_of_year"),
            models.Index(fields=["partnership", "state"], name="proposal_in_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(half_term__lte=5), name="proposal_half_term"),
            models.UniqueConstraint(
                fields=["copied_from", "year"], condition=Q(copied_from__isnull=False), name="copied_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Any], person: Person) -> models.QuerySet[Any]:
        """Those of the partnerships that one runs or belongs to; as a guest, what one was asked about."""
        return everything.filter(proposals_for(person))


@data_map(
    purpose="To know who leads it: people of at least two schools.",
    keep=Keep("it is the history of the schools"),
    levels={Level.WORKING: "id proposal membership contact person"},
)
class ProposalOwner(OfAPartnership):
    """One school that owns a proposal, and who there looks after it."""

    partnership_path = "proposal__partnership_id"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="owners")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "membership"], name="owner_school_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} owns {self.proposal_id}"


@data_map(
    purpose="To know what each school agreed to, and to nothing else.",
    keep=Keep("it is the history of the schools"),
    levels={
        Level.WORKING: "id proposal membership gives gives_kind gets hours cost_pence pupils answer condition version"
        " own_version settled_at settled_words asked_at answered_at answered_by"
    },
)
class Asked(OfAPartnership):
    """One school asked about one proposal: what it would give and get, and its answer to the terms of ``version``.

    An answer holds only while ``version`` is the proposal's; the row keeps what was said, `GivenAnswer` every word.
    ``own_version`` counts changes to what this school alone gives, gets or pays: a page shows both numbers.
    """

    partnership_path = "proposal__partnership_id"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="asked")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="asked")
    gives = models.CharField(max_length=300, blank=True)
    gives_kind = models.CharField(max_length=12, blank=True, help_text="a kind of contribution")
    gets = models.CharField(max_length=300, blank=True)
    hours = models.DecimalField(max_digits=5, decimal_places=1, default=0, help_text="staff hours given")
    cost_pence = models.PositiveIntegerField(default=0, help_text="for this school, beside the cost for each")
    pupils = models.PositiveIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=14, choices=Answer.choices, blank=True, default=Answer.NONE)
    condition = models.CharField(max_length=300, blank=True, help_text="in if what, or when later")
    version = models.PositiveIntegerField(default=0, help_text="the terms that were answered; 0: none yet")
    own_version = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="when its condition was met")
    settled_words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "membership"], name="school_asked_once")]
        indexes: ClassVar = [models.Index(fields=["membership", "answer"], name="asked_of_school")]

    def __str__(self) -> str:
        return f"{self.membership_id} on {self.proposal_id}: {self.answer or 'still asking'}"


@data_map(
    purpose="To show later who said what to which terms.",
    keep=Keep("after three years the name makes way; the answer stays", days=1095, after="at", blank={"by_name": ""}),
    levels={Level.WORKING: "id asked version answer condition by_name by_link at"},
)
class GivenAnswer(OfAPartnership):
    """Every answer ever given, as it was given. Never changed."""

    partnership_path = "asked__proposal__partnership_id"

    asked = models.ForeignKey(Asked, on_delete=models.CASCADE, related_name="given")
    version = models.PositiveIntegerField()
    answer = models.CharField(max_length=14, choices=Answer.choices)
    condition = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=160, blank=True)
    by_link = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.answer} to version {self.version}"


@data_map(
    purpose="To show what happened to a proposal, and what a change re-opened.",
    keep=Keep(
        "after three years the name makes way; what happened stays", days=1095, after="at", blank={"by_name": ""}
    ),
    levels={Level.WORKING: "id proposal kind version words changes reopened by_name at"},
)
class ProposalEvent(OfAPartnership):
    """One line of a proposal's history. ``changes`` is {field: [before, after]} in words people read."""

    partnership_path = "proposal__partnership_id"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    version = models.PositiveIntegerField()
    words = models.CharField(max_length=500, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    reopened = models.PositiveIntegerField(default=0, help_text="how many answers it re-opened")
    by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.proposal_id}"
