"""What the tests of the plan’s pages say often: a proposal is typed in, schools are asked, a change is pressed."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

from django.test import Client

from bothways.core import clock
from bothways.partnerships import links
from bothways.partnerships.models import Asked, Membership, Proposal
from tests.factories.partnerships import make_proposal
from tests.people import Cast, browser_of


def plan_at(cast: Cast, page: str = "") -> str:
    return f"/w/{cast.partnership.slug}/plan/{page}"


def member_of(cast: Cast, school: Any) -> Membership:
    return Membership.unscoped.get(partnership=cast.partnership, school=school)


def typed_in(cast: Cast, **more: str) -> dict[str, str]:
    giver, partner = member_of(cast, cast.giver_school).pk, member_of(cast, cast.partner_school).pk
    day = clock.today() + dt.timedelta(days=10)
    return {
        "title": "Pond day",
        "day": day.isoformat(),
        "starts_at": "09:30",
        "ends_at": "12:00",
        "host": cast.giver_school.pk,
        "pupils": "30",
        "cost": "4.50",
        f"ask_{giver}": "on",
        f"owner_{giver}": "on",
        f"ask_{partner}": "on",
        f"owner_{partner}": "on",
        f"gives_{giver}": "The pond",
        f"kind_{giver}": "facilities",
        f"hours_{giver}": "3",
        "gets_all": "A morning at a pond",
        **more,
    }


def propose(cast: Cast, **more: str) -> Proposal:
    answer = browser_of(cast.giver).post(plan_at(cast, "new/"), typed_in(cast, **more))
    assert answer.status_code == 302
    found: Proposal = Proposal.unscoped.get(title="Pond day")
    return found


def press_ask(cast: Cast, made: Proposal, browser: Client, **more: str) -> Any:
    until = (clock.today() + dt.timedelta(days=5)).isoformat()
    return browser.post(plan_at(cast, f"{made.pk}/ask/"), {"version": str(made.version), "answer_by": until, **more})


def link_of(asked: Asked) -> str:
    return "/" + links.make(links.ANSWER, asked.pk, days=5).split("/", 3)[3]


def asked_about(cast: Cast, school: Any, **values: Any) -> Asked:
    made = make_proposal(cast.partnership, **values)
    found: Asked = made.asked.select_related("proposal").get(membership__school=school)
    return found


def seen_by(cast: Cast, made: Proposal, browser: Client) -> str:
    """What the page to change it carries along."""
    page = browser.get(plan_at(cast, f"{made.pk}/change/")).content.decode()
    carried = re.search(r'name="seen" value="([^"]*)"', page)
    assert carried
    return unescape(carried[1])


def press_change(cast: Cast, made: Proposal, browser: Client, *, deed: str = "save", **changed: str) -> Any:
    made.refresh_from_db()
    changed.setdefault("seen", seen_by(cast, made, browser))
    values = {
        "title": made.title,
        "day": made.day.isoformat() if made.day else "",
        "half_term": f"{made.year}-{made.half_term}",
        "starts_at": made.starts_at.isoformat() if made.starts_at else "",
        "version": str(made.version),
        "deed": deed,
    }
    for each in made.asked.all():
        values |= {f"ask_{each.membership_id}": "on", f"gives_{each.membership_id}": each.gives}
        values[f"owner_{each.membership_id}"] = "on"
    return browser.post(plan_at(cast, f"{made.pk}/change/"), {**values, **changed})
