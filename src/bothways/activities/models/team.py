"""Mixed teams, seminar places and lunch tables: what the engine proposed, what people kept, and what pupils chose."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.activities.models.activity import Activity
from bothways.activities.models.booking import Adult
from bothways.activities.models.people import Participant
from bothways.activities.models.scope import OfAnActivity
from bothways.activities.models.session import Session
from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.schools.models import OfOwnSchool, Person


class SetPurpose(models.TextChoices):
    """What is being dealt."""

    TEAMS = "teams", "Teams"
    SEMINARS = "seminars", "Seminar places"
    LUNCH = "lunch", "Lunch tables"


class SetState(models.TextChoices):
    """Proposed by the engine, kept by a person, or replaced by a later one."""

    PROPOSED = "proposed", "Proposed"
    KEPT = "kept", "Kept"
    REPLACED = "replaced", "Replaced"


@data_map(
    purpose="To show who is in which team and that it is as good as it can be.",
    keep=Keep("its numbers are the history of the activity; who was in it goes with the children"),
    levels={
        Level.WORKING: "id activity session purpose state settings seed brief_hash levels explained version made_by"
        " made_at kept_at moved moves"
    },
)
class TeamSet(OfAnActivity):
    """One deal of teams, tables or seminar places. ``levels`` is the engine's own: name, value, bound, proved.

    ``version`` goes up with every move, so that two people on one board see each other's. ``moved``: how many changed
    team since it was kept. ``moves`` are the last ones, newest last, to tell others and to undo: version, by whom, and
    for each place its id, the team it left ("" for none) and the team it went to.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="team_sets")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="team_sets")
    purpose = models.CharField(max_length=8, choices=SetPurpose.choices, default=SetPurpose.TEAMS)
    state = models.CharField(max_length=8, choices=SetState.choices, default=SetState.PROPOSED)
    settings = models.JSONField(default=dict, help_text="size, mode, limits: the brief without children")
    seed = models.PositiveBigIntegerField(default=0)
    brief_hash = models.CharField(max_length=64, blank=True)
    levels = models.JSONField(default=list)
    explained = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)
    moves = models.JSONField(default=list, blank=True)

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "session", "purpose"], condition=Q(state="kept"), name="one_kept_set_a_session"
            ),
            models.UniqueConstraint(
                fields=["activity", "purpose"], condition=Q(state="kept", session=None), name="one_kept_set"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.activity_id}"


@data_map(
    purpose="To name a team and say where it meets.",
    keep=Keep("goes with its deal"),
    levels={Level.WORKING: "id team_set number name colour room locked session"},
)
class Team(OfAnActivity):
    """One team or table. ``colour`` is a key of the palette that badges and signs print beside the number."""

    activity_path: ClassVar = "team_set__activity_id"

    team_set = models.ForeignKey(TeamSet, on_delete=models.CASCADE, related_name="teams")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=16, blank=True)
    room = models.CharField(max_length=80, blank=True)
    locked = models.BooleanField(default=False)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta(OfAnActivity.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["team_set", "number"], name="team_number_once")]
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.name


@data_map(
    purpose="To know who is in which team.",
    keep=Keep("on 30 September after the activity it is forgotten", days=30, after="forget_on"),
    levels={Level.CHILD: "id team participant adult locked forget_on"},
)
class TeamPlace(OfOwnSchool):
    """One pupil or adult in one team. Others see the label alone (`queries/labels`)."""

    school_path: ClassVar = "participant__booking__taking_part__school_id"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="team_places"
    )
    adult = models.ForeignKey(Adult, null=True, blank=True, on_delete=models.CASCADE, related_name="team_places")
    locked = models.BooleanField(default=False)
    forget_on = models.DateField()

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "participant"], condition=Q(participant__isnull=False), name="in_a_team_once"
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=False, adult__isnull=True)
                | Q(participant__isnull=True, adult__isnull=False),
                name="a_pupil_or_an_adult",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}"


@data_map(
    purpose="To keep two pupils together or apart, without saying why.",
    keep=Keep(
        "a week after the activity nobody needs it", days=7, after="one__booking__taking_part__activity__ends_on"
    ),
    levels={Level.SENSITIVE: "id one other together"},
)
class Wish(OfOwnSchool):
    """Two pupils of one school who are kept together or apart. No reason is held."""

    school_path: ClassVar = "one__booking__taking_part__school_id"

    one = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes")
    other = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wished")
    together = models.BooleanField()

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="wish_once")]

    def __str__(self) -> str:
        return "together" if self.together else "apart"


@data_map(
    purpose="To give pupils the seminars they asked for.",
    keep=Keep(
        "a month after the activity nobody needs it",
        days=30,
        after="participant__booking__taking_part__activity__ends_on",
    ),
    levels={Level.CHILD: "id participant session rank"},
)
class Choice(OfOwnSchool):
    """One pupil's wish for one session: rank 1 is the first choice within its block."""

    school_path: ClassVar = "participant__booking__taking_part__school_id"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="choices")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="chosen")
    rank = models.PositiveSmallIntegerField()

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "session"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.rank}"


@data_map(
    purpose="To let a class choose its seminars without accounts.",
    keep=Keep("the code ends with the choosing", days=30, after="until"),
    levels={Level.WORKING: "id booking code_hash until tries"},
)
class ClassCode(OfOwnSchool):
    """A short code by which one school's pupils choose, each by their tag. Only its hash is kept."""

    school_path: ClassVar = "booking__taking_part__school_id"

    booking = models.OneToOneField("activities.Booking", on_delete=models.CASCADE, related_name="class_code")
    code_hash = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "class code"
