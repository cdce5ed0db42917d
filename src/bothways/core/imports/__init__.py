"""The import engine: recognise, map, check, preview, apply, undo. It knows no words of any field.

To add a kind of file, write a `Format` (columns and a row checker) and a `Target` (plan, write, unwrite),
and list the `Importer` in your room's tuple. Reading, encodings, hostile files, mapping, rejects, preview,
idempotence and undo come with it:

    run = prepare(by=person, file=path, name="extract.csv", importers=IMPORTERS)   # run.counts, run.preview
    apply(by=person, run=run, target=importer.target())
    undo(by=person, run=run, target=importer.target())
"""

from bothways.core.files.table import Dropped, Reading, Table
from bothways.core.imports.check import check
from bothways.core.imports.recognise import correct, fold, recognise
from bothways.core.imports.run import apply, best_match, earlier_run, plan, prepare, undo
from bothways.core.imports.shapes import Change, Column, Format, Importer, Match, Reject, Tally, Target

__all__ = [
    "Change",
    "Column",
    "Dropped",
    "Format",
    "Importer",
    "Match",
    "Reading",
    "Reject",
    "Table",
    "Tally",
    "Target",
    "apply",
    "best_match",
    "check",
    "correct",
    "earlier_run",
    "fold",
    "plan",
    "prepare",
    "recognise",
    "undo",
]
