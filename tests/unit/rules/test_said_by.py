"""What somebody is may be read by anyone; what might be a name may not."""

from __future__ import annotations

import pytest

from bothways.rules.said_by import without_name


@pytest.mark.parametrize(
    "said", ["Student", "two Year 5 pupils", "Maths teacher", "Head of science", "Parents", "5 pupils of Year 4"]
)
def test_what_somebody_is_stays(said: str) -> None:
    assert without_name(said) == said


@pytest.mark.parametrize(
    "said", ["Ash", "Ash B.", "Mx Example, maths teacher", "the teacher Ash", "Éloïse", "", "  ", "…", "pupil_ash"]
)
def test_what_might_be_a_name_goes(said: str) -> None:
    assert without_name(said) == ""
