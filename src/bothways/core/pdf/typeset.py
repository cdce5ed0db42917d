"""Sets pages and pictures with typst. Words travel as data, never as markup, so nothing a person typed is run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
# Made by the asset build. Without it pages are set in typst's own fonts, which read well but are not our look.
BUILT_FONTS = HERE.parents[1] / "web" / "static" / "built" / "fonts"
# One empty box for every letter that no other font here has. PDF/UA refuses a page with a letter it cannot show;
# with the box the page is made, and a screen reader or a search still finds the letter itself.
LAST_FONT = "Both Ways Box"
FIRST_FONTS = ("Lexend", "Libertinus Serif", "DejaVu Sans Mono")
_MATHS_FONTS = {"New Computer Modern", "New Computer Modern Math"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Control characters, half characters and code points that Unicode gives to nobody cannot stand in a PDF.
_NOBODYS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufeff{_NOBODYS}]")


def compile_pdf(
    template: str, data: Mapping[str, object], *, title: str, lang: str = "en", fonts: Path | None = None
) -> bytes:
    """A tagged PDF/UA-1 from ``templates/<template>.typ``, which reads ``data`` as JSON."""
    if not _LANGUAGE.fullmatch(lang):
        raise ValueError(f"A PDF's language is a code such as en or cy, not {lang!r}.")
    if template not in templates():
        raise ValueError(f"There is no PDF template called {template!r}. There are: {', '.join(templates())}.")
    inputs = {"data": json.dumps(printable(data)), "title": str(printable(title)) or "Both Ways", "lang": lang}
    compiler = _compiler(f'#include "{template}.typ"', inputs, fonts)
    return _one(compiler.compile(format="pdf", pdf_standards=["ua-1"]))


def png_of_svg(svg: str, *, width: int, fonts: Path | None = None) -> bytes:
    """A picture so many pixels wide."""
    if not 1 <= width <= 4000:
        raise ValueError(f"A picture is 1 to 4,000 pixels wide, not {width}.")
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: int(sys.inputs.width) * 1pt)'
    )
    return _one(_compiler(page, {"svg": svg, "width": str(width)}, fonts).compile(format="png", ppi=72))


def templates() -> list[str]:
    """What can be printed: the templates whose names don't begin with an underscore."""
    return sorted(path.stem for path in TEMPLATES.glob("[!_]*.typ"))


def printable(value: object) -> object:
    """The same data with what no PDF can hold shown as the replacement character; a tab becomes a space."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\ufffd", value.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {str(key): printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder, HERE / "fonts"])


def _compiler(source: str, inputs: dict[str, str], folder: Path | None) -> typst.Compiler:
    fonts = _fonts(folder or BUILT_FONTS)
    families = [name for name in FIRST_FONTS if name in fonts.families()]
    families += sorted(set(fonts.families()) - {*FIRST_FONTS, LAST_FONT} - _MATHS_FONTS)
    return typst.Compiler(
        source.encode(),
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={**inputs, "fonts": json.dumps([*families, LAST_FONT])},
    )


def _one(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("One file was to be made, and typst made none or several.")
    return made
