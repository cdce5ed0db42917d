"""What stands in deploy/ is whole: it parses, names versions, and sets only what the product reads.

systemd and nginx judge their own files where they are on the machine; nothing is started.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives import serialization

from tests.openid import certificate, new_key

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SETTING = re.compile(r"\b(?:BOTHWAYS_[A-Z][A-Z0-9_]*|DATABASE_URL)\b")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""  # Debian keeps it off the PATH
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})


def documented() -> set[str]:
    """Every setting of docs/settings.md."""
    return set(SETTING.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", [path.name for path in sorted(DEPLOY.iterdir())])
def test_every_setting_is_known(name: str) -> None:
    assert set(SETTING.findall((DEPLOY / name).read_text(encoding="utf-8"))) <= documented()


def test_containers_set_what_the_live_service_refuses_to_start_without() -> None:
    told = COMPOSE["x-product"]["environment"]
    assert {"BOTHWAYS_SECRET_KEY", "BOTHWAYS_FIELD_KEYS", "BOTHWAYS_HOSTS", "BOTHWAYS_BASE_URL"} <= set(told)
    assert told["BOTHWAYS_MODE"] == "live"
    assert not [name for name in told if not SETTING.fullmatch(name)]


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_images_have_versions_and_what_is_waited_for_exists(name: str) -> None:
    service = COMPOSE["services"][name]
    assert re.fullmatch(r"[a-z0-9./-]+:(\d+(\.\d+)*|local)", service["image"]), service["image"]
    assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
    named = [each.split(":")[0] for each in service.get("volumes", []) if not each.startswith(".")]
    assert set(named) <= set(COMPOSE["volumes"])
    for wanted, how in service.get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert "healthcheck" in COMPOSE["services"][wanted], wanted


def test_only_the_front_can_be_reached_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["front"]


def test_what_compose_asks_for_stands_in_the_example_and_nothing_else() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    asked = re.findall(r"\$\{([A-Z_]+)(:[?-])?", text)
    given = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "example.env").read_text(encoding="utf-8"), re.MULTILINE))
    assert {name for name, how in asked if how != ":-"} <= given, "asked for, without a default, and not in the example"
    assert given <= {name for name, _how in asked}
    assert all(how for _name, how in asked), "a variable that may be empty in silence"


def test_the_images_are_built_from_what_is_locked() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^FROM python:3\.\d+-slim-\w+$", text, re.MULTILINE)
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
    assert re.search(r"^USER bothways$", text, re.MULTILINE)
    copied = " ".join(re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE)).split()
    assert [each for each in copied if not (ROOT / each).exists()] == []


def _verified(unit: str, folder: Path, **changes: str) -> str:
    """What systemd says of a unit whose programs are there. Empty when it has no complaint."""
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    text = re.sub(r"^(Exec\w+=)/\S+", r"\1/bin/true", text, flags=re.MULTILINE)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / unit).write_text(text, encoding="utf-8")
    if unit.endswith(".timer"):
        _verified(unit.replace(".timer", ".service"), folder)
    named = folder / unit.replace("@.", "@default.")
    if named.name != unit:
        shutil.copy(folder / unit, named)
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(named)], capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_every_unit(unit: str, tmp_path: Path) -> None:
    assert _verified(unit, tmp_path) == ""


@needs_systemd
def test_systemd_names_a_line_that_it_does_not_know(tmp_path: Path) -> None:
    assert "Restarts" in _verified("bothways.service", tmp_path, Restart="Restarts")


def test_units_run_what_is_there() -> None:
    for unit in UNITS:
        text = (DEPLOY / unit).read_text(encoding="utf-8")
        for path in re.findall(r"/opt/bothways/(\S+)", text):
            assert path.startswith(".venv/bin/") or (ROOT / path).exists(), (unit, path)


def _nginx(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """``nginx -t`` of our file in the smallest whole configuration, with a certificate of its own."""
    key = new_key()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "bothways.key").write_bytes(private)
    (folder / "bothways.pem").write_text(certificate(key), encoding="utf-8")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/ssl/private/", f"{folder}/").replace("/etc/ssl/", f"{folder}/")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    kept = "".join(
        f"{each}_temp_path {folder}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off;\n{kept}{text}\n}}\n"
    (folder / "whole.conf").write_text(whole, encoding="utf-8")
    command = [NGINX, "-t", "-q", "-p", str(folder), "-c", str(folder / "whole.conf")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


needs_nginx = pytest.mark.skipif(not NGINX, reason="nginx is not here")


@needs_nginx
def test_nginx_takes_our_file(tmp_path: Path) -> None:
    told = _nginx(tmp_path)
    assert (told.returncode, told.stderr) == (0, "")


@needs_nginx
def test_nginx_refuses_a_word_that_it_does_not_know(tmp_path: Path) -> None:
    told = _nginx(tmp_path, proxy_read_timeout="proxy_reads_timeout")
    assert told.returncode != 0
    assert "proxy_reads_timeout" in told.stderr


def test_web_servers_write_anew_what_callers_may_not_choose() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\s+proxy_set_header (\S+) (\S+);", text, re.MULTILINE))
    assert told == {"Host": "$host", "X-Forwarded-For": "$remote_addr", "X-Forwarded-Proto": "$scheme"}
    assert re.search(r"^\s+ssl_protocols TLSv1\.2 TLSv1\.3;$", text, re.MULTILINE)
    largest = re.search(r"client_max_body_size (\d+)m;", text)
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text(encoding="utf-8"))
    assert largest
    assert caddy
    assert largest[1] == caddy[1] == "130"
