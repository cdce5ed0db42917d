"""What a judging brief holds, and reading one from the public JSON format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bothways.rules.errors import InvalidBrief
from bothways.rules.reading import need_int, need_list, need_text, need_unique


@dataclass(frozen=True)
class Entry:
    """A piece of work and the school it comes from."""

    id: str
    school: str


@dataclass(frozen=True)
class Judge:
    """A judge never sees work of ``schools``, nor more than ``max_load`` entries (None: no limit)."""

    id: str
    schools: frozenset[str] = frozenset()
    max_load: int | None = None


@dataclass(frozen=True)
class JudgingBrief:
    """Entries, each to be judged ``r`` times by different judges."""

    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...]
    r: int

    def __post_init__(self) -> None:
        check_people(self.entries, self.judges)
        need_int(self.r, "“r”, the judgements of each entry,", least=1)


@dataclass(frozen=True)
class Tables:
    """The brief as arrays, in an order that input order does not change (and names only between equals).

    ``group`` (E) is the school of each entry; ``sizes`` (G) the entries of each school; ``allowed``
    (G, J) who may judge it; ``limit`` (J) the most entries that a judge takes.
    """

    entries: tuple[Entry, ...]
    judges: tuple[Judge, ...]
    r: int
    group: np.ndarray
    sizes: np.ndarray
    allowed: np.ndarray
    limit: np.ndarray
    schools: tuple[str, ...]


def check_people(entries: Sequence[Entry], judges: Sequence[Judge]) -> None:
    """Refuse an empty list, a repeated id or a limit below one."""
    if not entries:
        raise InvalidBrief("There are no entries to judge. Add at least one.")
    if not judges:
        raise InvalidBrief("There are no judges. Add at least one.")
    need_unique([entry.id for entry in entries], "The entry")
    need_unique([judge.id for judge in judges], "The judge")
    for judge in judges:
        if judge.max_load is not None:
            need_int(judge.max_load, f"“max_load” of judge “{judge.id}”", least=1)


def read(brief: Mapping[str, Any]) -> JudgingBrief:
    """A judging brief from the public format. Raises InvalidBrief in one sentence."""
    if brief.get("kind") != "judging":
        raise InvalidBrief(f"This is not a judging brief: “kind” is {brief.get('kind')!r:.60}, and must be “judging”.")
    entries = tuple(_entry(row) for row in need_list(brief, "entries"))
    judges = tuple(_judge(row) for row in need_list(brief, "judges"))
    for key, rows, what in (("E", entries, "entries"), ("J", judges, "judges")):
        if key in brief and brief[key] != len(rows):
            raise InvalidBrief(f"“{key}” says {brief[key]!r:.20}, but {len(rows)} {what} are listed. Mend one of them.")
    return JudgingBrief(entries, judges, brief.get("r", 0))


def _row(row: object, what: str) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise InvalidBrief(f"Each {what} must be an object with an “id”, not {row!r:.60}.")
    return row


def _entry(row: object) -> Entry:
    fields = _row(row, "entry")
    name = need_text(fields.get("id"), "The “id” of an entry")
    return Entry(name, need_text(fields.get("school"), f"The “school” of entry “{name}”"))


def _judge(row: object) -> Judge:
    fields = _row(row, "judge")
    name = need_text(fields.get("id"), "The “id” of a judge")
    schools = fields.get("schools", [])
    if not isinstance(schools, list):
        raise InvalidBrief(f"“schools” of judge “{name}” must be a list of the judge's own schools (it may be empty).")
    own = frozenset(need_text(school, f"A school of judge “{name}”") for school in schools)
    return Judge(name, own, fields.get("max_load"))


def tables(brief: JudgingBrief) -> Tables:
    """The brief in canonical order: by content first, and by id only between equals."""
    schools, judges = canonical_order(brief.entries, brief.judges)
    number = {school: g for g, school in enumerate(schools)}
    entries = sorted(brief.entries, key=lambda entry: (number[entry.school], entry.id))
    group = np.array([number[entry.school] for entry in entries], dtype=np.int64)
    allowed = np.array([[school not in judge.schools for judge in judges] for school in schools], dtype=np.bool_)
    sizes = np.bincount(group, minlength=len(schools)).astype(np.int64)
    most = sizes @ allowed
    limit = [min(int(each), judge.max_load or int(each)) for each, judge in zip(most, judges, strict=True)]
    return Tables(
        tuple(entries), judges, brief.r, group, sizes, allowed, np.array(limit, dtype=np.int64), tuple(schools)
    )


def canonical_order(entries: Sequence[Entry], judges: Sequence[Judge]) -> tuple[list[str], tuple[Judge, ...]]:
    """Schools that have entries, and judges, in an order that renaming them does not change.

    Colour refinement: a school is known by its entries and its judges, a judge by the limit and the
    schools, each round through the last round's colours. Only true equals are left to their names.
    """
    school_colour = _colours({school: (count,) for school, count in _counts(entries).items()})
    judge_colour = _colours({judge.id: (judge.max_load or 0,) for judge in judges})
    for _ in range(3):
        signs = {
            judge.id: (judge_colour[judge.id], *sorted(school_colour[s] for s in judge.schools if s in school_colour))
            for judge in judges
        }
        owners: dict[str, list[int]] = {school: [] for school in school_colour}
        for judge in judges:
            for school in judge.schools & owners.keys():
                owners[school].append(judge_colour[judge.id])
        school_colour = _colours({s: (school_colour[s], *sorted(own)) for s, own in owners.items()})
        judge_colour = _colours(signs)
    return (
        sorted(school_colour, key=lambda school: (school_colour[school], school)),
        tuple(sorted(judges, key=lambda judge: (judge_colour[judge.id], judge.id))),
    )


def _counts(entries: Sequence[Entry]) -> dict[str, int]:
    out: dict[str, int] = {}
    for entry in entries:
        out[entry.school] = out.get(entry.school, 0) + 1
    return out


def _colours(signs: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    rank = {sign: k for k, sign in enumerate(sorted(set(signs.values())))}
    return {name: rank[sign] for name, sign in signs.items()}
