"""Cuts one fixed weight of Lexend out of the variable web font, Latin and Latin Extended together."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SUBSETS = ("latin", "latin-ext")
FAMILY, STYLE, FULL, POSTSCRIPT, TYPO_FAMILY, TYPO_STYLE = 1, 2, 4, 6, 16, 17
WEIGHT_CLASS = {"Regular": 400, "Bold": 700}
FIXED_TIME = 3_786_912_000  # 2024-01-01 in a font's own seconds since 1904: the same input gives the same bytes


def cut(folder: Path, *, weight: int, name: str, to: Path) -> None:
    """Write one TrueType file that calls itself Lexend Regular or Lexend Bold."""
    with TemporaryDirectory() as scratch:
        pieces = [piece(folder, subset, weight, Path(scratch)) for subset in SUBSETS]
        font = Merger().merge([str(path) for path in pieces])
    rename(font, name)
    font["OS/2"].usWeightClass = WEIGHT_CLASS[name]
    font["OS/2"].fsSelection = 0x20 if name == "Bold" else 0x40
    font["head"].macStyle = 1 if name == "Bold" else 0
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = FIXED_TIME
    font.save(to)


def piece(folder: Path, subset: str, weight: int, scratch: Path) -> Path:
    font = TTFont(folder / f"lexend-{subset}-wght-normal.woff2", recalcTimestamp=False)
    fixed = instantiateVariableFont(font, {"wght": weight})
    fixed.flavor = None
    path = scratch / f"{subset}.ttf"
    fixed.save(path)
    return path


def rename(font: TTFont, style: str) -> None:
    names = font["name"]
    names.removeNames(nameID=TYPO_FAMILY)
    names.removeNames(nameID=TYPO_STYLE)
    words = {FAMILY: "Lexend", STYLE: style, FULL: f"Lexend {style}", POSTSCRIPT: f"Lexend-{style}"}
    for number, text in words.items():
        names.setName(text, number, 3, 1, 0x409)
