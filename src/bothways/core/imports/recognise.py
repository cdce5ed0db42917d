"""Which format fits a table, which column is which, and why we think so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Invalid
from bothways.core.files.table import Table
from bothways.core.imports.shapes import Format, Match


def fold(header: str) -> str:
    """A header without case, accents, space or signs: ``"LA (name)"`` and ``"la_name"`` are the same."""
    plain = unicodedata.normalize("NFKD", header).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def recognise(table: Table, formats: Iterable[Format[Any]]) -> list[Match]:
    """Every format against every likely header row, best first. Those that lack a required column come last."""
    head = table.head()
    found = [max((_match(each, number, cells) for number, cells in head), key=_rank) for each in formats if head]
    return sorted(found, key=_rank, reverse=True)


def correct(match: Match, corrections: Mapping[str, str]) -> Match:
    """The match with columns chosen by a person: column name to header, or to ``""`` for "not in this file"."""
    mapping = dict(match.mapping)
    known = {column.name for column in match.format.columns}
    for name, header in corrections.items():
        if name not in known:
            raise Invalid(_("There is no such column in %(title)s.") % {"title": match.format.title}, field=name)
        if header and header not in match.header:
            sentence = _("The file has no column ‘%(header)s’. Choose one of the headers in its first row.")
            raise Invalid(sentence % {"header": header}, field=name)
        mapping.pop(name, None)
        if header:
            mapping[name] = match.header.index(header)
    return replace(match, mapping=mapping, missing=_missing(match.format, mapping))


def _rank(match: Match) -> tuple[bool, float]:
    return match.fits, match.confidence


def _match(form: Format[Any], number: int, cells: Sequence[str]) -> Match:
    places: dict[str, int] = {}
    for place, header in enumerate(cells):
        places.setdefault(fold(header), place)
    mapping = _mapping(form, places)
    return Match(
        format=form,
        header_row=number,
        header=tuple(cells),
        mapping=mapping,
        confidence=_confidence(form, mapping, cells),
        reasons=_reasons(form, mapping, cells),
        missing=_missing(form, mapping),
    )


def _mapping(form: Format[Any], places: Mapping[str, int]) -> dict[str, int]:
    mapping: dict[str, int] = {}
    for column in form.columns:
        names = (column.title, column.name, *column.synonyms)
        place = next((places[fold(name)] for name in names if fold(name) in places), None)
        if place is not None:
            mapping[column.name] = place
    return mapping


def _missing(form: Format[Any], mapping: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(column.title for column in form.columns if column.required and column.name not in mapping)


def _confidence(form: Format[Any], mapping: Mapping[str, int], cells: Sequence[str]) -> float:
    """Half for how much of the format is there, half for how much of the header it explains."""
    headers = sum(1 for cell in cells if cell.strip())
    share = len(mapping) / len(form.columns) + len(set(mapping.values())) / max(headers, 1)
    return round(share / 2, 4)


def _reasons(form: Format[Any], mapping: Mapping[str, int], cells: Sequence[str]) -> tuple[str, ...]:
    known = set(mapping.values())
    unused = [cell for place, cell in enumerate(cells) if place not in known and cell.strip()]
    facts = {"found": len(mapping), "all": len(form.columns), "title": form.title, "unused": len(unused)}
    reasons = [_("%(found)s of the %(all)s columns of %(title)s are there.") % facts]
    if missing := _missing(form, mapping):
        reasons.append(_("Missing: %(missing)s.") % {"missing": ", ".join(missing)})
    if unused:
        reasons.append(
            ngettext("%(unused)s other column is left alone.", "%(unused)s other columns are left alone.", len(unused))
            % facts
        )
    return tuple(reasons)
