"""An import from file to undo: `prepare` shows, `apply` writes exactly what was shown, `undo` takes it back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.core.files import door
from bothways.core.files.table import Table
from bothways.core.imports.check import check
from bothways.core.imports.recognise import correct, recognise
from bothways.core.imports.shapes import Change, Importer, Match, Tally, Target
from bothways.core.models.imports import ImportPage, ImportRun, ImportStatus, pack, unpack

PAGE = 1_000
Progress = Callable[[int, int], None]


def quiet(done: int, total: int) -> None:
    """Progress that nobody watches."""


def prepare(
    *,
    by: Any,
    file: Path,
    name: str,
    importers: Sequence[Importer[Any]],
    kind: str = "register",
    choose: str = "",
    corrections: Mapping[str, str] | None = None,
    gather: Callable[[Sequence[Table]], Sequence[Table]] = tuple,
    progress: Progress = quiet,
) -> ImportRun:
    """Read a file and store what it would change, as a run that is ready to apply. Changes nothing else.

    ``choose`` names a format when a person knows better than the header. ``corrections`` maps columns to headers.
    ``gather`` makes one table of several that belong together, in the folder where they lie.
    ``progress(done, total)`` is called every 1,000 changes; what it raises stops the run cleanly.
    Raises Invalid with a sentence when the door refuses the file or no format fits.
    """
    with door.open_tables(file, kind=kind, name=name) as opened:
        table, importer, match = best_match(
            gather(opened.tables), importers, choose=choose, corrections=corrections or {}
        )
        run = _begin(by=by, name=name, file_hash=opened.sha256, table=table, match=match)
        try:
            tally = plan(run, table, match, importer.target(), progress=progress)
        except BaseException:
            run.delete()
            raise
    return _record_preview(by=by, run=run, tally=tally)


def best_match(
    tables: Iterable[Table], importers: Sequence[Importer[Any]], *, choose: str = "", corrections: Mapping[str, str]
) -> tuple[Table, Importer[Any], Match]:
    """The table, importer and mapping that fit best. Raises Invalid, saying what is missing, when none does."""
    by_name = {each.format.name: each for each in importers if choose in {"", each.format.name}}
    if not by_name:
        raise Invalid(_("There is no kind of file called ‘%(name)s’.") % {"name": choose}, field="kind")
    formats = [each.format for each in by_name.values()]
    found = [(correct(m, _known(m, corrections)), table) for table in tables for m in recognise(table, formats)]
    if not found:
        raise Invalid(_("The file has no rows."), field="file")
    match, table = max(found, key=lambda pair: (pair[0].fits, pair[0].confidence))
    if not match.fits:
        sentence = _("This looks most like %(title)s, but these columns are missing: %(missing)s.")
        facts = {"title": match.format.title, "missing": ", ".join(match.missing)}
        raise Invalid(sentence % facts, field="file")
    return table, by_name[match.format.name], match


def _known(match: Match, corrections: Mapping[str, str]) -> dict[str, str]:
    """Corrections for this format and table only: a file may hold several tables."""
    names = {column.name for column in match.format.columns}
    return {name: header for name, header in corrections.items() if name in names and header in {"", *match.header}}


def plan(run: ImportRun, table: Table, match: Match, target: Target[Any], *, progress: Progress = quiet) -> Tally:
    """Check every row, ask the target what would change, and store the changes page by page."""
    tally = Tally(warnings=list(table.reading.warnings))
    changes = target.plan(check(table, match, tally), tally)
    for number, page in enumerate(_pages(changes)):
        for change in page:
            tally.change(change)
        ImportPage.objects.create(run=run, number=number, packed=pack([_flat(change) for change in page]))
        progress(tally.rows, table.rows)
    progress(tally.rows, table.rows)
    return tally


@action
def apply(*, by: Any, run: ImportRun, target: Target[Any], progress: Progress = quiet) -> ImportRun:
    """Write what the preview showed, all or nothing. A second press changes nothing.

    Raises Conflict when something it touches has changed since the preview.
    """
    if not _move(run, ImportStatus.READY, ImportStatus.APPLIED, applied_at=clock.now()):
        audit.record(by=by, verb="import pressed again", on=run)
        return run
    for page in run.pages.iterator(chunk_size=1):
        target.write([Change(**change) for change in unpack(page.packed)])
        progress(page.number + 1, run.counts["pages"])
    audit.record(by=by, verb="import applied", on=run, **_facts(run))
    return run


@action
def undo(*, by: Any, run: ImportRun, target: Target[Any], progress: Progress = quiet) -> ImportRun:
    """Take an import back, latest first. Raises Conflict when a later import of the same things still stands."""
    later = ImportRun.objects.filter(subject=run.subject, status=ImportStatus.APPLIED, applied_at__gt=run.applied_at)
    if run.applied_at and later.exists():
        raise Conflict(_("A later import stands on this one. Undo the later one first."))
    if run.pages.count() != run.counts.get("pages"):
        raise Conflict(_("This import is too old to undo: what it changed is no longer kept."))
    if not _move(run, ImportStatus.APPLIED, ImportStatus.UNDONE, undone_at=clock.now()):
        raise Conflict(_("Only an import that was applied can be undone."))
    for done, page in enumerate(run.pages.order_by("-number").iterator(chunk_size=1), start=1):
        target.unwrite([Change(**change) for change in reversed(unpack(page.packed))])
        progress(done, run.counts["pages"])
    audit.record(by=by, verb="import undone", on=run, **_facts(run))
    return run


def earlier_run(run: ImportRun) -> ImportRun | None:
    """The latest applied import of the very same file, to say so on the preview."""
    same = ImportRun.objects.filter(subject=run.subject, file_hash=run.file_hash, status=ImportStatus.APPLIED)
    return same.exclude(pk=run.pk).order_by("-applied_at").first()


def _begin(*, by: Any, name: str, file_hash: str, table: Table, match: Match) -> ImportRun:
    headers = {column: match.header[place] for column, place in match.mapping.items()}
    return ImportRun.objects.create(
        by_id=by.pk if by is not None else audit.SYSTEM,
        subject=match.format.subject or match.format.name,
        format=match.format.name,
        file_name=name[:200],
        file_hash=file_hash,
        reading=asdict(table.reading) | {"table": table.name, "reasons": match.reasons},
        mapping=headers,
    )


@action
def _record_preview(*, by: Any, run: ImportRun, tally: Tally) -> ImportRun:
    run.counts = dict(tally.counts) | {"rows": tally.rows, "rejected": tally.rejected, "pages": run.pages.count()}
    run.preview = {
        "samples": {kind: [_flat(change) for change in shown] for kind, shown in tally.samples.items()},
        "rejects": [asdict(reject) for reject in tally.rejects],
        "warnings": tally.warnings,
    }
    run.status = ImportStatus.READY
    run.save(update_fields=["counts", "preview", "status"])
    audit.record(by=by, verb="import read", on=run, **_facts(run))
    return run


def _facts(run: ImportRun) -> dict[str, Any]:
    """What the audit row says: the format and the counts, never a value."""
    return {"format": run.format} | {f"count_{kind}": count for kind, count in run.counts.items()}


def _move(run: ImportRun, before: str, after: str, **values: Any) -> bool:
    """Change the status once: of two presses at the same moment only one gets True."""
    moved = ImportRun.objects.filter(pk=run.pk, status=before).update(status=after, **values)
    run.refresh_from_db()
    return bool(moved)


def _flat(change: Change) -> dict[str, Any]:
    return {
        "kinds": change.kinds,
        "key": change.key,
        "after": change.after,
        "before": change.before,
        "row": change.row,
    }


def _pages(changes: Iterable[Change]) -> Iterator[list[Change]]:
    stream = iter(changes)
    while page := list(itertools.islice(stream, PAGE)):
        yield page
