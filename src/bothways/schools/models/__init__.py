"""Shape only: schools, people, and the roles that people hold. One file a subject."""

from bothways.schools.models.invitation import Invitation, InvitationState
from bothways.schools.models.person import Person, RoleAssignment
from bothways.schools.models.pupil import AdultRule, OfOwnSchool, Pupil
from bothways.schools.models.register import LinkKind, RegisterLock, SchoolLink
from bothways.schools.models.school import Scheme, School, Sector, Status

__all__ = [
    "AdultRule",
    "Invitation",
    "InvitationState",
    "LinkKind",
    "OfOwnSchool",
    "Person",
    "Pupil",
    "RegisterLock",
    "RoleAssignment",
    "Scheme",
    "School",
    "SchoolLink",
    "Sector",
    "Status",
]
