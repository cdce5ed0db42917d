"""The Jinja2 environment of every page of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bothways.core import lists, words

PAGES = Path(__file__).resolve().parents[1] / "web" / "templates"


def environment(**options: Any) -> Environment:
    """Autoescape on, undefined names are errors."""
    options |= {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "loader": FileSystemLoader(PAGES),
    }
    made = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - autoescape is in options
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n extension
    made.globals |= {"static": static, "url": _url, "social_providers": _social_providers, "filled": lists.filled}
    made.filters |= {"date": words.date, "day": words.day, "number": words.number, "ago": words.ago, "qr": _qr}
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _social_providers() -> tuple[tuple[str, str], ...]:
    """Google and Microsoft, where the settings name an application for them."""
    named = (("google", "Google"), ("microsoft", "Microsoft"))
    return tuple((key, name) for key, name in named if settings.SOCIALACCOUNT_PROVIDERS[key]["APPS"])


def _qr(text: str, alternative: str) -> Markup:
    """A QR code as inline SVG: no data address, so the content policy stays strict."""
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, title=alternative, omitsize=False, unit=None)
    return Markup(drawn)  # noqa: S704 - segno escapes the title and draws the rest itself
