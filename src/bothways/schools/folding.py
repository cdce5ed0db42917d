"""Words as people type them, folded so that different spellings of one school meet.

Case, accents, apostrophes, stops and plural s never matter; "St." is "Saint", "&" is "and", "C of E" and
"CE" are "Church of England". `search_text` is what is stored for a school, `words` is what is asked.
"""

from __future__ import annotations

import functools
import re
import unicodedata

LONGEST = 700
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′"))
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[^\W_]+")
_PHRASES = (("church of england", "cofe"), ("c of e", "cofe"), ("c o f e", "cofe"), ("roman catholic", "catholic"))
_SAME = {"saint": "st", "ce": "cofe", "coe": "cofe", "rc": "catholic", "jnr": "junior", "snr": "senior", "mt": "mount"}
_SKIPPED = frozenset({"the", "of", "and"})
# What a stored word is also found by while its long form is still being typed.
_ALSO = {"cofe": ("church", "england"), "catholic": ("roman",), "st": ("saint",)}
# fmt: off
GENERIC = frozenset({
    "school", "academy", "primary", "secondary", "junior", "infant", "high", "college", "community", "cofe", "catholic",
    "church", "england", "voluntary", "aided", "controlled", "foundation", "nursery", "preparatory", "grammar", "trust",
    "comprehensive",
})
# fmt: on
_SOUNDS = (("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("z", "s"))
_SILENT = str.maketrans("", "", "aeiouhwy")
SKELETON_FROM = 5  # shorter words have too little left to tell them apart


@functools.lru_cache(maxsize=4_000)  # towns and councils come again and again
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name or a question, in order. Those that say nothing are left out, unless all do."""
    found = _shortened(_plain(text))
    return tuple(_word(each) for each in found if each not in _SKIPPED) or tuple(found)


def search_text(
    *, name: str, town: str = "", postcode: str = "", local_authority: str = "", identifier: str = "", laestab: str = ""
) -> str:
    """Everything a school is found by, as one text: its name's words first, then `` / `` and the rest."""
    plain = _plain(name)
    named = [_word(each) for each in _shortened(plain) if each not in _SKIPPED]
    code = postcode.casefold()
    rest = [*words(town), *code.split(), code.replace(" ", ""), *words(local_authority)]
    rest += [identifier.casefold(), laestab, laestab[3:]]
    for each in named:
        rest += _ALSO.get(each, ())
    rest.append(f"={initials(plain)}")
    rest += map(_bones, named)
    found = dict.fromkeys(rest)
    found.pop("", None)
    return f" {' '.join(named)} / {' '.join(found)}"[: LONGEST - 1] + " "


def initials(plain: str) -> str:
    """What a staff room calls a school: "kettering buccleuch academy" is "kba"."""
    return "".join([each[0] for each in plain.split() if each != "the"])


@functools.lru_cache(maxsize=20_000)
def _bones(word: str) -> str:
    """What a word is also found by; nothing for one that is short or says little."""
    return f"~{skeleton(word)}" if len(word) >= SKELETON_FROM and word not in GENERIC else ""


def skeleton(word: str) -> str:
    """A word without vowels, doubled letters and look-alike sounds: what a slip of the finger leaves alone."""
    sound = word
    for heard, written in _SOUNDS:
        sound = sound.replace(heard, written)
    bones = sound[:1] + sound[1:].translate(_SILENT)
    return "".join(sign for place, sign in enumerate(bones) if not place or sign != bones[place - 1])


def _plain(text: str) -> str:
    """Small letters and digits in words with one space between them."""
    folded = text.casefold()
    if not folded.isascii():
        bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold())
        folded = "".join(sign for sign in bare if not unicodedata.combining(sign))
    folded = folded.replace("'", "").replace("`", "").replace("&", " and ")
    if "." in folded:
        folded = _INITIALS.sub(lambda found: found[0].replace(".", ""), folded)
    return " ".join(_WORD.findall(folded))


def _shortened(plain: str) -> list[str]:
    if "c" in plain and (" of " in plain or " o f " in plain or "roman" in plain):
        padded = f" {plain} "
        for phrase, short in _PHRASES:
            padded = padded.replace(f" {phrase} ", f" {short} ")
        return padded.split()
    return plain.split()


@functools.lru_cache(maxsize=20_000)
def _word(word: str) -> str:
    """One spelling of a word, without the s of a plural or a possessive."""
    plain = _SAME.get(word, word)
    return plain[:-1] if plain[-1] == "s" and len(plain) > 3 and plain[-2] != "s" else plain
