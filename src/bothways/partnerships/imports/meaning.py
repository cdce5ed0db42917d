"""What a date in a list of term dates is, by the words around it."""

from __future__ import annotations

import enum
import re

from bothways.partnerships.imports.said import Found


class Meaning(enum.Enum):
    """What was meant."""

    TEACHING = enum.auto()
    HOLIDAY = enum.auto()
    CLOSURE = enum.auto()
    STARTS = enum.auto()
    ENDS = enum.auto()
    HOLIDAY_STARTS = enum.auto()
    HOLIDAY_ENDS = enum.auto()
    BANK = enum.auto()
    UNCLEAR = enum.auto()


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_BANK = _any(
    r"\bbank holiday", r"\bpublic holiday", r"\bgood friday\b", r"\beaster monday\b", r"\b(early )?may day\b",
    r"\bboxing day\b", r"\bnew year['’]?s day\b", r"\bchristmas day\b",
)  # fmt: skip
_CLOSURE = _any(
    r"\binset\b", r"\btraining\b", r"\bstaff (development|day)", r"\bprofessional (development|learning)\b",
    r"\b(c?pd|baker|occasional|non[- ]pupil|disaggregated|planning)\b.{0,8}\bdays?\b", r"\bclosed\b", r"\bclosure\b",
    r"\bexeat\b", r"\bpolling\b", r"\bno (pupils|school)\b",
)  # fmt: skip
_NUMBERED = r"(\s*\d|\s+(one|two|three|four|five|six)\b)"
_HALF_TERM = _any(rf"\bhalf[- ]?term\b(?!{_NUMBERED})")
_HOLIDAY = _any(r"\bholidays?\b", r"\bvacation\b", r"\bbreak\b(?! up)", r"\bhols\b")
_FEAST = _any(r"\bchristmas\b", r"\beaster\b", r"\bwhit(sun)?\b", r"\bmid[- ]?term\b", r"\btattie\b", r"\bwinter\b")
_TERM = _any(r"\bterms?\b", r"\bautumn\b", r"\bspring\b", r"\bsummer\b", r"\bschool open", r"\bhalf[- ]?term\b")
_BACK = _any(r"\breturn", r"\bre-?opens?\b", r"\bresumes?\b", r"\bback to school\b", r"\bcomes? back\b")
_AWAY = _any(
    r"\bcloses?\b",
    r"\bclosed? (for|at) (the )?(end|half|christmas|easter|summer|holiday|whit)",
    r"\bbreaks?(ing)? up\b",
    r"\blast (school )?day\b",
    r"\bfinish(es)?\b",
)
_STARTS = _any(r"\bbegin", r"\bstart", r"\bopens?\b", r"\bfirst (school )?day\b", r"\bcommence")
_ENDS = _any(r"\bends?\b", r"\bending\b")
_LONG, _SHORT = 20, 14


def of(found: Found, heading: str) -> Meaning:
    """By the words before the date, then those after it, then the heading above."""
    for words in dict.fromkeys(
        (found.label, f"{found.label} {found.tail}".strip(), f"{heading} {found.label}".strip())
    ):
        meaning = _of_day(words) if found.days == 1 else _of_span(words, found)
        if meaning is not Meaning.UNCLEAR:
            return meaning
    return Meaning.UNCLEAR


def _of_span(words: str, found: Found) -> Meaning:
    resting = _HOLIDAY.search(words) or (_HALF_TERM.search(words) and found.days < _LONG)
    if _BANK.search(words):
        return Meaning.BANK
    if resting:
        return Meaning.HOLIDAY
    if _CLOSURE.search(words) and found.days <= _SHORT:
        return Meaning.CLOSURE
    if found.days >= _LONG:
        late = (found.first.month, found.first.day) >= (7, 10) and found.last.month < 10
        return Meaning.HOLIDAY if late else Meaning.TEACHING
    if _FEAST.search(words):
        return Meaning.HOLIDAY
    return Meaning.TEACHING if _TERM.search(words) else Meaning.UNCLEAR


def _of_day(words: str) -> Meaning:
    resting = _HOLIDAY.search(words) or _HALF_TERM.search(words)
    ordered = (
        (_BANK.search(words), Meaning.BANK),
        (_BACK.search(words), Meaning.STARTS),
        (_AWAY.search(words), Meaning.ENDS),
        (_CLOSURE.search(words), Meaning.CLOSURE),
        (_STARTS.search(words), Meaning.HOLIDAY_STARTS if resting else Meaning.STARTS),
        (_ENDS.search(words), Meaning.HOLIDAY_ENDS if resting else Meaning.ENDS),
    )
    return next((meaning for met, meaning in ordered if met), Meaning.UNCLEAR)
