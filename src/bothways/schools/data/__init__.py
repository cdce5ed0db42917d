"""The register of schools that comes with the product. SOURCES.md says where each fact is from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bundled:
    """One file, how a school page names it, and the day its facts are from."""

    path: Path
    name: str
    as_of: dt.date


_HERE = Path(__file__).parent
FILES = (
    Bundled(_HERE / "register.csv.gz", "Get Information about Schools", dt.date(2024, 6, 17)),
    Bundled(_HERE / "links.csv.gz", "Get Information about Schools: links", dt.date(2023, 4, 21)),
)
