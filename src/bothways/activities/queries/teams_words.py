"""What teams are told about in words: how good they are, which rule a board breaks, and what cannot be done.

Wishes of another school are never told. Where they make a brief impossible, their school is named and no child.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.queries.teams_brief import AT_MOST, BUDDIES, LABEL, Given, Settings
from bothways.rules import mixing
from bothways.rules.errors import Clash, ImpossibleBrief

CHOICE = ": choice "
_PLACE = re.compile(r"(together|apart)\[(\d+)\]")


@dataclass(frozen=True)
class LevelRow:
    """One aim of a deal as a line of a table."""

    words: str
    reached: str
    best: str
    proved: bool


def percent(part: int, whole: int) -> int:
    """A share in whole per cent; never 100 while one is missing, never 0 while one is there."""
    if not whole:
        return 100
    share = round(100 * part / whole)
    return min(max(share, 1 if part else 0), 100 if part == whole else 99)


def proof(
    settings: Settings, levels: Sequence[Mapping[str, Any]], seats: Mapping[str, int], schools: Mapping[str, str]
) -> str:
    """The finding in one sentence: what was reached, and whether anything better is possible."""
    sharing, whole = mixing.company(seats, schools)
    first: Mapping[str, Any] = levels[0] if levels else {}
    best = bool(first.get("value") == first.get("bound"))
    if settings.mix == BUDDIES:
        return _buddy_proof(seats, schools, best=best)
    if not sharing:
        return _("Nobody shares a team with a schoolmate: 100%, and that is the best possible.")
    said = _("%(share)d%% share their team with no schoolmate.") % {"share": percent(whole - sharing, whole)}
    tail = _("No teams of these sizes mix the schools better.") if best else _("Better may be possible.")
    return f"{said} {tail}"


def now(seats: Mapping[str, int], schools: Mapping[str, str]) -> str:
    """How mixed a board is as it stands, by whoever made it."""
    sharing, whole = mixing.company(seats, schools)
    if not whole:
        return ""
    if not sharing:
        return _("Nobody shares a team with a schoolmate.")
    told = {"n": whole - sharing, "whole": whole}
    return _("%(n)d of %(whole)d share their team with no schoolmate.") % told


def _buddy_proof(seats: Mapping[str, int], schools: Mapping[str, str], *, best: bool) -> str:
    sharing, whole = mixing.company(seats, schools)
    kinds = {team: {schools[pupil] for pupil, place in seats.items() if place == team} for team in set(seats.values())}
    mixed = sum(len(held) > 1 for held in kinds.values())
    sent = Counter(schools[pupil] for pupil in seats)
    best = best and whole - sharing == sum(count == 1 for count in sent.values())
    if sharing == whole:
        said = _("Nobody is alone: everyone has somebody of their school beside them.")
    else:
        alone = {"n": whole - sharing}
        said = ngettext("%(n)d pupil is alone of their school.", "%(n)d pupils are alone of their school.", alone["n"])
        said %= alone
    told = {"mixed": mixed, "all": len(kinds)}
    mix = _("%(mixed)d of %(all)d teams mix schools.") % told
    tail = _("That is the best possible.") if best else _("Better may be possible.")
    return f"{said} {mix} {tail}"


def level_rows(levels: Sequence[Mapping[str, Any]]) -> tuple[LevelRow, ...]:
    """Every aim in order of importance."""
    return tuple(_level_row(each) for each in levels)


def _level_row(level: Mapping[str, Any]) -> LevelRow:
    name, value, bound = str(level["name"]), int(level["value"]), int(level["bound"])
    if CHOICE in name:
        menu, _sign, choice = name.partition(CHOICE)
        words = _("%(menu)s, places at choice %(n)s") if choice.isdecimal() else _("%(menu)s, places nobody had chosen")
        proved = bool(level["proved"])
        return LevelRow(words % {"menu": menu, "n": choice}, str(value), str(bound) if proved else "", proved)
    known = {
        "school": _("Two schoolmates in one team"),
        "lone": _("Pupils alone of their school"),
        "met": _("Pairs who have met at an event before"),
        "year": _("Year groups, steps from an even spread"),
        "role": _("Adults and pupils, steps from an even spread"),
    }
    words = known.get(name) or _("‘%(label)s’, steps from an even spread") % {"label": name.removeprefix(LABEL)}
    counted = name in {"school", "lone", "met"}
    reached = str(value) if counted else str((value - bound) // 2)
    return LevelRow(words, reached, str(bound) if counted else "0", value == bound)


def impossible(problem: ImpossibleBrief, given: Given, own: Sequence[str]) -> str:
    """The smallest clash in a sentence, with what to drop. Never a child of a school that is not in ``own``."""
    names = {each.school_id: each.school_name for each in given.members}
    listed = list(dict.fromkeys(_clash_words(each, given, own, names) for each in problem.clashes))
    if len(listed) == 1:
        return _("This cannot be done: %(words)s.") % {"words": listed[0]}
    return _("These cannot all be kept, so drop any one of them: %(words)s.") % {"words": "; ".join(listed)}


def _clash_words(clash: Clash, given: Given, own: Sequence[str], names: Mapping[str, str]) -> str:
    """One rule of a clash as this reader may know it."""
    found = _PLACE.fullmatch(clash.rule)
    if found:
        groups = given.together if found[1] == "together" else given.apart
        place = int(found[2])
        return _wish_words(groups[place], found[1], given, own) if place < len(groups) else _("nobody is alone")
    if clash.rule.startswith("fixed["):
        return _("where you locked %(who)s") % {"who": tag(clash.rule[6:-1], given)}
    said = clash.words
    for school, name in names.items():
        said = said.replace(school, name)
    return said


def _wish_words(group: Sequence[str], kind: str, given: Given, own: Sequence[str]) -> str:
    school = given.schools.get(group[0], "")
    if school not in own:
        name = next((each.school_name for each in given.members if each.school_id == school), "")
        return _("the wishes of %(school)s, which that school can look through") % {"school": name}
    both = _(" and ").join(tag(each, given) for each in group)
    words = _("your wish to keep %(both)s together") if kind == "together" else _("your wish to keep %(both)s apart")
    return words % {"both": both}


def tag(pupil: str, given: Given) -> str:
    """ "Oak School 7"."""
    return next((f"{each.school_name} {each.tag}" for each in given.members if each.id == pupil), "")


def broken_words(
    found: Sequence[mixing.Broken],
    settings: Settings,
    teams: Mapping[int, str],
    schools: Mapping[str, str],
    labels: Mapping[str, str],
) -> list[str]:
    """Each broken rule as a sentence. ``labels`` has the words for the reader's own pupils who are wished about."""
    return [_broken(each, settings, teams, schools, labels) for each in found]


def _broken(
    each: mixing.Broken,
    settings: Settings,
    teams: Mapping[int, str],
    schools: Mapping[str, str],
    labels: Mapping[str, str],
) -> str:
    team, school = teams.get(each.team, ""), schools.get(each.school, "")
    both = _(" and ").join(labels.get(pupil, "") for pupil in each.people)
    sizes = str(each.least) if each.least == each.most else _("%(a)d or %(b)d") % {"a": each.least, "b": each.most}
    said = {
        "size": _("%(team)s has %(count)d pupils; %(sizes)s would be even."),
        "together": _("You asked to keep %(both)s together, and they are not."),
        "apart": _("You asked to keep %(both)s apart, and they are both in %(team)s."),
        "lone": _("In %(team)s somebody is alone of %(school)s."),
        "mixed": _("%(team)s has pupils of %(count)d schools, and teams are by school."),
        "school": _("%(team)s has %(count)d pupils of %(school)s; it could have %(most)d at most."),
    }[each.kind]
    if each.kind == "school" and settings.mix == AT_MOST:
        said = _("%(team)s has %(count)d pupils of %(school)s; you said %(most)d at most.")
    told = {"team": team, "school": school, "both": both, "count": each.count, "most": each.most, "sizes": sizes}
    return said % told
