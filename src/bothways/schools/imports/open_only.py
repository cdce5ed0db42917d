"""Files that list open state schools alone: name, opening date, town and postcode."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from bothways.core.imports import Column, Format
from bothways.schools.imports.facts import SUBJECT, URN, Kind, checker

OPEN_ONLY = Kind(
    format=Format(
        name="open_only",
        title=gettext_lazy("the list of open schools with town, postcode and opening date"),
        subject=SUBJECT,
        columns=(
            URN,
            Column(name="name", title="name", required=True),
            Column(name="opened_on", title="open_date", required=True),
            Column(name="town", title="town", required=True),
            Column(name="postcode", title="postcode", required=True),
        ),
        check=checker(),
    ),
    open_only=True,
)
