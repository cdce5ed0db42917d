"""Which schools somebody means who pastes a list: one line each, a name or a number, with or without an address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.core import words
from bothways.partnerships.models import MembershipState, Partnership
from bothways.schools.folding import words as folded
from bothways.schools.models import School
from bothways.schools.queries import register
from bothways.schools.queries.search import search

MOST_LINES = 100
_OFFERED = 6
_LOOKED_AT = 40
_EMAIL = re.compile(r"[^\s,;<>()\"']+@[^\s,;<>()\"']+\.[^\s,;<>()\"']+")
_EDGES = " \t,;<>()\"'-–|"


@dataclass(frozen=True)
class Choice:
    """A school that may be meant. ``note`` says what keeps it from being asked as it is."""

    school_id: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Match:
    """One line as typed, the address in it, and the schools that may be meant, likeliest first.

    ``sure`` is the school that it names beyond doubt, if there is one. ``known`` says that it is in or asked already.
    """

    line: str
    email: str
    choices: tuple[Choice, ...]
    sure: str = ""
    known: str = ""


def lines_of(pasted: str) -> list[str]:
    """The lines that say something, each once, in order."""
    return list(dict.fromkeys(line for raw in pasted.splitlines() if (line := " ".join(raw.split()).strip(_EDGES))))


def match_lines(partnership: Partnership, lines: Sequence[str]) -> tuple[Match, ...]:
    """Every line with the schools that may be meant."""
    known, near = _known(partnership), _councils(partnership)
    return tuple(_match(line, known, near) for line in lines)


def _councils(partnership: Partnership) -> frozenset[str]:
    """Where its schools are: of many schools of one name the near ones are likelier."""
    here = partnership.memberships.filter(state__in=(MembershipState.ASKED, MembershipState.YES))
    return frozenset(here.exclude(school__local_authority="").values_list("school__local_authority", flat=True))


def _known(partnership: Partnership) -> Mapping[str, str]:
    standing = partnership.memberships.filter(state__in=(MembershipState.ASKED, MembershipState.YES))
    return {
        each.school_id: _("is in already")
        if each.state == MembershipState.YES
        else _("was asked on %(day)s already") % {"day": words.day(each.asked_at)}
        for each in standing
    }


def _match(line: str, known: Mapping[str, str], near: frozenset[str]) -> Match:
    found = _EMAIL.search(line)
    email = found[0].lower() if found else ""
    name = (line.replace(found[0], " ") if found else line).strip(_EDGES)
    schools = _schools(name, near)
    choices = tuple(choice for school in schools for choice in _choices(school))
    unique = tuple({choice.school_id: choice for choice in choices}.values())
    sure = _sure(name, schools, unique)
    return Match(line, email, unique, sure="" if sure in known else sure, known=known.get(sure, ""))


def _schools(name: str, near: frozenset[str]) -> Sequence[School]:
    """By number alone when the line is one; by what is typed otherwise, near ones first."""
    number = re.fullmatch(r"(?:urn\s*)?(\d{5,7})", name, re.IGNORECASE)
    if number:
        exact = list(School.objects.filter(identifier=number[1]))
        if exact:
            return exact
    found = sorted(search(name, _LOOKED_AT), key=lambda each: each.local_authority not in near)
    ids = [each.pk for each in found[:_OFFERED]]
    by_id = School.objects.in_bulk(ids)
    return [by_id[pk] for pk in ids]


def _choices(school: School) -> list[Choice]:
    """The school itself; for a closed one the schools that came after it, each with a note."""
    if school.is_open:
        return [Choice(school.pk, _label(school))]
    note = _("%(school)s has closed; this school came after it.") % {"school": school.name}
    return [Choice(each.pk, _label(each), note) for each in register.current_schools(school.identifier)]


def _label(school: School) -> str:
    return ", ".join(filter(None, (school.name, school.town, school.postcode, school.identifier)))


def _sure(name: str, schools: Sequence[School], choices: Sequence[Choice]) -> str:
    """The only school that a line can mean: the only one found, or the only one of exactly this name."""
    if len(choices) == 1 and not choices[0].note:
        return choices[0].school_id
    exact = [each.pk for each in schools if each.is_open and folded(each.name) == folded(name)]
    return exact[0] if len(exact) == 1 else ""
