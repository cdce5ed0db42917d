"""What every page must look like, in a real browser: three widths, each light, dark and in forced colours.

    assert_looks(page, f"{live_server.url}/gallery/")

Set BOTHWAYS_SHOTS to a folder to keep a picture of every look.
"""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import ConsoleMessage, Page

from bothways.web.build_assets import install_packages
from tests import effort

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# What colours alone can change. Between two paints of one width nothing else differs, so nothing else is asked again.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Look(NamedTuple):
    """One way of seeing a page. ``paint`` says which of the browser's colour settings is on; with "shape" only the
    width is looked at."""

    width: int
    paint: str

    @property
    def media(self) -> dict[str, Any]:
        return {
            "color_scheme": "dark" if self.paint == "dark" else "light",
            "forced_colors": "active" if self.paint == "forced" else "none",
            "contrast": "more" if self.paint == "contrast" else "no-preference",
        }

    @property
    def options(self) -> dict[str, Any]:
        asked = {"type": "tag", "values": TAGS} if self.paint == "light" else {"type": "rule", "values": COLOUR_RULES}
        return {"runOnly": asked, "resultTypes": ["violations", "incomplete"]}


LOOKS = [Look(width, paint) for paint in ("light", "dark", "forced") for width in (1280, 390, 320)] + [
    Look(390, "contrast")
]


# With each commit the looks that find most; all that a test names, and all of the above, in the longer round.
FEW = [Look(320, "light"), Look(390, "dark"), Look(1280, "shape")]


def in_short(*looks: Look) -> list[Look]:
    """These looks in the longer round; with each commit those that find most."""
    return list(looks) if effort.ALL else FEW


def assert_looks(page: Page, url: str, looks: list[Look] | None = None) -> None:
    """Fail with every fault found: accessibility, invisible text, sideways scroll, refused scripts or styles."""
    found = faults_of(page, url, looks)
    assert not found, f"{url}\n" + "\n".join(found)


def faults_of(page: Page, url: str, looks: list[Look] | None = None) -> list[str]:
    """What `assert_looks` would complain of."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"console: {message.text}")

    page.on("console", listen)
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(axe())
    complaints += shape_faults(page)
    for look in looks or LOOKS:
        complaints += [f"{look.width} px, {look.paint}: {fault}" for fault in faults(page, look)]
    page.remove_listener("console", listen)
    return complaints


@functools.cache
def axe() -> str:
    """The accessibility checker's source. Played through the debugger, so the page's own policy stays on."""
    if not AXE.is_file():
        install_packages()
    return AXE.read_text(encoding="utf-8")


def shape_faults(page: Page) -> list[str]:
    """What holds at any width: one h1, a title, a language, every id used once."""
    found = page.evaluate(
        """() => ({
        h1: document.querySelectorAll("h1").length, title: document.title, lang: document.documentElement.lang,
        twice: [...document.querySelectorAll("[id]")].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at)
        })"""
    )
    wanted = {
        "h1": found["h1"] == 1,
        "title": bool(found["title"]),
        "lang": bool(found["lang"]),
        "twice": not found["twice"],
    }
    return [f"{name}: {found[name]!r}" for name, good in wanted.items() if not good]


def faults(page: Page, look: Look) -> list[str]:
    page.set_viewport_size({"width": look.width, "height": 800})
    page.emulate_media(**look.media)
    picture(page, look)
    overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{overhang} px too wide: {widest(page)}"] if overhang > 0 else []
    if look.paint == "shape":
        return found
    answer = page.evaluate("options => axe.run(options)", look.options)
    found += [f"{rule['id']}: {said(node)}" for rule in answer["violations"] for node in rule["nodes"][:3]]
    if look.paint != "forced":  # the system picks both colours there
        found += [f"text in the colour of its background: {said(node)}" for node in invisible(answer)]
    return found


def invisible(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Text axe files under "needs review" because its colour equals its background's: really a fault."""
    contrast = [rule for rule in answer["incomplete"] if rule["id"] == "color-contrast"]
    nodes = [node for rule in contrast for node in rule["nodes"]]
    return [
        node
        for node in nodes
        if any((check.get("data") or {}).get("messageKey") == "equalRatio" for check in node["any"])
    ]


def said(node: dict[str, Any]) -> str:
    reasons = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"{' '.join(map(str, node['target']))} ({'; '.join(reasons)[:200]})"


def widest(page: Page) -> str:
    """The elements that stick out to the right, to save a hunt."""
    found = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 4).map(e => e.tagName + "." + e.className)"""
    )
    return ", ".join(found)


def picture(page: Page, look: Look) -> None:
    folder = os.environ.get("BOTHWAYS_SHOTS")
    if not folder:
        return
    name = re.sub(r"[^a-z0-9]+", "-", page.url.split("/", 3)[3].lower()).strip("-") or "home"
    page.screenshot(path=Path(folder) / f"{name}-{look.width}-{look.paint}.png", full_page=True)
