"""Shape only: schools, people, and the roles that people hold. One file a subject."""

from bothways.schools.models.person import Person, RoleAssignment
from bothways.schools.models.school import School

__all__ = ["Person", "RoleAssignment", "School"]
