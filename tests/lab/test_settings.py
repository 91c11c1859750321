"""Off until there is a password, and never on beside real people by accident."""

from __future__ import annotations

import re

import httpx
import pytest

from server.channels.lab_settings import LabSettings
from server.channels.settings import WrongSetting
from tests.conftest import Assistant
from tests.server.test_launch import launch

PASSWORD = "twelve letters"
PEOPLE = {"HOST": "0.0.0.0", "WEB_ORIGINS": "https://clinic.example", "SLACK_BOT_TOKEN": "xoxb-1",
          "TELEGRAM_BOT_TOKEN": "1:a"}


def refusal(**values: str) -> str:
    with pytest.raises(WrongSetting) as refused:
        LabSettings.read(values)
    told = str(refused.value)
    assert re.fullmatch(r"[A-Z][^.]*\.", told), f"one sentence, not: {told}"
    return told


@pytest.mark.parametrize("values", [{}, {"LAB_PASSWORD": ""}, {"LAB_PASSWORD": "  "}, PEOPLE,
                                    {"LAB_BESIDE_REAL_PEOPLE": "yes"}])
def test_it_is_off_without_a_password(values: dict[str, str]) -> None:
    assert LabSettings.read(values) is None


def test_an_assistant_without_a_lab_has_no_such_address(assistant_without_actions: Assistant) -> None:
    for path in ("", "lab.js", "words", "runs"):
        answer = httpx.get(f"{assistant_without_actions.base}/webhooks/lab/{path}", timeout=30)
        assert answer.status_code == 404 and "www-authenticate" not in answer.headers


def test_a_short_password_is_refused_and_not_repeated() -> None:
    told = refusal(LAB_PASSWORD="open sesame")
    assert "LAB_PASSWORD" in told and "12 characters" in told and "sesame" not in told


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost", ""])
def test_on_this_machine_a_password_is_enough(host: str) -> None:
    assert LabSettings.read({"LAB_PASSWORD": PASSWORD, "HOST": host}) == LabSettings(PASSWORD)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_sign_of_real_people_is_named(name: str) -> None:
    told = refusal(LAB_PASSWORD=PASSWORD, **{name: PEOPLE[name]})
    assert name in told and "LAB_BESIDE_REAL_PEOPLE=yes" in told and PASSWORD not in told


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "assistant.example", "localhost.example"])
def test_any_other_address_may_be_reached_by_people(host: str) -> None:
    assert "HOST" in refusal(LAB_PASSWORD=PASSWORD, HOST=host)


def test_saying_so_allows_both() -> None:
    assert LabSettings.read({"LAB_PASSWORD": PASSWORD, "LAB_BESIDE_REAL_PEOPLE": "yes", **PEOPLE})
    assert "LAB_BESIDE_REAL_PEOPLE" in refusal(LAB_PASSWORD=PASSWORD, LAB_BESIDE_REAL_PEOPLE="maybe")


def test_the_start_is_refused_with_that_sentence() -> None:
    done = launch(LAB_PASSWORD=PASSWORD, LAB_BESIDE_REAL_PEOPLE="", WEB_ORIGINS="https://clinic.example")
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    assert done.stdout.strip() == refusal(LAB_PASSWORD=PASSWORD, WEB_ORIGINS="https://clinic.example")
