"""The files of a deployment that no test can start here: what they promise each other holds."""

from __future__ import annotations

import re
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from deploy.here.nginx import TEMPLATE, filled
from server.launch.settings import CHANNELS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_is_pinned_limited_watched_and_not_root(name: str) -> None:
    service = SERVICES[name]
    assert re.search(r":\d+\.\d+", service["image"]) or service["build"]["dockerfile"] == "deploy/Dockerfile"
    assert service["restart"] == "unless-stopped" and service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    if "build" in service:
        image = (ROOT / "deploy" / "Dockerfile").read_text()
        assert "\nUSER triage\n" in image and "HEALTHCHECK" in image
    else:
        assert service["user"].split(":")[0] != "0" and service["healthcheck"]["test"]


def test_only_nginx_is_reached_from_outside_and_secrets_come_from_the_environment() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    told = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "deploy" / "compose.yml").read_text()))
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE))
    assert told <= example | {"FOLDER", "LISTEN", "MESSAGES_PER_SECOND", "ASSISTANTS"}
    assert not re.findall(r"^[A-Z_]*(?:PASSWORD|SECRET|TOKEN)=.+$", (ROOT / "deploy" / "example.env").read_text(), re.M)


def test_every_setting_of_a_channel_for_people_reaches_the_containers() -> None:
    passed = set(SERVICES["assistant-1"]["environment"])
    staff_or_tests = {"SLACK_API_URL", "TELEGRAM_API_URL", "LAB_PASSWORD", "LAB_BESIDE_REAL_PEOPLE"}
    assert set(CHANNELS) - staff_or_tests <= passed


def test_the_containers_fill_in_all_of_nginx_s_template() -> None:
    values = {name: str(value) for name, value in SERVICES["nginx"]["environment"].items()}
    assert "${" not in filled(TEMPLATE.read_text(), values)
    assert all(f"$${{{name}}}" in SERVICES["nginx"]["command"][-1] for name in values)


@pytest.fixture
def audit() -> ModuleType:
    return SourceFileLoader("audit", str(ROOT / "scripts" / "audit")).load_module()


def test_what_is_accepted_says_why_and_what_shields_it() -> None:
    locked = set(re.findall(r'^name = "(.+)"$', (ROOT / "uv.lock").read_text(), re.MULTILINE))
    entries = yaml.safe_load((ROOT / "deploy" / "vulnerabilities.yml").read_text())
    assert len({entry["id"] for entry in entries}) == len(entries)
    for entry in entries:
        assert set(entry) == {"id", "package", "why", "shield"} and entry["package"] in locked, entry
        assert len(entry["why"]) > 20 and len(entry["shield"]) > 40, entry


@pytest.mark.parametrize(("found", "code", "says"), [
    ({"GHSA-1": ("keras 2.12.0", ["CVE-2024-3660"])}, 0, "1 known vulnerabilities, 1 of them listed"),
    ({"GHSA-2": ("keras 2.12.0", ["CVE-2099-1"])}, 1, "keras 2.12.0: GHSA-2 is not in deploy/vulnerabilities.yml"),
    ({"GHSA-3": ("left-pad", [])}, 1, "CVE-2024-3660 is listed and not found any more"),
    (None, 0, "NOT looked at. nobody home")])
def test_an_unlisted_vulnerability_fails_and_nothing_looked_at_is_said(
        audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        found: dict[str, Any] | None, code: int, says: str) -> None:
    def look() -> dict[str, Any]:
        if found is None:
            raise audit.NotReached("nobody home")
        return found

    monkeypatch.setattr(audit, "python_packages", look)
    monkeypatch.setattr(audit, "widget_packages", dict if found else look)
    monkeypatch.setattr("sys.argv", ["audit"])
    assert audit.main() == code and says in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["audit", "--must-reach"])
    assert audit.main() == (2 if found is None else code)
