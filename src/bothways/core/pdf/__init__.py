"""Everything printed: words as data, set by typst in our look, tagged for screen readers."""

from bothways.core.pdf.document import (
    Block,
    Bullets,
    Document,
    Fact,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Table,
)
from bothways.core.pdf.typeset import compile_pdf

__all__ = [
    "Block",
    "Bullets",
    "Document",
    "Fact",
    "Facts",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Table",
    "compile_pdf",
]
