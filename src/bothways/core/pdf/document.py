"""A printed document as plain values: headings, paragraphs, facts, tables, lists and pictures, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bothways.core.pdf.typeset import compile_pdf


@dataclass(frozen=True)
class Heading:
    """Level 2 or 3: the title is the only level 1. A level 3 with no level 2 before it is printed as a level 2."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """An empty line in the text begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Facts:
    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """Cells as people read them. ``numeric`` says which columns stand to the right; its heads repeat on every page."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.heads)]
        if wrong or len(self.numeric) != len(self.heads):
            raise ValueError(f"Every row needs {len(self.heads)} cells, one for each heading.")


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """An SVG with the words that stand for it where it can't be seen."""

    svg: str
    alt: str
    title: str = ""
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("A printed picture needs words for people who can't see it.")


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new sheet."""


Block = Heading | Paragraph | Facts | Table | Bullets | Picture | PageBreak
_KINDS: dict[type, str] = {
    Heading: "heading",
    Paragraph: "paragraph",
    Facts: "facts",
    Table: "table",
    Bullets: "bullets",
    Picture: "picture",
    PageBreak: "page_break",
}


@dataclass(frozen=True, kw_only=True)
class Document:
    """``foot`` stands at the bottom of every sheet, such as the partnership and the day it was printed."""

    title: str
    blocks: tuple[Block, ...]
    lede: str = ""
    foot: str = ""
    paper: Literal["a4", "a3"] = "a4"
    landscape: bool = False
    lang: str = "en"

    def pdf(self, *, fonts: Path | None = None) -> bytes:
        """The document as tagged PDF/UA-1."""
        blocks = _levelled(block for block in self.blocks if not isinstance(block, Facts | Bullets) or block.items)
        page = {
            "lede": self.lede,
            "foot": self.foot,
            "paper": self.paper,
            "landscape": self.landscape,
            "blocks": blocks,
        }
        return compile_pdf("document", page, title=self.title, lang=self.lang, fonts=fonts)


def _levelled(blocks: Iterable[Block]) -> list[dict[str, object]]:
    """Blocks as data, each with the heading level it may use: a screen reader's outline never skips one."""
    under, made = 2, []
    for block in blocks:
        level = min(under, block.level) if isinstance(block, Heading) else under
        made.append({"kind": _KINDS[type(block)], **asdict(block), "level": level})
        under = 3 if isinstance(block, Heading) else under
    return made
