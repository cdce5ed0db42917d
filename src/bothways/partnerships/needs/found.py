"""What needs somebody, from every source, in order, and for whom."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import NotFound, Unavailable
from bothways.partnerships import policies
from bothways.partnerships.models import Partnership
from bothways.partnerships.models.scope import schools_of
from bothways.partnerships.needs.need import LinkFor, Need, Source, Why
from bothways.rules import attention
from bothways.schools.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """The needs in order, and whether a source could not be read."""

    needs: Sequence[Need] = ()
    broken: bool = False

    @property
    def first(self) -> Sequence[Need]:
        """The few that are shown."""
        return self.needs[: attention.AT_ONCE]

    @property
    def rest(self) -> Sequence[Need]:
        """Those that can wait."""
        return self.needs[attention.AT_ONCE :]

    @property
    def minutes(self) -> int:
        """What the few take."""
        return sum(need.minutes for need in self.first)


def found(partnership: Partnership, today: dt.date, *, apart: bool = False) -> Found:
    """Everything that needs anybody. A source that fails is logged and left out; the others are still told.

    ``apart``: for callers inside a transaction, which a source's broken query would otherwise end.
    """
    needs: list[Need] = []
    broken = False
    for name in settings.NEED_SOURCES:
        told = _told(name, partnership, today, apart=apart)
        needs += told or ()
        broken = broken or told is None
    return Found(_in_order(needs, today), broken)


def found_for(partnership: Partnership, person: Person, today: dt.date, *, apart: bool = False) -> Found:
    """What is for this person: to whoever runs the partnership, and to the people of the schools that it is for."""
    everything = found(partnership, today, apart=apart)
    runs = bool(policies.may_run(person, partnership))
    schools = set(schools_of(person))
    mine = [need for need in everything.needs if (need.for_run and runs) or need.for_schools & schools]
    return Found(mine, everything.broken)


def need_of(partnership: Partnership, key: str, today: dt.date) -> tuple[Need, LinkFor | None]:
    """One need as it stands now, and what makes its links. A source that fails does not keep the others from telling.

    NotFound when nothing is owed any more, Unavailable when a source failed that might have told it.
    """
    broken = False
    for name in settings.NEED_SOURCES:
        told = _told(name, partnership, today, apart=connection.in_atomic_block)
        broken = broken or told is None
        for need in told or ():
            if need.key == key:
                return need, cast("LinkFor | None", getattr(_module(name), "link_for", None))
    if broken:
        raise Unavailable(_("We cannot tell just now who owes this, so nothing was sent. Try again in a few minutes."))
    raise NotFound


def reminding(need: Need) -> str:
    """What the press that reminds says; a question about giving is asked in its own words."""
    if need.why == Why.UNBALANCED:
        return need.button
    return ngettext("Remind %(n)d school", "Remind %(n)d schools", len(need.owed_by)) % {"n": len(need.owed_by)}


def _told(name: str, partnership: Partnership, today: dt.date, *, apart: bool = False) -> Sequence[Need] | None:
    """What one source says; None when it fails, which is logged. ``apart``: its failure does not end a transaction."""
    try:
        with transaction.atomic() if apart else contextlib.nullcontext():
            return list(_source(name)(partnership, today))
    except Exception:  # whatever one room does wrong, the page goes on
        log.exception("a source of needs failed", extra={"source": name})
        return None


def _source(name: str) -> Source:
    return cast("Source", import_string(name))


def _module(name: str) -> ModuleType:
    return import_module(name.rpartition(".")[0])


def _in_order(needs: list[Need], today: dt.date) -> list[Need]:
    by_key = {need.key: need for need in needs}
    claims = (attention.Claim(key, each.due_on, _holds_up(each), each.minutes) for key, each in by_key.items())
    return [by_key[claim.key] for claim in attention.in_order(claims, today)]


def _holds_up(need: Need) -> int:
    """How many schools wait. A question about giving and receiving holds nobody up."""
    return 0 if need.why == Why.UNBALANCED else len(need.owed_by)
