"""Turns one message into a subject, a text and an HTML page. Previews, tests and sending all call ``render``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import mrml
from django.conf import settings
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bothways.messages.catalogue import BY_KIND, CATALOGUE
from bothways.messages.message import Message

FOLDER = Path(__file__).parent / "templates" / "mail"
LINKS = ("link", "unsubscribe")
LONGEST_VALUE = 500
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|\bwww\.", re.IGNORECASE)
_SAFE_ADDRESS = re.compile(r"[A-Za-z0-9/?#&=%._~:+,@-]*")
# Where a template of ours may lead: only to the two addresses that were checked.
_LINKED = re.compile(r"""\b(?:href|src|background|action)\s*=\s*["']?([^"'>]*)|url\(|@import""", re.IGNORECASE)
_OURS = {"{{ link }}", "{{ unsubscribe }}"}


@dataclass(frozen=True)
class Rendered:
    """What leaves, but for the addresses."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """A message as it would leave, filled in with its sample."""

    message: Message
    rendered: Rendered


def render(kind: str, context: Mapping[str, Any]) -> Rendered:
    """One message, in the language now active.

    ``link`` and ``unsubscribe`` are paths of ours, or whole addresses that begin with BASE_URL. Raises ValueError for a
    kind not in the catalogue, a missing value, a line break in the subject, or a link that leads elsewhere.
    """
    if kind not in BY_KIND:
        raise ValueError(f"There is no message called {kind!r} in the catalogue.")
    message = BY_KIND[kind]
    if missing := sorted(message.sample.keys() - context.keys()):
        raise ValueError(f"The message {kind!r} needs {', '.join(missing)}.")
    links = {name: _ours(str(context[name])) for name in LINKS if context.get(name)}
    values = {"unsubscribe": "", **{name: _said(value) for name, value in context.items()}, **links}
    frame = {
        "subject": _subject(message, context),
        "button": str(message.button),
        "lang": translation.get_language() or "en",
    }
    text = re.sub(r"\n{3,}", "\n\n", _text_template(kind).render(values | frame)).strip() + "\n"
    page = _html_template(kind).render(values | frame)
    return Rendered(frame["subject"], text, page, _headers(links))


def samples() -> tuple[Sample, ...]:
    """Every message of the catalogue with its sample, for the preview page."""
    return tuple(Sample(message, render(message.kind, message.sample)) for message in CATALOGUE)


def _subject(message: Message, context: Mapping[str, Any]) -> str:
    """The subject in one line; a line break in it could add headers to the mail, so it is refused."""
    words = str(message.subject) % context
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in words):
        raise ValueError(f"The subject of {message.kind!r} would hold a line break or a control character.")
    return str(_said(words))


def _said(value: object) -> object:
    """A person's words on one line, without what could turn text around or make mail programs draw a link."""
    if isinstance(value, list):
        return [_said(each) for each in value]
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    kept = "".join(
        char for char in line if unicodedata.category(char) not in {"Cc", "Cf", "Cs"} or char in "\u200c\u200d"
    )
    plain = _SCHEME.sub("", kept)
    return plain if len(plain) <= LONGEST_VALUE else plain[: LONGEST_VALUE - 1] + "…"


def _ours(address: str) -> str:
    """The whole address of a page of ours."""
    base = settings.BASE_URL
    path = address.removeprefix(base)
    if not path.startswith("/") or path.startswith("//") or not _SAFE_ADDRESS.fullmatch(path):
        raise ValueError(f"A message links only to pages under {base}, not to {address!r}.")
    return f"{base}{path}"


def _headers(links: Mapping[str, str]) -> dict[str, str]:
    """One-press unsubscribing in the mail program itself (RFC 8058)."""
    if "unsubscribe" not in links:
        return {}
    return {"List-Unsubscribe": f"<{links['unsubscribe']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


@cache
def _html_template(kind: str) -> Template:
    """The message set by MJML once; what is left to fill in are each person's words, escaped."""
    source = _setting_environment().get_template(f"{kind}.mjml").render(button=bool(BY_KIND[kind].button))
    page = mrml.to_html(source).content
    refuse_foreign_links(page)
    return _environment(autoescape=True).from_string(page)


@cache
def _text_template(kind: str) -> Template:
    return _environment(autoescape=False).get_template(f"{kind}.txt")


def refuse_foreign_links(page: str) -> None:
    """A template leads, and fetches, nowhere but to the checked addresses. MJML itself adds web fonts if it is let."""
    for found in _LINKED.finditer(page):
        if found[1] not in _OURS:
            raise ValueError(f"A message’s template may not use {found[0]!r}: it is not a page of ours.")


def _setting_environment() -> Environment:
    """Square brackets, so that curly ones pass through untouched. Sees no person's words, so nothing to escape."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        autoescape=False,  # noqa: S701 - templates of ours only
    )


@cache
def _environment(*, autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        autoescape=autoescape,  # noqa: S701 - off for plain text only
    )
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n extension
    return made
