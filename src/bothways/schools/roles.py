"""Roles, as a table in code: the only place that says what a role may do.

The permissions page, docs/permissions.md and the matrix tests are made from this table. A role is held
*at* a place (the service, a school, a partnership, later a funder), from one date to another. Whoever works for a
school sees the partnerships that the school said yes to: `partnerships.models.scope` says so.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class PlaceKind(enum.StrEnum):
    """What a role can be held at."""

    SERVICE = "service"
    SCHOOL = "school"
    PARTNERSHIP = "partnership"
    ACTIVITY = "activity"


class Permission(enum.StrEnum):
    """One deed or one sight. Named as the permissions page says it."""

    SEE_STAFF = "see the staff of the school"
    MANAGE_STAFF = "invite staff, change their roles and end them"
    EXPORT_STAFF = "take away a list of the school's staff"
    ADD_SCHOOL = "add a school that the register does not hold"
    SEE_PARTNERSHIP = "see a partnership’s plan, meetings, offers and practice"
    PROPOSE = "propose, offer, ask and share practice for the school"
    ANSWER_FOR_SCHOOL = "say yes or no for the school"
    START_PARTNERSHIP = "start a partnership and ask schools to join it"
    RUN_PARTNERSHIP = "run a partnership: its schools, dates, meetings and reminders"
    SEE_ACTIVITIES = "see the activities that the school takes part in"
    RUN_ACTIVITY = "set up an activity that the school owns: sessions, places, teams and what comes after"
    BOOK_PLACES = "book places at an activity for the school"
    SEE_PUPILS = "see and change the school’s own list of pupils, and who of them is coming"
    SEE_NEEDS = "see and change what the school’s own pupils need, and what their parents answered"
    KEEP_REGISTER = "keep the register of an activity on its day"
    SIT_ON_PANEL = "read what schools nominate for a programme that the school runs, and decide on its places"
    UPDATE_REGISTER = "update the register the register of schools"
    INVITE_HEADS = "invite the first head of a school"
    SEE_SERVICE = "see the health of the service, its work and its sends"
    RUN_SERVICE = "stop work, send again, and run retention"
    SEE_AUDIT = "read who did what"


@dataclass(frozen=True)
class Role:
    """One row of the table. ``second_factor`` marks roles that see pupils or money, or can open such a role."""

    key: str
    name: Words
    about: Words
    at: PlaceKind
    permissions: frozenset[Permission]
    second_factor: bool = False


SECOND_FACTOR_FOR = frozenset(
    {Permission.SEE_PUPILS, Permission.SEE_NEEDS, Permission.KEEP_REGISTER, Permission.SIT_ON_PANEL}
)
"""What nobody does without a second factor, whatever their role: these pages show children."""

_TEACHES = frozenset(
    {
        Permission.SEE_STAFF,
        Permission.SEE_PARTNERSHIP,
        Permission.PROPOSE,
        Permission.START_PARTNERSHIP,
        Permission.SEE_ACTIVITIES,
        Permission.RUN_ACTIVITY,
        Permission.BOOK_PLACES,
        Permission.SEE_PUPILS,
        Permission.SEE_NEEDS,
        Permission.KEEP_REGISTER,
        Permission.SIT_ON_PANEL,
    }
)
_DECIDES = _TEACHES | {
    Permission.MANAGE_STAFF,
    Permission.EXPORT_STAFF,
    Permission.ADD_SCHOOL,
    Permission.ANSWER_FOR_SCHOOL,
}
TEACHER = Role(
    "teacher",
    _("Teacher"),
    _("Takes part for the school: proposes what schools might do together, books places and brings pupils."),
    PlaceKind.SCHOOL,
    _TEACHES,
)
HEAD = Role(
    "head",
    _("Head"),
    _("Decides for the school, and may do all that its administrator does."),
    PlaceKind.SCHOOL,
    _DECIDES,
    second_factor=True,
)
SCHOOL_ADMIN = Role(
    "school_admin",
    _("School administrator"),
    _("Looks after who works for the school here, and answers for it."),
    PlaceKind.SCHOOL,
    _DECIDES,
    second_factor=True,
)
COORDINATOR = Role(
    "coordinator",
    _("Coordinator"),
    _("Runs a partnership: asks its schools, plans its year and its meetings. Answers for no school."),
    PlaceKind.PARTNERSHIP,
    frozenset(
        {
            Permission.SEE_PARTNERSHIP,
            Permission.PROPOSE,
            Permission.RUN_PARTNERSHIP,
            Permission.SEE_ACTIVITIES,
            Permission.RUN_ACTIVITY,
            Permission.SIT_ON_PANEL,
        }
    ),
    second_factor=True,
)
EVENT_LEAD = Role(
    "event_lead",
    _("Event lead"),
    _("Leads one activity on its day: keeps its register, sees the labels of those who come, for that day."),
    PlaceKind.ACTIVITY,
    frozenset({Permission.SEE_ACTIVITIES, Permission.KEEP_REGISTER}),
    second_factor=True,
)
OPERATOR = Role(
    "operator",
    _("Operator"),
    _("Runs the service: the register of schools, health and sends. Sees no pupils."),
    PlaceKind.SERVICE,
    frozenset(
        {
            Permission.ADD_SCHOOL,
            Permission.UPDATE_REGISTER,
            Permission.INVITE_HEADS,
            Permission.SEE_SERVICE,
            Permission.RUN_SERVICE,
            Permission.SEE_AUDIT,
        }
    ),
    second_factor=True,
)

ROLES: tuple[Role, ...] = (TEACHER, HEAD, SCHOOL_ADMIN, COORDINATOR, EVENT_LEAD, OPERATOR)
BY_KEY = {role.key: role for role in ROLES}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Every role that gives a permission, in the order of the table."""
    return tuple(role for role in ROLES if permission in role.permissions)
