"""Who was reminded of what: the record of a nudge, so that nobody is chased twice and delivery can be told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bothways.core.datamap import Keep, Level, data_map
from bothways.partnerships.models.membership import Contact, Membership
from bothways.partnerships.models.partnership import Partnership
from bothways.partnerships.models.scope import OfAPartnership
from bothways.schools.models import Person


@data_map(
    purpose="To show what was sent, to which schools, and whether it arrived.",
    keep=Keep("a year later nobody asks", days=365, after="sent_at"),
    levels={Level.WORKING: "id partnership need title by sent_at"},
)
class Nudge(OfAPartnership):
    """One reminder to everyone who owed one thing at that moment. ``need`` is the need's key."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="nudges")
    need = models.CharField(max_length=120, db_index=True)
    title = models.CharField(max_length=300)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfAPartnership.Meta):
        ordering: ClassVar = ["-sent_at"]

    def __str__(self) -> str:
        return self.title


@data_map(
    purpose="To show to which schools a reminder went and whether it arrived.",
    keep=Keep("goes with its nudge"),
    levels={Level.WORKING: "id nudge membership contact"},
)
class NudgeLine(OfAPartnership):
    """One school's line of a nudge. Its row in the outbox carries this id as ``about_id``: the truth on delivery."""

    partnership_path = "nudge__partnership_id"

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="lines")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.nudge_id} to {self.membership_id}"


@data_map(
    purpose="To leave somebody alone who wants no weekly letter.",
    keep=Keep("as long as they run the partnership; it goes with either"),
    levels={Level.WORKING: "id partnership person stopped_at"},
)
class NoLetter(OfAPartnership):
    """Somebody who runs a partnership and wants no letter about its week."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="no_letters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfAPartnership.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "person"], name="no_letter_once")]

    def __str__(self) -> str:
        return f"{self.person_id} wants no letter of {self.partnership_id}"
