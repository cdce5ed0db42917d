"""The links file: which school came before or after which. Links to schools that we do not hold are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.core.errors import Conflict
from bothways.core.imports import Change, Column, Format, Reject, Tally
from bothways.schools.imports import cells
from bothways.schools.imports.facts import SUBJECT, Facts
from bothways.schools.imports.target import CHUNK
from bothways.schools.models import Scheme, School, SchoolLink

_FACTS = ("other_name", "kind", "words", "dated_on")
_NAMED = 5  # numbers of absent schools that a warning names


class Link(NamedTuple):
    """One row of the file."""

    urn: str
    other_urn: str
    facts: Facts

    @property
    def key(self) -> str:
        """The pair of numbers: the file gives each pair once."""
        return f"{self.urn} {self.other_urn}"


def _check(row: Mapping[str, str]) -> Link | Reject:
    column = "urn"
    try:
        urn = cells.urn(row["urn"])
        column = "other_urn"
        other = cells.urn(row["other_urn"])
        column = "words"
        kind = cells.link_kind(row["words"])
        column = "dated_on"
        dated_on = cells.date(row["dated_on"]) if row.get("dated_on") else None
    except cells.CannotRead as problem:
        return Reject(column=column, mend=str(problem))
    if urn == other:
        return Reject(column="other_urn", mend=_("A school cannot come before or after itself. Take this row out."))
    name = cells.tidy(row.get("other_name", ""))[:200]
    return Link(urn, other, {"other_name": name, "kind": kind, "words": row["words"][:100], "dated_on": dated_on})


FORMAT: Format[Link] = Format(
    name="links",
    title=gettext_lazy("links between schools that followed one another"),
    subject=f"{SUBJECT}-links",
    columns=(
        Column(name="urn", title="URN", required=True),
        Column(name="other_urn", title="LinkURN", required=True),
        Column(name="other_name", title="LinkName"),
        Column(name="words", title="LinkType", required=True),
        Column(name="dated_on", title="LinkEstablishedDate"),
    ),
    check=_check,
)


class LinkTarget:
    """Compares, writes and takes back links. A link that leaves the file stays: the past does not change."""

    def plan(self, rows: Iterator[tuple[int, Link]], tally: Tally) -> Iterator[Change]:
        """What would change; numbers of schools that the register does not hold are counted and named."""
        held = {f"{urn} {other}": facts for urn, other, facts in _links(SchoolLink.objects.all())}
        schools = set(School.objects.filter(scheme=Scheme.URN).order_by().values_list("identifier", flat=True))
        seen: set[str] = set()
        absent: dict[str, None] = {}
        for number, link in rows:
            if link.key in seen:
                mend = _("This pair of schools is in the file twice. Keep the row that is right.")
                tally.reject(Reject(row=number, column="LinkURN", value=link.other_urn, mend=mend))
                continue
            seen.add(link.key)
            absent |= dict.fromkeys(urn for urn in (link.urn, link.other_urn) if urn not in schools)
            change = _change(number, link, held.get(link.key))
            if change:
                yield change
            else:
                tally.counts["unchanged"] += 1
        _tell(absent, tally)

    def write(self, changes: Sequence[Change]) -> None:
        """Insert or update a batch of links."""
        held = _held(changes)
        if any(dict(change.before) != held.get(change.key, {}) for change in changes):
            raise Conflict(_("The links have changed since this file was read. Read the file again."))
        _save(changes, [dict(change.after) for change in changes])

    def unwrite(self, changes: Sequence[Change]) -> None:
        """Put back what was there."""
        held = _held(changes)
        if any(dict(change.after) != held.get(change.key) for change in changes):
            raise Conflict(_("The links have changed since, so this update cannot be undone."))
        for change in (each for each in changes if not each.before):
            urn, other = change.key.split()
            SchoolLink.objects.filter(urn=urn, other_urn=other).delete()
        before = [change for change in changes if change.before]
        _save(before, [dict(change.before) for change in before])


def _change(number: int, link: Link, held: Facts | None) -> Change | None:
    if held == link.facts:
        return None
    return Change(("changed" if held else "added",), link.key, link.facts, held or {}, number)


def _tell(absent: Mapping[str, None], tally: Tally) -> None:
    tally.counts["dangling"] = len(absent)
    if absent:
        named = ", ".join(list(absent)[:_NAMED])
        words = _("The links name %(n)s schools that the register does not hold, such as %(named)s. They are kept.")
        tally.warnings.append(words % {"n": len(absent), "named": named})


def _links(found: Any) -> Iterator[tuple[str, str, Facts]]:
    for urn, other, *facts in found.values_list("urn", "other_urn", *_FACTS):
        facts[-1] = facts[-1].isoformat() if facts[-1] else None
        yield urn, other, dict(zip(_FACTS, facts, strict=True))


def _held(changes: Sequence[Change]) -> dict[str, Facts]:
    keys = {change.key for change in changes}
    found = SchoolLink.objects.filter(urn__in={key.split()[0] for key in keys})
    return {key: facts for urn, other, facts in _links(found) if (key := f"{urn} {other}") in keys}


def _save(changes: Sequence[Change], facts: Sequence[Facts]) -> None:
    pairs = [change.key.split() for change in changes]
    rows: list[Any] = [SchoolLink(urn=u, other_urn=o, **values) for (u, o), values in zip(pairs, facts, strict=True)]
    SchoolLink.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["urn", "other_urn"],
        update_fields=list(_FACTS),
    )
