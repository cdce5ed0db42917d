"""The plan in words: when, where, what it costs, and what the answers amount to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from bothways.core import words
from bothways.partnerships.models import Answer, Asked, Contribution, Proposal, ProposalState
from bothways.rules import consent, terms

TERM_FIELDS = tuple(consent.Terms.__dataclass_fields__)
LETTER = gettext_noop("the link in the half-term letter")
"""Stands as a name where an answer came by that link: the letter may have gone to several, so no more is known."""


def terms_of(proposal: Proposal) -> consent.Terms:
    """The terms as they stand."""
    return consent.Terms(**{name: getattr(proposal, name) for name in TERM_FIELDS})


def share_of(asked: Asked) -> consent.Share:
    """What one school gives, gets and pays."""
    return consent.Share(**{name: getattr(asked, name) for name in consent.Share.__dataclass_fields__})


def shown(asked: Asked, proposal: Proposal) -> str:
    """What a page carries with its buttons: exactly which terms it shows."""
    return f"{proposal.version}.{asked.own_version}"


def money(pence: int) -> str:
    """£4 or £4.50."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02d}" if rest else f"£{pounds:,}"


def short_day(day: dt.date) -> str:
    """3 Dec."""
    return formats.date_format(day, "j M")


def clock_time(at: dt.time) -> str:
    """9:30am, or 2pm on the hour."""
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{(at.hour % 12) or 12}{minutes}{_('am') if at.hour < 12 else _('pm')}"


def times(starts_at: dt.time | None, ends_at: dt.time | None) -> str:
    """9:30am to 2:45pm; nothing when no time is set."""
    if starts_at is None:
        return ""
    if ends_at is None:
        return _("from %(start)s") % {"start": clock_time(starts_at)}
    return _("%(start)s to %(end)s") % {"start": clock_time(starts_at), "end": clock_time(ends_at)}


def half_term_name(year: int, half_term: int) -> str:
    """Autumn 2, 2026/27."""
    return f"{terms.NAMES[half_term]}, {terms.AcademicYear(year)}"


def when(proposal: Proposal) -> str:
    """Thursday 3 December 2026, 9:30am to 2:45pm; or the half-term while it has no day."""
    if proposal.day is None:
        day = half_term_name(proposal.year, proposal.half_term)
    else:
        day = f"{words.day(proposal.day)} {proposal.day.year}"
    at = times(proposal.starts_at, proposal.ends_at)
    return f"{day}, {at}" if at else day


def when_in_year(proposal: Proposal) -> str:
    """The same without the year, for a page that is about one year."""
    day = words.day(proposal.day) or _("no day yet")
    at = times(proposal.starts_at, proposal.ends_at)
    return f"{day}, {at}" if at else day


def where(proposal: Proposal) -> str:
    """The host and the place."""
    return ", ".join(part for part in (proposal.host.name if proposal.host else "", proposal.place) if part)


def pupils(number: int | None, year_groups: str) -> str:
    """18 pupils, Year 4."""
    said = ngettext("%(n)d pupil", "%(n)d pupils", number) % {"n": number} if number else ""
    return ", ".join(part for part in (said, year_groups) if part)


def pupils_for(proposal: Proposal, asked: Asked) -> str:
    """80 pupils, Years 7 and 8; 8 of them from this school."""
    everybody = pupils(proposal.pupils, proposal.year_groups)
    if not asked.pupils:
        return everybody
    own = ngettext("%(n)d from your school", "%(n)d from your school", asked.pupils) % {"n": asked.pupils}
    return f"{everybody}; {own}" if everybody else own


def cost(proposal: Proposal) -> str:
    """£40 for each school, coach included; "Nothing" when it is free."""
    said = _("%(money)s for each school") % {"money": money(proposal.cost_pence)} if proposal.cost_pence else ""
    return ", ".join(part for part in (said, proposal.cost_words) if part) or _("Nothing")


def gives(asked: Asked) -> str:
    """What one school gives, its kind and the hours of its staff."""
    kind = str(Contribution(asked.gives_kind).label) if asked.gives_kind in Contribution.values else ""
    hours = _hours(asked.hours) if asked.hours else ""
    return _joined(asked.gives or kind, kind if asked.gives else "", hours)


def pays(asked: Asked) -> str:
    """What this school alone pays, beside the cost for each."""
    return money(asked.cost_pence) if asked.cost_pence else ""


def _hours(hours: Decimal) -> str:
    return _("%(n)s staff hours") % {"n": f"{hours.normalize():f}"} if hours != 1 else _("1 staff hour")


def _joined(said: str, *more: str) -> str:
    extra = ", ".join(part for part in more if part)
    return f"{said} ({extra})" if said and extra else said or extra


def amounts_to(state: str, counted: consent.Tally) -> str:
    """Agreed, 4 of 6: the state with what the answers amount to."""
    label = str(ProposalState(state).label)
    if state in {ProposalState.DONE, ProposalState.CALLED_OFF} or not counted.asked:
        return label
    return _("%(state)s, %(n)s of %(m)s in") % {"state": label, "n": counted.agreed, "m": counted.asked}


def waiting_words(number: int) -> str:
    """2 schools to answer."""
    return ngettext("%(n)d school to answer", "%(n)d schools to answer", number) % {"n": number}


def answer_words(answer: str, condition: str) -> str:
    """In if the coach is shared; Later: in the summer; Not this time."""
    if answer == Answer.IN_IF:
        return _("In if %(condition)s") % {"condition": condition.strip().rstrip(".")}
    if answer == Answer.LATER and condition:
        return _("Later: %(when)s") % {"when": condition}
    return str(Answer(answer).label)


def term_changes(before: Proposal, after: Proposal) -> dict[str, list[str]]:
    """{what: [before, after]} in words, for what differs in the terms. Both carry their host."""
    lines = (
        (_("When"), when(before), when(after)),
        (_("Where"), where(before), where(after)),
        (_("Pupils"), pupils(before.pupils, before.year_groups), pupils(after.pupils, after.year_groups)),
        (_("Cost"), cost(before), cost(after)),
    )
    return {what: [old, new] for what, old, new in lines if old != new}


def share_changes(before: Asked, after: Asked) -> dict[str, list[str]]:
    """The same for what one school gives, gets and pays."""
    lines = (
        (_("You give"), gives(before), gives(after)),
        (_("You get"), before.gets, after.gets),
        (_("You pay besides"), pays(before), pays(after)),
        (_("Your pupils"), pupils(before.pupils, ""), pupils(after.pupils, "")),
    )
    return {what: [old, new] for what, old, new in lines if old != new}


def changes_line(changes: Mapping[str, Iterable[str]]) -> str:
    """When: 9am → 10am; Cost: nothing → £4."""
    said: list[str] = []
    for what, both in changes.items():
        before, after = both
        said.append(f"{what}: {before or _('nothing')} → {after or _('nothing')}")
    return "; ".join(said)


def context_of(proposal: Proposal, asked: Asked) -> dict[str, Any]:
    """What every message about one school's part in one proposal says. The proposal carries host and partnership."""
    return {
        "school": asked.membership.school.name,
        "partnership": proposal.partnership.name,
        "title": proposal.title,
        "when": when(proposal),
        "day": words.day(proposal.day) or half_term_name(proposal.year, proposal.half_term),
        "where": where(proposal) or _("to be settled"),
        "pupils": pupils_for(proposal, asked) or _("to be settled"),
        "cost": cost(proposal),
        "pays": pays(asked) or _("nothing more"),
        "gives": gives(asked) or _("nothing this time"),
        "gets": asked.gets or _("not written down yet"),
    }
