"""The same file is brought back by several at once: it is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bothways.partnerships.actions import bringing_back
from bothways.partnerships.imports import brought_back
from bothways.partnerships.models import Partnership
from bothways.partnerships.queries import takeaway
from tests.factories.partnerships import make_partnership
from tests.factories.schools import make_school
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_file_brought_back_by_eight_at_once_is_made_once(tmp_path: Path) -> None:
    partnership = make_partnership(make_school(), make_school(), slug="small")
    path = tmp_path / "whole.zip"
    path.write_bytes(takeaway.archive(partnership))
    partnership.delete()
    results = all_at_once(lambda: bringing_back.bring_back(by=None, whole=brought_back.read(path)), 8)
    assert results == {"ok": 1, "Already": 7}
    assert Partnership.unscoped.count() == 1
