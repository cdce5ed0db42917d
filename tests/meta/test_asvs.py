"""docs/asvs.yaml holds every requirement of OWASP ASVS 5.0, levels 1 and 2, and names only tests and files that exist.

Below it stand the tests that only that list asked for.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.meta.routes import walk
from tests.people import Cast, browser_of
from tests.unit.run.test_settings import GOOD

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bothways"
STATUSES = {"met", "departs", "open", "not applicable"}
# The requirements of levels 1 and 2 in each section; a number that is left out belongs to level 3.
SECTIONS = """
V1.1: 1-2
V1.2: 1-9
V1.3: 1-11
V1.4: 1-3
V1.5: 1-2
V2.1: 1-3
V2.2: 1-3
V2.3: 1-4
V2.4: 1
V3.2: 1-2
V3.3: 1-4
V3.4: 1-6
V3.5: 1-5
V3.7: 1-2
V4.1: 1-3
V4.2: 1
V4.3: 1-2
V4.4: 1-4
V5.1: 1
V5.2: 1-3
V5.3: 1-2
V5.4: 1-3
V6.1: 1-3
V6.2: 1-12
V6.3: 1-4
V6.4: 1-4
V6.5: 1-5
V6.6: 1-3
V6.8: 1-4
V7.1: 1-3
V7.2: 1-4
V7.3: 1-2
V7.4: 1-5
V7.5: 1-2
V7.6: 1-2
V8.1: 1-2
V8.2: 1-3
V8.3: 1
V8.4: 1
V9.1: 1-3
V9.2: 1-4
V10.1: 1-2
V10.2: 1-2
V10.3: 1-4
V10.4: 1-11
V10.5: 1-5
V10.6: 1-2
V10.7: 1-3
V11.1: 1-2
V11.2: 1-3
V11.3: 1-3
V11.4: 1-4
V11.5: 1
V11.6: 1
V12.1: 1-3
V12.2: 1-2
V12.3: 1-4
V13.1: 1
V13.2: 1-5
V13.3: 1-2
V13.4: 1-5
V14.1: 1-2
V14.2: 1-4
V14.3: 1-3
V15.1: 1-3
V15.2: 1-3
V15.3: 1-7
V16.1: 1
V16.2: 1-5
V16.3: 1-4
V16.4: 1-3
V16.5: 1-3
V17.1: 1
V17.2: 1-4
V17.3: 1-2
"""


@cache
def entries() -> dict[str, dict[str, Any]]:
    """The list, read once."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docs" / "asvs.yaml").read_text(encoding="utf-8"))
    return found


def wanted() -> set[str]:
    """The number of every requirement of levels 1 and 2."""
    found = set()
    for section, numbers in (line.split(": ") for line in SECTIONS.split("\n") if line):
        for part in numbers.split(" "):
            first, _, last = part.partition("-")
            found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


@cache
def _tests_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def _absent(named: str) -> bool:
    """Whether a file, or a test in it, is not there."""
    name, _, test = named.partition("::")
    file = ROOT / name
    return not file.is_file() or (bool(test) and test not in _tests_in(file))


def test_every_requirement_is_there_once_and_no_other() -> None:
    assert set(entries()) == wanted()
    assert len(wanted()) == 253
    text = (ROOT / "docs" / "asvs.yaml").read_text(encoding="utf-8")
    assert len(re.findall(r"^V\d", text, re.MULTILINE)) == 253, "a requirement stands there twice"


def test_the_numbers_and_levels_are_those_of_the_standard() -> None:
    file = Path(settings.SHARED_DATA) / "asvs5.csv"
    if not file.exists():
        assert os.environ.get("CI") != "true", "the shared data is missing"
        pytest.skip("the standard itself is not bundled, and the shared data is not here")
    with file.open(encoding="utf-8", newline="") as rows:
        levels = {row["req_id"]: int(row["L"]) for row in csv.DictReader(rows) if row["L"] in {"1", "2"}}
    assert {number: entry["level"] for number, entry in entries().items()} == levels


