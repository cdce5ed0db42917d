"""Paper, pictures and mail: a 60-page document, a chart in a page, a PNG, and one person's message."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import django

from bothways.core.charts import Exchange, GiveReceive, render_html, to_png
from bothways.core.charts.paper import printed
from bothways.core.pdf import Document, Heading, Paragraph, Table

CHART = GiveReceive(
    slug="hours",
    note="Hours given and received.",
    unit="hours",
    rows=tuple(Exchange(f"School number {place}", 10 * place, 130 - 10 * place) for place in range(13)),
)


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal. CPU seconds, never wall time."""
    django.setup()
    from bothways.messages.catalogue import BY_KIND
    from bothways.messages.render import render

    sample = BY_KIND["school.invitation"].sample
    times = 20 if quick else 200
    render("school.invitation", sample)
    Document(title="Warm", blocks=()).pdf()
    return [
        row("60-page report with 1,800 table rows and 12 charts", 2.0, lambda: report().pdf(), 1 if quick else 4),
        row("one chart in a page", 0.005, lambda: render_html(CHART, png_url="/a", csv_url="/b"), times),
        row(
            "one chart as a PNG 1,600 pixels wide",
            0.5,
            lambda: to_png(replace(CHART, words=secrets.token_hex(4))),
            2 if quick else 10,
        ),
        row("one message, HTML and text", 0.002, lambda: render("school.invitation", sample), times),
    ]


def a_new_png() -> bytes:
    return to_png(replace(CHART, words=secrets.token_hex(4)))


def report() -> Document:
    """Sixty sheets, as a large partnership's yearly report would be; never the same words twice, as typst remembers."""
    mark = secrets.token_hex(4)
    cells = tuple((f"Activity {mark} {place}", f"School {place % 40}", str(place % 90)) for place in range(150))
    part = (Paragraph(f"What we did in {mark}, and what came of it. " * 20), *printed(CHART))
    table = Table(("Activity", "Host", "Pupils"), cells, (False, False, True), "Activities")
    parts = (block for number in range(12) for block in (Heading(f"Part {number}"), *part, table))
    return Document(title="Our year", blocks=tuple(parts), foot="A partnership")


def row(goal: str, target: float, work: Callable[[], object], times: int) -> dict[str, Any]:
    """The mean CPU of so many runs."""
    began = time.process_time()
    for _each in range(times):
        work()
    each = (time.process_time() - began) / times
    measured = f"{each * 1000:.2f} ms CPU"
    return {
        "goal": goal,
        "target": f"< {target:g} s",
        "measured": measured,
        "cpu_s": each,
        "ok": each < target,
        "note": "",
    }
