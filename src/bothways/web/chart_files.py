"""A chart taken away: as a picture, or as its numbers."""

from __future__ import annotations

from django.http import HttpResponse

from bothways.core import charts
from bothways.core.errors import NotFound


def chart_file(chart: charts.Chart, name: str, kind: str) -> HttpResponse:
    """``kind`` is png or csv; NotFound for any other."""
    if kind == "png":
        answer = HttpResponse(charts.to_png(chart), content_type="image/png")
    elif kind == "csv":
        answer = HttpResponse(charts.to_csv(chart), content_type="text/csv; charset=utf-8")
    else:
        raise NotFound
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
