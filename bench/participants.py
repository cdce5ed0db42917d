"""Ten thousand pupils of one school at one event: a page of the list, taking it away, and pasting it in.

The times are CPU of the whole request through every middleware, with names sealed in the database as they always are.
"""

from __future__ import annotations

import time
from typing import Any

import django

from bench.pages import _cpu, _database

MANY = 10_000


def rows(quick: bool) -> list[dict[str, Any]]:
    """One row a goal, in a database of its own."""
    django.setup()
    with _database():
        return _measured(1000 if quick else MANY)


def _measured(count: int) -> list[dict[str, Any]]:
    from tests.factories.activities import make_activity, make_booking

    person, school, partnership, browser = _people()
    activity = make_activity(partnership, school, places=count)
    part = activity.taking_part.get()
    make_booking(part, count)
    own = f"/events/{activity.pk}/places/{part.pk}/pupils/"
    pasted = "\n".join(f"{_name(number)}\tSurname\t{7 + number % 5}" for number in range(count))
    start = time.process_time()
    answer = browser.post(own, {"lines": pasted, "twice": "on"})
    typed_in = time.process_time() - start
    assert answer.status_code == 302, answer.content[:2000]
    asked = [own, f"{own}?year=8", f"{own}?year=9&state=all&sort=-tag&page=3", f"{own}?state=out", f"{own}?tag=77"]
    pages = [_cpu(lambda address=address: browser.get(address), 10) for address in asked]
    start = time.process_time()
    book = b"".join(browser.get(f"{own}?export=xlsx").streaming_content)
    taken = time.process_time() - start
    assert book[:2] == b"PK", person
    labels = _cpu(lambda: browser.get(f"/events/{activity.pk}/places/pupils/"), 10)
    return [
        _row(f"a page of 50 of {count:,} pupils, every filter", "at most 15 ms", max(pages), 15, "ms"),
        _row(f"a page of 50 of {count:,} labels", "at most 15 ms", labels, 15, "ms"),
        _row(f"{count:,} pupils to XLSX", "at most 3 s", taken, 3, "s"),
        _row(f"{count:,} names pasted", "at most 5 s", typed_in, 5, "s"),
    ]


def _people() -> tuple[Any, Any, Any, Any]:
    from allauth.mfa.models import Authenticator
    from tests.factories.partnerships import make_partnership
    from tests.factories.schools import give_role, make_person, make_school
    from tests.people import browser_of

    from bothways.schools.roles import TEACHER

    school = make_school(name="Ten Thousand School")
    person = make_person()
    give_role(person, TEACHER, school)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return person, school, make_partnership(school), browser_of(person)


def _name(number: int) -> str:
    """A name of letters only, another for each number."""
    letters = ""
    while True:
        letters = chr(97 + number % 26) + letters
        number //= 26
        if not number:
            return letters.title()


def _row(goal: str, target: str, measured: float, most: float, unit: str) -> dict[str, Any]:
    return {
        "goal": goal,
        "target": target,
        "measured": f"{measured:.1f} {unit}",
        "cpu_s": round(measured / 1000 if unit == "ms" else measured, 4),
        "ok": measured <= most,
        "note": "CPU; pages: best of five rounds",
    }
