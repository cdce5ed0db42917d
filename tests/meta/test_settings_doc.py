"""docs/settings.md names every setting that is read, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"BOTHWAYS_[A-Z][A-Z0-9_]*|DATABASE_URL")


def _read_by_the_code() -> set[str]:
    files = [*(ROOT / "src" / "bothways" / "config").glob("*.py"), ROOT / "run"]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    providers = re.findall(r'_provider\("([A-Z]+)"', code)
    endings = re.findall(r"BOTHWAYS_\{name\}(_[A-Z]+)", code)
    return set(NAME.findall(code)) | {f"BOTHWAYS_{each}{ending}" for each in providers for ending in endings}


def _documented() -> list[str]:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return re.findall(rf"^\| `({NAME.pattern})` \|", page, flags=re.MULTILINE)


def test_every_setting_is_documented_once_and_none_is_gone() -> None:
    assert sorted(_documented()) == sorted(_read_by_the_code())


def test_the_settings_of_other_sign_ins_are_seen_through_their_pattern() -> None:
    assert {"BOTHWAYS_GOOGLE_CLIENT", "BOTHWAYS_MICROSOFT_SECRET"} <= _read_by_the_code()


def test_prose_names_only_settings_that_are_in_a_table() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(NAME.findall(page)) == set(_documented())
