"""What the build makes: our own face, nobody else's, small, and the same bytes every time."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from bothways.config.jinja import environment
from bothways.web import build_assets
from bothways.web.build_assets import BUILT, ROOT, build

PAGE_LIMIT = 70_000
SCRIPT_LIMIT = 60_000


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    build()


def squeezed(content: bytes) -> int:
    return len(brotli.compress(content))


def style() -> str:
    return (BUILT / "bothways.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("mark", ["GDS Transport", "crown", "#1d70b8", "GOV.UK"])
def test_nothing_in_the_style_says_government(mark: str) -> None:
    assert mark.lower() not in style().lower()


def test_style_and_script_ask_no_other_host_for_anything() -> None:
    assert set(re.findall(r'url\(["\']?([^"\')]+)', style())) == {"lexend-latin.woff2", "lexend-latin-ext.woff2"}
    assert not re.findall(r'import\(["\']http', (BUILT / "bothways.js").read_text(encoding="utf-8"))


def test_a_page_with_its_style_and_font_is_small() -> None:
    page = environment().get_template("errors/404.html").render().encode()
    font = (BUILT / "lexend-latin.woff2").stat().st_size  # already compressed
    assert squeezed(page) + squeezed(style().encode()) + font <= PAGE_LIMIT


def test_the_script_is_small() -> None:
    assert squeezed((BUILT / "bothways.js").read_bytes()) <= SCRIPT_LIMIT


def test_the_same_sources_give_the_same_bytes_and_are_built_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_assets, "BUILT", tmp_path / "built")
    assert build()
    assert not build()
    again = {
        path.relative_to(tmp_path / "built"): path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()
    }
    assert again
    assert again == {name: (BUILT / name).read_bytes() for name in again}


def test_a_changed_source_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build_assets.fingerprint()
    source = tmp_path / "package-lock.json"
    source.write_text("{}")
    monkeypatch.setattr(build_assets, "inputs", lambda: iter([source]))
    monkeypatch.setattr(build_assets, "ROOT", tmp_path)
    assert build_assets.fingerprint() != before


@pytest.mark.parametrize(("style_name", "weight"), [("Regular", 400), ("Bold", 700)])
def test_fonts_for_paper_are_fixed_and_hold_the_letters_of_our_families(style_name: str, weight: int) -> None:
    with TTFont(BUILT / "fonts" / f"Lexend-{style_name}.ttf") as font:
        assert font["name"].getBestFamilyName() == "Lexend"
        assert font["name"].getBestSubFamilyName() == style_name
        assert font["OS/2"].usWeightClass == weight
        assert "fvar" not in font
        assert {ord(letter) for letter in "aZ9£–’éłőșž"} <= set(font.getBestCmap())


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
