"""A photo comes out upright, small enough and with nothing in it but what can be seen."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from PIL import Image

from bothways.core.files import limits
from tests.unit.core.files_at_the_door import judge, photo, refusal, zipped

RED, BLUE = (254, 0, 0), (0, 0, 254)


def _kept(data: bytes) -> Image.Image:
    result = judge(data, "image")
    assert result["verdict"] == "accepted", result
    return Image.open(io.BytesIO(result["bytes"]))


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a secret description"
    exif.get_ifd(0x8825).update({1: "N", 2: (53.0, 21.0, 0.0), 3: "W", 4: (2.0, 44.0, 0.0)})
    return exif


# Where the red half of the picture must be once it is upright, by the EXIF standard's eight orientations.
UPRIGHT = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
PLACES = {"left": (5, 20), "right": (55, 20), "top": (20, 5), "bottom": (20, 55)}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_it_is_turned_as_the_camera_meant(orientation: int) -> None:
    kept = _kept(photo(exif=_exif(orientation), quality=95))
    assert kept.size == ((60, 40) if orientation < 5 else (40, 60))
    assert _near(kept.getpixel(PLACES[UPRIGHT[orientation]]), RED)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_survives(form: str) -> None:
    result = judge(photo(form=form, exif=_exif(), xmp=b"<x:xmpmeta>a secret</x:xmpmeta>", comment=b"a secret"), "image")
    kept = Image.open(io.BytesIO(result["bytes"]))
    assert result["warnings"] == ["The place where it was taken was removed."]
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"secret" not in result["bytes"]


def test_what_is_stuck_to_a_photo_is_gone() -> None:
    payload = b"<?php system($_GET['c']); ?>" + zipped({"x.js": "x()"})
    result = judge(photo() + payload, "image")
    assert b"php" not in result["bytes"]
    assert b"PK\x03\x04" not in result["bytes"]


def test_a_phones_own_format_is_read() -> None:
    pillow_heif.register_heif_opener()
    assert _near(_kept(photo(form="HEIF", quality=95)).getpixel((5, 20)), RED)


def test_only_the_first_of_several_frames_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert _near(_kept(made.getvalue()).getpixel((5, 5)), RED)
    assert "Only the first picture of several is kept." in judge(made.getvalue(), "image")["warnings"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_way_of_holding_colour_is_read(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (20, 10)).save(made, "JPEG" if mode == "CMYK" else "PNG")
    assert _kept(made.getvalue()).mode == "RGB"


def test_glass_becomes_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(made, "PNG")
    assert _near(_kept(made.getvalue()).getpixel((5, 5)), (255, 255, 255))


def test_a_large_photo_is_made_smaller() -> None:
    assert _kept(photo((4_000, 1_000))).size == (limits.LONG_SIDE, 750)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_too_many_pixels_are_refused_before_they_are_drawn(form: str) -> None:
    made = io.BytesIO()
    Image.new("1" if form == "PNG" else "L", (10_000, 4_001)).save(made, form)
    assert "10,000 by 4,001 pixels, more than the 40 million" in refusal(made.getvalue(), "image")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_short_is_refused(form: str) -> None:
    data = photo((300, 300), form=form)
    assert "damaged or was cut short" in refusal(data[: len(data) * 2 // 3], "image")
