"""Pages: what a signed-in list of 300 rows costs beside a floor, and what each page weighs.

The floor is a bare Django view that reads the same rows and joins them into text with no template.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.conf import settings


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal, in a database of its own."""
    django.setup()
    with _database():
        return [_list_page(20 if quick else 60), _home()]


@contextmanager
def _database() -> Iterator[None]:
    from django.test.utils import setup_databases, teardown_databases

    old = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(old, verbosity=0)


def _cpu(deed: Callable[[], object], times: int) -> float:
    """The best of five rounds, in CPU milliseconds a time: the least disturbed one."""
    deed()
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            deed()
        rounds.append((time.process_time() - start) / times * 1000)
    return min(rounds)


def _list_page(times: int) -> dict[str, Any]:
    from django.http import HttpResponse
    from tests.factories.schools import give_role, make_person, make_school
    from tests.people import browser_of

    from bothways.core.lists import Column, List, Row
    from bothways.schools.models import School
    from bothways.schools.roles import TEACHER

    for number in range(300):
        make_school(name=f"School {number:03}", town="Widnes", postcode="WA8 9RJ", phase="Primary")
    person = make_person()
    give_role(person, TEACHER, School.objects.first())
    browser = browser_of(person)
    columns = tuple(
        Column(name, name.title(), sort=(name,)) for name in ("name", "town", "postcode", "phase", "status")
    )
    whole: List[Any] = List(
        caption="Schools",
        columns=columns,
        row=lambda s: Row(s.pk, s.name, (s.name, s.town, s.postcode, s.phase, s.status)),
        page_size=300,
    )
    names = [column.key for column in columns]

    def floor(_request: object) -> HttpResponse:
        found = School.objects.order_by("name")[:300]
        lines = "".join("<tr>" + "".join(f"<td>{getattr(s, n)}</td>" for n in names) + "</tr>" for s in found)
        return HttpResponse(f"<table>{lines}</table>")

    from bench import pages_urls

    pages_urls.FLOOR, pages_urls.WHOLE = floor, whole
    with _routes("bench.pages_urls"):
        least = _cpu(lambda: browser.get("/bench/floor/"), times)
        ours = _cpu(lambda: browser.get("/bench/list/"), times)
    return {
        "goal": "a signed-in list of 300 rows beside a bare view of the same rows",
        "target": "at most 2.5 times",
        "measured": f"{ours:.1f} ms against {least:.1f} ms CPU, {ours / least:.2f} times",
        "cpu_s": round(ours / 1000, 4),
        "ok": ours / least <= 2.5,
        "note": "both through every middleware, signed in; best of five rounds",
    }


@contextmanager
def _routes(module: str) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(ROOT_URLCONF=module):
        yield


def _home() -> dict[str, Any]:
    from django.test import Client

    built = settings.ROOT / "src" / "bothways" / "web" / "static" / "built"
    page = gzip.compress(Client().get("/schools/").content)
    css = gzip.compress((built / "bothways.css").read_bytes())
    script = gzip.compress((built / "bothways.js").read_bytes())
    font = (built / "lexend-latin.woff2").stat().st_size
    weight = (len(page) + len(css) + font) / 1000
    return {
        "goal": "HTML, style and font of a page; script",
        "target": "70 kB; 60 kB",
        "measured": f"{weight:.1f} kB; {len(script) / 1000:.1f} kB",
        "cpu_s": 0,
        "ok": weight <= 70 and len(script) <= 60_000,
        "note": "gzip; brotli is smaller",
    }