@pytest.mark.parametrize("number", sorted(entries()))
def test_what_is_claimed_can_be_looked_up(number: str) -> None:
    entry = entries()[number]
    assert set(entry) <= {"level", "status", "shown_by", "note"}
    assert entry["status"] in STATUSES
    assert [named for named in entry.get("shown_by", []) if _absent(named)] == []
    assert entry.get("shown_by") if entry["status"] == "met" else entry.get("note"), number


def test_a_test_that_is_gone_is_noticed() -> None:
    assert _absent("tests/meta/test_asvs.py::test_nothing")
    assert _absent("tests/meta/nowhere.py")
    assert not _absent("tests/meta/test_asvs.py::test_a_test_that_is_gone_is_noticed")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Settings of the live service, and the headers of one of its answers, from a process of its own."""
    asked = (
        "import django, json; django.setup()\n"
        "from django.conf import settings\n"
        "from django.test import Client\n"
        "answer = Client().get('/.well-known/security.txt', secure=True, headers={'host': 'both.example'})\n"
        "plain = Client().get('/.well-known/security.txt', headers={'host': 'both.example'})\n"
        "named = {n: getattr(settings, n) for n in dir(settings) if 'COOKIE' in n}\n"
        "facts = {'headers': dict(answer.headers), 'plain': [plain.status_code, plain.get('Location')]}\n"
        "print(json.dumps({**facts, **named}, default=str))"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOTHWAYS_", "DJANGO_", "DATABASE_"))}
    env = {**kept, **GOOD, "BOTHWAYS_DATA": str(tmp_path_factory.mktemp("live")), "PYTHONPATH": str(ROOT / "src")}
    env["DJANGO_SETTINGS_MODULE"] = "bothways.config.settings"
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("name", ["SESSION", "CSRF"])
def test_cookies_of_the_live_service_are_for_this_host_alone(live: dict[str, Any], name: str) -> None:
    assert live[f"{name}_COOKIE_NAME"].startswith("__Host-")
    assert (live[f"{name}_COOKIE_SECURE"], live[f"{name}_COOKIE_HTTPONLY"]) == (True, True)
    assert live[f"{name}_COOKIE_SAMESITE"] in {"Lax", "Strict"}
    assert (live[f"{name}_COOKIE_PATH"], live[f"{name}_COOKIE_DOMAIN"]) == ("/", None)


def test_the_live_service_asks_for_https_for_two_years(live: dict[str, Any]) -> None:
    assert live["headers"]["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"
    assert live["plain"] == [301, "https://both.example/.well-known/security.txt"]


@pytest.mark.django_db
def test_trace_is_refused_everywhere(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    assert {browser.trace(walked.address).status_code for walked in walk(cast)} == {405}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [".git/config", ".env", "static/", "media/", "files/", "var/", "admin/", "__debug__/", "metrics", "docs/", "api/"],
)
def test_what_is_not_a_page_is_not_served(cast: Cast, address: str) -> None:
    assert browser_of(cast.operator).get(f"/{address}").status_code == 404


@pytest.mark.django_db
def test_a_value_in_the_address_is_no_answer_to_a_form(cast: Cast) -> None:
    browser, before = browser_of(cast.giver), cast.giver.name
    browser.post("/account/?name=Somebody+else", {})
    cast.giver.refresh_from_db()
    assert cast.giver.name == before
    browser.post("/account/?name=Somebody+else", {"name": "A teacher"})
    cast.giver.refresh_from_db()
    assert cast.giver.name == "A teacher"


def _code() -> dict[str, str]:
    return {file.relative_to(SOURCE).as_posix(): file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py")}


def test_no_form_takes_its_fields_from_a_model() -> None:
    assert [name for name, text in _code().items() if "ModelForm" in text or "modelform" in text] == []


def test_no_weak_hash_is_used() -> None:
    assert [name for name, text in _code().items() if re.search(r"\b(md5|sha1|MD5|SHA1)\b", text)] == []
