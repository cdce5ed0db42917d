"""The only place where charts become markup: every word and attribute is escaped here, and nowhere else."""

from __future__ import annotations

import re
import textwrap
import unicodedata

from markupsafe import Markup, escape

TEXT_SIZE = 15
# How wide letters of Lexend are, as a share of the type size: enough to break lines, never to place shapes exactly.
_NARROW, _LOWER, _UPPER, _FULL = 0.36, 0.6, 0.74, 1.05

# Colours are attributes as well as classes, because page style does not reach a saved picture or a PDF.
# In a page the class wins, so dark mode and forced colours still work.
PAINT: dict[str, dict[str, str]] = {
    "c-give": {"fill": "#d9651a"},
    "c-take": {"fill": "#1289a3"},
    "c-brand": {"fill": "#3b2f86"},
    "c-ink": {"fill": "#1c1a33"},
    "c-paper": {"fill": "#ffffff"},
    "s-both": {"stroke": "#3b2f86", "fill": "none"},
    "s-one": {"stroke": "#d9651a", "fill": "none"},
    "s-take": {"stroke": "#1289a3", "fill": "none"},
    "s-line": {"stroke": "#d5d2e3", "fill": "none"},
    "s-paper": {"stroke": "#ffffff"},
    "m": {"fill": "#55526b"},
    "b": {"fill": "#1c1a33", "font-weight": "700"},
    "say-give": {"fill": "#b4490a", "font-weight": "700"},
    "say-take": {"fill": "#0b6b80", "font-weight": "700"},
    "": {"fill": "#1c1a33"},
}
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def tag(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """One element. ``class_`` and ``aria_label`` become ``class`` and ``aria-label``; None leaves an attribute out.

    Element and attribute names are always written in our code; values and children are escaped.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")  # noqa: S704 - every part is escaped above


def join(*pieces: str) -> Markup:
    """Pieces one after another; what is not markup yet is escaped."""
    whole = "".join(piece if isinstance(piece, Markup) else escape(clean(piece)) for piece in pieces)
    return Markup(whole)  # noqa: S704 - every part is escaped above


def shape(name: str, look: str, **attributes: str | float | None) -> Markup:
    """A painted element: ``look`` is one or more of the classes in PAINT."""
    paint = {key: value for one in look.split() for key, value in PAINT[one].items()}
    return tag(name, class_=look, **paint, **attributes)


def text(x: float | str, y: float, words: str, *, look: str = "", anchor: str | None = None) -> Markup:
    """One line of words with its baseline at ``y``."""
    place: dict[str, str | float | None] = {"x": x, "y": y, "text_anchor": anchor, "font_size": TEXT_SIZE}
    return tag("text", words, class_=look or None, **PAINT[look], **place)


def clean(words: str) -> str:
    """The same words with what XML cannot hold shown as the replacement character."""
    return _NOT_XML.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))


def wrap(words: str, width: float, *, lines: int, size: float = TEXT_SIZE) -> list[str]:
    """Words on at most so many lines of so many pixels; what is left over ends in three dots."""
    start = clean(words[:600])
    mean = text_width(start, size) / max(1, len(start))
    return textwrap.wrap(start, max(4, int(width / (mean or size))), max_lines=lines, placeholder="…") or [""]


def text_width(words: str, size: float = TEXT_SIZE) -> float:
    """About how many pixels the words take."""
    return size * sum(map(_letter, words))


def _letter(char: str) -> float:
    if char in "iljtfrI.,:;'’|!() ":
        return _NARROW
    if unicodedata.east_asian_width(char) in "WF":
        return _FULL
    return _UPPER if char.isupper() or char in "mw%@—" else _LOWER


def _written(value: str | float | None) -> str:
    return clean(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
