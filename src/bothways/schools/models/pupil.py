"""A school's own list of pupils: as little as a day together needs, seen by that school alone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from bothways.core import clock
from bothways.core.crypto import EncryptedText
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.scoped import Scoped
from bothways.schools.models.person import Person
from bothways.schools.models.school import School
from bothways.schools.roles import Permission, PlaceKind


def schools_where(person: Person, permission: Permission) -> list[str]:
    """The ids of the schools at which a person holds a role today that gives the permission."""
    return [
        held.place_id
        for held in person.held
        if held.place_kind == PlaceKind.SCHOOL and permission in held.table.permissions
    ]


class OfOwnSchool(Scoped):
    """About children: seen by their own school's people and nobody else. ``school_path`` leads to the school."""

    school_path: ClassVar = "school_id"
    seen_with: ClassVar = Permission.SEE_PUPILS

    class Meta(Scoped.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, everything: models.QuerySet[Any], person: Person) -> models.QuerySet[Any]:
        """Rows of the schools where the person may see pupils."""
        return everything.filter(**{f"{cls.school_path}__in": schools_where(person, cls.seen_with)})


@data_map(
    purpose="To bring the same pupils again without typing their names again.",
    keep=(
        Keep(
            "at the end of September after the year in which they last took part, names make way",
            days=0,
            after="names_until",
            blank={"first_name": "", "initial": "", "alias": "", "name_index": ""},
        ),
        Keep("two years after they last took part, or one month after they left", days=730, after="last_used_on"),
        Keep("a month after leaving the school", days=30, after="left_on"),
    ),
    levels={
        Level.CHILD: "id school local_id first_name initial alias name_index year_group group names_until"
        " last_used_on left_on added_at",
        Level.SENSITIVE: "shielded",
    },
)
class Pupil(OfOwnSchool):
    """One pupil on one school's own list. Never a surname: ``initial`` is its first letter.

    ``alias`` is what others read in place of the name when ``shielded`` is "1"; it looks like a name and is there for
    every pupil's row in the same form, so that neither its presence nor its length tells. ``name_index`` finds the same
    name twice without reading it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="pupils")
    local_id = models.CharField(max_length=40, help_text="the school's own word for the child, or one that we made")
    first_name = EncryptedText(blank=True)
    initial = EncryptedText(blank=True)
    alias = EncryptedText(blank=True)
    shielded = EncryptedText(default="0")
    name_index = models.CharField(max_length=32, blank=True)
    year_group = models.CharField(max_length=4, blank=True, help_text="N, R, 1 to 14")
    group = models.CharField(max_length=20, blank=True, help_text="class or tutor group")
    names_until = models.DateField(null=True, blank=True)
    last_used_on = models.DateField(default=clock.today)
    left_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["school", "local_id"], name="pupil_once")]
        indexes: ClassVar = [
            models.Index(fields=["school", "year_group", "local_id"], name="pupils_of_school"),
            models.Index(fields=["school", "name_index"], name="pupils_by_name"),
        ]

    def __str__(self) -> str:
        return self.local_id


@data_map(
    purpose="To warn a school by its own rules, and by nobody else's.",
    keep=Keep("as long as the school uses them; it goes with the school"),
    levels={Level.WORKING: "id school years pupils_per_adult"},
)
class AdultRule(OfOwnSchool):
    """How many pupils of some years this school lets one adult look after. ``years``: "R,1,2", or "" for all others."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="adult_rules")
    years = models.CharField(max_length=40, blank=True)
    pupils_per_adult = models.PositiveSmallIntegerField()

    class Meta(OfOwnSchool.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["school", "years"], name="adult_rule_once")]

    def __str__(self) -> str:
        return f"1 to {self.pupils_per_adult}"
