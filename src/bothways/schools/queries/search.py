"""Find schools by what people type: name in any spelling, town, postcode, URN, LAEstab or initials.

Asked three times at most, each time less strictly: every word; without words like "school" and "primary";
by the skeletons of the words, which forgives a slip of the finger. Open schools come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from bothways.schools import folding
from bothways.schools.models import Scheme, School, Status
from bothways.schools.search_index import BEHIND

CANDIDATES = 150
OPEN = (Status.OPEN, Status.CLOSING)
# So common that looking for their beginnings costs more than the rest of a search: typed this far, they are meant.
_HEAVY = {
    "school": 4,
    "primary": 5,
    "academy": 4,
    "community": 5,
    "catholic": 6,
    "college": 5,
    "junior": 4,
    "infant": 4,
}
_OTHER_SCHEMES = [scheme for scheme in Scheme.values if scheme != Scheme.URN]
_FIELDS = (
    "pk",
    "scheme",
    "identifier",
    "name",
    "town",
    "postcode",
    "local_authority",
    "phase",
    "status",
    "search_text",
)
Token = tuple[str, bool]  # the folded text, and whether it is a whole word
Clause = tuple[Token, ...]  # any of these


@dataclass(frozen=True)
class Found:
    """A school as a suggestion shows it."""

    pk: str
    scheme: str
    identifier: str
    name: str
    town: str
    postcode: str
    local_authority: str
    phase: str
    status: str
    search_text: str

    @property
    def is_open(self) -> bool:
        """Whether it teaches now."""
        return self.status in OPEN


def search(text: str, limit: int = 20) -> list[Found]:
    """The likeliest schools for what was typed, best first; nothing for a question without a letter or digit."""
    asked = folding.words(text[:200])
    for clauses in _stages(asked):
        found = list(_candidates(clauses, " ".join(asked)))
        if found:
            found.sort(key=lambda each: _rank(each, asked, text.strip()))
            return found[:limit]
    return []


def fitting(text: str) -> Q:
    """A filter for every school that fits what was typed; for an empty text every school does."""
    if not text.strip():
        return Q()
    for clauses in _stages(folding.words(text[:200])):
        fits = _all_of(clauses)
        if School.objects.filter(fits).exists():
            return fits
    return Q(pk__in=())


def _stages(asked: Sequence[str]) -> Iterator[list[Clause]]:
    """The clauses of each try."""
    if not asked:
        return
    yield [_word(each) for each in asked]
    telling = [each for each in asked if each not in folding.GENERIC] or list(asked)
    if len(telling) < len(asked):
        yield [_word(each) for each in telling]
    yield [_nearly(each) for each in telling]


def _word(word: str) -> Clause:
    heavy = next((each for each, least in _HEAVY.items() if len(word) >= least and each.startswith(word)), None)
    if heavy:
        return ((heavy, True),)
    if 3 <= len(word) <= 5:
        return ((word, False), (f"={word}", True))
    return ((word, False),)


def _nearly(word: str) -> Clause:
    """The word, or one with the same skeleton; a short skeleton has to be the whole of it."""
    bones = folding.skeleton(word)
    return (*_word(word), (f"~{bones}", len(bones) < 4)) if len(word) > 3 else _word(word)


def _candidates(clauses: Sequence[Clause], phrase: str) -> Iterator[Found]:
    """Names that begin with the phrase, then any that fit; open ones are kept when there are too many."""
    rows = dict.fromkeys(School.objects.filter(_begins(f" {phrase}"), status=Status.OPEN).values_list(*_FIELDS)[:20])
    fitting = School.objects.filter(_some_of(clauses)).order_by()
    rows |= dict.fromkeys(fitting.values_list(*_FIELDS)[: CANDIDATES * 2])
    return (Found(*row) for row in rows)


def _rank(found: Found, asked: Sequence[str], typed: str) -> tuple[bool, bool, bool, bool, int, int, str]:
    named = found.search_text.split(" / ", 1)[0].split()
    whole = sum(each in named for each in asked)
    begins = found.search_text.startswith(f" {' '.join(asked)}")
    initials = len(asked) == 1 and f" ={asked[0]} " in found.search_text
    return (
        found.identifier != typed.upper(),
        not found.is_open,
        not (begins or initials),
        found.status == Status.CLOSED,
        -whole,
        len(named),
        found.search_text,
    )


def _begins(start: str) -> Q:
    """Texts that begin so. SQLite finds a range in the index but not a LIKE; PostgreSQL sorts by language rules."""
    if connection.vendor == "sqlite":
        return Q(search_text__gte=start, search_text__lt=f"{start}\U0010ffff")
    return Q(search_text__startswith=start)


def _some_of(clauses: Sequence[Clause]) -> Q:
    """As `_all_of`, for a suggestion: no more than the first candidates, open ones before the others."""
    if connection.vendor != "sqlite":
        return _contains(clauses)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM school_words WHERE school_words MATCH %s ORDER BY rowid LIMIT %s",
            [_match(clauses), CANDIDATES],
        )
        urns = [str(row[0] % BEHIND) for row in cursor.fetchall()]
    return Q(scheme=Scheme.URN, identifier__in=urns) | (Q(scheme__in=_OTHER_SCHEMES) & _contains(clauses))


def _all_of(clauses: Sequence[Clause]) -> Q:
    if connection.vendor != "sqlite":
        return _contains(clauses)
    urns = RawSQL(  # noqa: S611 - the text is a parameter
        f"SELECT CAST(rowid %% {BEHIND} AS TEXT) FROM school_words WHERE school_words MATCH %s",  # noqa: S608 - a number of ours
        [_match(clauses)],
    )
    return Q(scheme=Scheme.URN, identifier__in=urns) | (Q(scheme__in=_OTHER_SCHEMES) & _contains(clauses))


def _match(clauses: Sequence[Clause]) -> str:
    """The question in SQLite's search language. Words hold letters and digits alone, so quotation marks hold them."""
    either = (" OR ".join(f'"{text}"' if whole else f'"{text}" *' for text, whole in clause) for clause in clauses)
    return " AND ".join(f"({each})" for each in either)


def _contains(clauses: Sequence[Clause]) -> Q:
    """The same question as comparisons of text."""
    every = Q()
    for clause in clauses:
        anyone = Q()
        for text, whole in clause:
            anyone |= Q(search_text__contains=f" {text} " if whole else f" {text}")
        every &= anyone
    return every
