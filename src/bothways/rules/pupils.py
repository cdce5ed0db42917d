"""What a school's list says of a pupil, read as people type it: a first name, one letter of the surname, a year.

Surnames are cut to their first letter here, before anything is kept.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from dataclasses import dataclass

NAME_LENGTH = 60
YEARS = ("N", "R", *(str(number) for number in range(1, 15)))
_JOINERS = "\u200c\u200d"  # some scripts cannot be written without them
_NUMBER = re.compile(r"(?:y|yr|year|grade|nc ?year|national curriculum year)?[ .:_-]*(?:group)?[ .:_-]*0*(\d{1,2})")
_WORDS = {
    "r": "R", "rec": "R", "reception": "R", "yr": "R", "fs2": "R", "eyfs2": "R", "kg": "R", "f2": "R",
    "n": "N", "nursery": "N", "n1": "N", "n2": "N", "fs1": "N", "pk": "N", "f1": "N", "pre-school": "N",
    "preschool": "N", "lower sixth": "12", "upper sixth": "13", "l6": "12", "u6": "13",
}  # fmt: skip
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "master", "mx", "dr"})


@dataclass(frozen=True, kw_only=True)
class PupilRow:
    """One pupil for a school's list. ``local_id`` is the school's own word for the child, or empty."""

    first_name: str = ""
    initial: str = ""
    year_group: str = ""
    group: str = ""
    local_id: str = ""


@dataclass(frozen=True)
class Given:
    """One pupil as somebody gave it. ``cut`` when a whole surname was there and only its letter was taken."""

    first_name: str
    initial: str = ""
    cut: bool = False


def clean(text: str, most: int = NAME_LENGTH) -> str:
    """Text without invisible signs and turns of direction, its spaces single, of a length that can be shown."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:most].strip()
    kept = "".join(sign for sign in unicodedata.normalize("NFC", text) if _stays(sign))
    return " ".join(kept.split())[:most].strip()


def _stays(sign: str) -> bool:
    return sign in _JOINERS or sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def initial_of(surname: str) -> str:
    """The first letter of a surname as a capital; nothing where there is no letter."""
    letter = next((sign for sign in clean(surname) if sign.isalnum()), "")
    return letter.upper()[:1]


def name_of(first: str, surname: str = "") -> Given:
    """A pupil from a first name with or without a surname beside it, or both in one: "García, José", "José G."."""
    name, rest = clean(first, 200), clean(surname, 200)
    if not rest and "," in name:
        rest, _, name = (part.strip() for part in name.partition(","))
    elif not rest:
        *before, last = name.split() or [""]
        if before:
            name, rest = " ".join(before), last
    words = [word for word in name.split() if word.casefold().rstrip(".") not in _TITLES]
    return Given(clean(" ".join(words) or name), initial_of(rest), cut=len(rest.rstrip(".")) > 1)


@functools.lru_cache(maxsize=1_000)  # the same few words come again and again
def year_of(text: str) -> str | None:
    """The year group as we keep it ("N", "R", "1" to "14"), "" for nothing, None for what nobody understands."""
    folded = clean(text).casefold().strip(" .")
    if not folded:
        return ""
    if folded in _WORDS:
        return _WORDS[folded]
    found = _NUMBER.fullmatch(folded)
    year = str(int(found.group(1))) if found else ""
    return ("R" if year == "0" else year) if year == "0" or year in YEARS else None


def year_after(year: str) -> str:
    """The next year group; the last one stays."""
    place = YEARS.index(year) if year in YEARS else len(YEARS) - 1
    return YEARS[min(place + 1, len(YEARS) - 1)] if year in YEARS else year


def year_words(year: str) -> str:
    """As a school says it."""
    return {"": "", "N": "Nursery", "R": "Reception"}.get(year, f"Year {year}")


def names_until(day: dt.date) -> dt.date:
    """30 September after the school year of a day: until then a school's list keeps a name."""
    return dt.date(forget_on(day).year, 9, 30)


def forget_on(day: dt.date) -> dt.date:
    """31 August that ends the school year of a day."""
    return dt.date(day.year if day.month < 9 else day.year + 1, 8, 31)
