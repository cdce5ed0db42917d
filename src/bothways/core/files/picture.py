"""A photo, decoded and drawn anew: what was not seen in it does not survive. Runs in the child."""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageOps

from bothways.core.files import limits
from bothways.core.files.refusal import Refusal
from bothways.core.files.sentences import _
from bothways.core.files.sniff import words

_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_DAMAGED = _("The picture is damaged or was cut short, and cannot be opened. Send it again, or send another copy.")


def redraw(file: BinaryIO, *, really: str, out: Path) -> dict[str, Any]:
    """Write ``clean.jpg``: upright, sRGB, at most `limits.LONG_SIDE` a side, no metadata. Raises Refusal."""
    if really not in _FORMATS:
        raise Refusal(_("This is %(kind)s, not a photo. Send a JPEG, PNG, WebP or HEIC picture.", kind=words(really)))
    if really == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # we measure before anything is decoded, and say so in words
    warnings.simplefilter("ignore")
    file.seek(0)
    try:
        with Image.open(file, formats=(_FORMATS[really],)) as image:
            return _redraw(image, really, out)
    except (Refusal, MemoryError):
        raise
    except Exception:  # decoders raise whatever their format brings
        raise Refusal(_DAMAGED) from None


def _redraw(image: Image.Image, really: str, out: Path) -> dict[str, Any]:
    width, height = image.size
    _measure(width, height, _most(image, really))
    frames = getattr(image, "n_frames", 1)
    facts = {"width": width, "height": height, "format": really, "frames": frames}
    said = [_("Only the first picture of several is kept.")] if frames > 1 and really != "jpg" else []
    if _says_where(image):
        said.append(_("The place where it was taken was removed."))
    shrink = min(1.0, limits.LONG_SIDE / max(width, height))
    target = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    image.draft("RGB", target)  # a JPEG can be decoded at half its size or less, in as much less memory
    image.thumbnail(target, reducing_gap=None)
    upright = _upright(image)
    clean = _in_srgb(upright, image.info.get("icc_profile"))
    clean.info.clear()
    clean.save(out / "clean.jpg", "JPEG", quality=88, optimize=True)
    return {"rows": None, "warnings": said, "clean": "clean.jpg", "stats": facts | {"kept": list(clean.size)}}


def _says_where(image: Image.Image) -> bool:
    """Whether the camera wrote down where it was. Broken notes are thrown away unread."""
    with contextlib.suppress(Exception):
        return bool(image.getexif().get_ifd(0x8825))
    return False


def _most(image: Image.Image, really: str) -> int:
    if really == "webp":
        return limits.WEBP_PIXELS
    return limits.CLEAR_PIXELS if "A" in image.getbands() else limits.PIXELS


def _measure(width: int, height: int, most: int) -> None:
    if width * height > most:
        raise Refusal(
            _(
                "The picture is %(wide)s by %(high)s pixels, more than the %(most)s million we open. Make it smaller.",
                wide=f"{width:,}",
                high=f"{height:,}",
                most=most // limits.MB,
            )
        )
    if not width or not height:
        raise Refusal(_DAMAGED)


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera meant. Broken notes about turning are ignored."""
    with contextlib.suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Plain RGB on white. Phones photograph in wider colours than a page without profiles can name."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        with contextlib.suppress(Exception):  # a broken profile costs a shade, not the photo
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
            image = turned or image
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        page = Image.new("RGB", image.size, "white")
        page.paste(image, mask=image.getchannel("A"))
        return page
    return image.convert("RGB")
