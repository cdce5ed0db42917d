"""From the public JSON format to a TeamBrief. Everything is checked here, so nothing later has to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_int, need_known, need_list, need_text, need_unique
from bothways.rules.teams.model import MODES, Pupil, School, TeamBrief, TeamRules

_USUAL_ATTRIBUTES = ("year", "sex", "pp", "send")
_USUAL_SCORES = ("prior",)
_NOT_LABELS = {"id", "school", "access", "weight", "name"}
_LARGEST_SCORE = 10**6
_LARGEST_PAST_TEAM = 200
_NOT_KNOWN = ""


def read(brief: Mapping[str, Any]) -> TeamBrief:
    """The checked brief. Raises InvalidBrief with one sentence for the first thing that is wrong."""
    if brief.get("kind", "teams") != "teams":
        raise InvalidBrief(f"“kind” must be “teams”, not {brief.get('kind')!r:.40}.")
    schools = tuple(_school(each) for each in need_list(brief, "schools"))
    need_unique([school.id for school in schools], "The school")
    rows = [_row(each) for each in need_list(brief, "pupils")]
    if not rows:
        raise InvalidBrief("There are no pupils in this event. Add the pupils first.")
    scores = _names(brief, "scores", [name for name in _USUAL_SCORES if any(name in row for row in rows)])
    attributes = _names(brief, "attributes", _default_attributes(rows, scores))
    pupils = tuple(_pupil(row, attributes, scores) for row in rows)
    known = frozenset(pupil.id for pupil in pupils)
    need_unique([pupil.id for pupil in pupils], "The pupil")
    need_known((pupil.school for pupil in pupils), {school.id for school in schools}, "The school")
    absent = frozenset(_ids(brief.get("absent", []), "“absent”"))
    need_known(sorted(absent), known, "The absent pupil")
    name = brief.get("name", "")
    rules = _rules(brief, len(pupils), known)
    if rules.mode != "by_school" and len({pupil.school for pupil in pupils}) < 2:
        raise InvalidBrief("All the pupils are from one school, so no team can be mixed. Add another school’s pupils.")
    return TeamBrief(schools, pupils, rules, attributes, scores, absent, name if isinstance(name, str) else "")


def _row(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidBrief("Each pupil must be an object with an “id” and a “school”.")
    return value


def _school(value: object) -> School:
    if not isinstance(value, Mapping):
        raise InvalidBrief("Each school must be an object with an “id”.")
    ident = need_text(value.get("id"), "A school’s id")
    flags = {key: _flag(value.get(key, False), f"“{key}” of school “{ident}”") for key in ("guest", "independent")}
    return School(ident, str(value.get("name", "")), **flags)


def _flag(value: object, what: str) -> bool:
    if value in (0, 1):  # covers true and false
        return bool(value)
    raise InvalidBrief(f"{what} must be 0 or 1.")


def _names(brief: Mapping[str, Any], key: str, usual: list[str]) -> tuple[str, ...]:
    if key not in brief:
        return tuple(usual)
    names = [need_text(each, f"Each name in “{key}”") for each in need_list(brief, key)]
    need_unique(names, f"In “{key}”,")
    return tuple(names)


def _default_attributes(rows: list[Mapping[str, Any]], scores: tuple[str, ...]) -> list[str]:
    """The usual four first, then any other label by name, so that key order in the file means nothing."""
    found = {key for row in rows for key in row} - _NOT_LABELS - set(scores)
    return [name for name in _USUAL_ATTRIBUTES if name in found] + sorted(found - set(_USUAL_ATTRIBUTES))


def _pupil(row: Mapping[str, Any], attributes: tuple[str, ...], scores: tuple[str, ...]) -> Pupil:
    ident = need_text(row.get("id"), "A pupil’s id")
    return Pupil(
        ident,
        need_text(row.get("school"), f"The school of pupil “{ident}”"),
        {name: _label(row.get(name), name, ident) for name in attributes},
        {name: _score(row.get(name), name, ident) for name in scores},
        _flag(row.get("access", 0), f"“access” of pupil “{ident}”"),
    )


def _label(value: object, name: str, ident: str) -> str:
    if value is None:
        return _NOT_KNOWN
    if isinstance(value, (str, int)) and len(str(value)) <= 200:
        return str(value)
    raise InvalidBrief(f"“{name}” of pupil “{ident}” must be a word or a whole number.")


def _score(value: object, name: str, ident: str) -> int | None:
    if value is None:
        return None
    return need_int(value, f"“{name}” of pupil “{ident}”", least=-_LARGEST_SCORE, most=_LARGEST_SCORE)


def _rules(brief: Mapping[str, Any], n: int, known: frozenset[str]) -> TeamRules:
    n_teams, sizes = _sizes(brief, n)
    mode, limit = _mode(brief)
    accessible = brief.get("accessible_teams")
    return TeamRules(
        n_teams,
        sizes,
        mode,
        limit,
        _groups(brief, "together", known),
        _groups(brief, "apart", known),
        _fixed(brief, n_teams, known),
        None if accessible is None else _teams(accessible, n_teams),
        _history(brief),
    )


def _sizes(brief: Mapping[str, Any], n: int) -> tuple[int, tuple[int, int]]:
    """T and the size range. "size" alone is enough: then T is the fewest teams that fit."""
    size = brief.get("size")
    if size is not None and (not isinstance(size, list) or len(size) != 2):
        raise InvalidBrief("“size” must be a list of two whole numbers: the least and the most in a team.")
    if size is None and "T" not in brief:
        raise InvalidBrief("Give the number of teams, “T”, or the least and most in a team, “size”.")
    low, high = (need_int(each, "Each “size”", least=1) for each in size) if size is not None else (0, 0)
    if low > high:
        raise InvalidBrief(f"The least in a team, {low}, is more than the most, {high}.")
    n_teams = need_int(brief["T"], "The number of teams, “T”,", least=1) if "T" in brief else -(-n // high)
    if high == 1 or (size is None and n_teams >= n):
        raise InvalidBrief("A team of one is no team. Give “size” as 2 or more.")
    if n_teams > n:
        raise InvalidBrief(f"There are {n_teams} teams for {n} pupils. Use {n} teams or fewer.")
    if size is None:
        low, high = n // n_teams, -(-n // n_teams)
    if not low * n_teams <= n <= high * n_teams:
        raise InvalidBrief(
            f"{n} pupils do not fit {n_teams} teams of {low} to {high}: they hold {low * n_teams} to {high * n_teams}."
        )
    return n_teams, (low, high)


def _mode(brief: Mapping[str, Any]) -> tuple[str, int]:
    mode = brief.get("mode", "spread")
    if mode not in MODES:
        raise InvalidBrief(f"“mode” must be one of {', '.join(MODES)}, not {mode!r:.40}.")
    key = {"at_most": "m", "at_least": "k"}.get(mode)
    if key is None:
        return mode, 0
    return mode, need_int(brief.get(key), f"“{key}”, the number for mode “{mode}”,", least=1)


def _ids(value: object, what: str) -> list[str]:
    if not isinstance(value, list):
        raise InvalidBrief(f"{what} must be a list of pupil ids.")
    return [need_text(each, f"Each id in {what}") for each in value]


def _groups(brief: Mapping[str, Any], key: str, known: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    groups = []
    for value in need_list(brief, key) if key in brief else []:
        group = _ids(value, f"A group in “{key}”")
        need_unique(group, f"In one group of “{key}”, the pupil")
        need_known(group, known, f"In “{key}”, the pupil")
        if len(group) < 2:
            raise InvalidBrief(f"Each group in “{key}” needs two pupils or more.")
        groups.append(tuple(group))
    return tuple(groups)


def _fixed(brief: Mapping[str, Any], n_teams: int, known: frozenset[str]) -> dict[str, int]:
    value = brief.get("fixed", {})
    if not isinstance(value, Mapping):
        raise InvalidBrief("“fixed” must map pupil ids to team numbers.")
    need_known(value, known, "In “fixed”, the pupil")
    return {
        key: need_int(team, f"The team fixed for “{key}”", least=0, most=n_teams - 1) for key, team in value.items()
    }


def _teams(value: object, n_teams: int) -> frozenset[int]:
    if not isinstance(value, list):
        raise InvalidBrief("“accessible_teams” must be a list of team numbers.")
    return frozenset(need_int(each, "Each accessible team", least=0, most=n_teams - 1) for each in value)


def _history(brief: Mapping[str, Any]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    events = need_list(brief, "history") if "history" in brief else []
    if not all(isinstance(event, list) for event in events):
        raise InvalidBrief("Each past event in “history” must be a list of teams.")
    past = tuple(tuple(tuple(_ids(team, "A team in “history”")) for team in event) for event in events)
    if any(len(team) > _LARGEST_PAST_TEAM for event in past for team in event):
        raise InvalidBrief(f"A team in “history” has more than {_LARGEST_PAST_TEAM} pupils. Was it one team?")
    return past
