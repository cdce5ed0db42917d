"""People with an account, and the roles they hold. Never a pupil."""

from __future__ import annotations

import datetime as dt
import enum
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from bothways.core import clock
from bothways.core.datamap import Keep, Level, data_map
from bothways.core.ids import RandomIdField
from bothways.core.scoped import ScopedManager, UnscopedManager
from bothways.schools.roles import BY_KEY, ROLES, SECOND_FACTOR_FOR, PlaceKind, Role


class AccountManager(BaseUserManager["Person"]):
    """Everything, for signing in and for the machinery. People read people through ``objects.for_``."""

    def create_user(self, email: str, name: str = "", **fields: Any) -> Person:
        """A person who signs in by e-mailed code, passkey or another service: no password is ever set."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person


@data_map(
    purpose="To let a member of staff sign in and act for a school.",
    keep=Keep(
        "a year after leaving, the name makes way for ‘former member’",
        days=365,
        after="left_on",
        blank={"name": "Former member", "is_active": False, "email": Concat(F("pk"), Value("@former.invalid"))},
    ),
    levels={Level.WORKING: "id email name is_active created_at last_login left_on", Level.SECRET: "password"},
)
class Person(AbstractBaseUser):
    """Somebody who works for a school, a partnership, a funder or the service."""

    id = RandomIdField()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    left_on = models.DateField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    unscoped: ClassVar = AccountManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"

    def __str__(self) -> str:
        return self.name or self.email

    @staticmethod
    def visible_to(everyone: models.QuerySet[Person], person: Person) -> models.QuerySet[Person]:
        """Oneself, and those who hold a role today at a school where one holds a role today."""
        schools = [held.place_id for held in person.held if held.place_kind == PlaceKind.SCHOOL]
        colleagues = Q(roles__place_kind=PlaceKind.SCHOOL, roles__place_id__in=schools) & RoleAssignment.current(
            "roles__"
        )
        return everyone.filter(Q(pk=person.pk) | colleagues).distinct()

    @cached_property
    def held(self) -> tuple[RoleAssignment, ...]:
        """The roles held today: one query a request, never kept in the session."""
        return tuple(
            RoleAssignment.unscoped.filter(RoleAssignment.current(), person=self).order_by(
                "place_kind", "place_id", "role"
            )
        )

    def holds(self, permission: enum.StrEnum, at: tuple[str, str] | None = None) -> bool:
        """Whether a role held today gives ``permission``: anywhere, or at one place (kind, id)."""
        if not self.is_active:
            return False
        return any(permission in held.table.permissions and at in {None, held.place} for held in self.held)

    def lacks_second_factor(self, for_: enum.StrEnum | None = None) -> bool:
        """Whether a role held today, or what is about to be done, needs a second factor and none is set up."""
        from allauth.mfa.utils import is_mfa_enabled  # the app registry must be ready first

        needed = for_ in SECOND_FACTOR_FOR or any(held.table.second_factor for held in self.held)
        return needed and not is_mfa_enabled(self)


@data_map(
    purpose="To know who may do what, where, from when until when.",
    keep=Keep("as long as the audit trail", days=730, after="ends_on"),
    levels={Level.WORKING: "id person role place_kind place_id starts_on ends_on created_at"},
)
class RoleAssignment(models.Model):
    """One person's role at one place. ``place_id`` is an id and no foreign key: a place may be of a higher room."""

    id = RandomIdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=40, choices=[(role.key, role.name) for role in ROLES])
    place_kind = models.CharField(max_length=20)
    place_id = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped: ClassVar = UnscopedManager()
    objects: ClassVar = ScopedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "place_kind", "place_id"],
                condition=Q(ends_on=None),
                name="role_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="role_ends_after_start"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["place_kind", "place_id", "ends_on"], name="role_place")]

    def __str__(self) -> str:
        return f"{self.role} at {self.place_kind} {self.place_id}"

    @staticmethod
    def current(prefix: str = "", on: dt.date | None = None) -> Q:
        """Roles held on a day (today). The last day counts until access is ended, which sets it to yesterday's end."""
        day = on or clock.today()
        started = Q(**{f"{prefix}starts_on__lte": day})
        return started & (Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day}))

    @staticmethod
    def visible_to(everything: models.QuerySet[RoleAssignment], person: Person) -> models.QuerySet[RoleAssignment]:
        """One's own, and those at schools where one holds a role today."""
        schools = [held.place_id for held in person.held if held.place_kind == PlaceKind.SCHOOL]
        return everything.filter(Q(person=person) | Q(place_kind=PlaceKind.SCHOOL, place_id__in=schools))

    @property
    def place(self) -> tuple[str, str]:
        """Where the role is held: (kind, id)."""
        return self.place_kind, self.place_id

    @property
    def table(self) -> Role:
        """The row of the role table."""
        return BY_KEY[self.role]
