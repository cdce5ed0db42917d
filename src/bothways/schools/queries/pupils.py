"""A school's own list of pupils, for that school's people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from bothways.core import access
from bothways.core.crypto import blind_index
from bothways.schools.models import Person, Pupil, School


def index_of(first_name: str, initial: str) -> str:
    """What finds the same name again without reading it; nothing for no name."""
    name = f"{first_name} {initial}".strip()
    return blind_index(name, about="schools.pupil.name") if name else ""


def list_of(school: School, *, by: Person) -> QuerySet[Pupil]:
    """Everybody on the list, those who left too."""
    seen: QuerySet[Pupil] = Pupil.objects.for_(by)
    return seen.filter(school=school)


def here_today(school: School, *, by: Person) -> QuerySet[Pupil]:
    """Those who have not left, by year and code."""
    return list_of(school, by=by).filter(left_on=None).order_by("year_group", "local_id")


def pupil(pupil_id: str, *, by: Person) -> Pupil:
    """One pupil; NotFound for anybody whose school it is not."""
    return access.get(Pupil, pupil_id, by=by)


def named(school: School, names: Iterable[tuple[str, str]], *, by: Person) -> QuerySet[Pupil]:
    """Those who have one of these names (first name, initial), for a warning that a child is there already."""
    wanted = {index_of(*each) for each in names} - {""}
    return here_today(school, by=by).filter(name_index__in=wanted)


def name_of(found: Pupil) -> str:
    """What its own school calls a pupil: the name, or the code once the name is forgotten."""
    return f"{found.first_name} {found.initial}".strip() or found.local_id
