"""Secrets from the environment: missing or malformed ones stop the start with one sentence, none leave the app off."""

from __future__ import annotations

import pytest
import yaml

from server.channels.settings import WrongSetting
from server.channels.slack.settings import SlackSettings
from server.channels.telegram.settings import TelegramSettings
from server.launch.settings import CHANNELS, ROOT
from stories.platforms import slack_api, telegram_api
from tests.server.test_launch import launch

SLACK = {"SLACK_BOT_TOKEN": slack_api.TOKEN, "SLACK_SIGNING_SECRET": slack_api.SECRET}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": telegram_api.TOKEN}


def test_nothing_set_is_off() -> None:
    assert SlackSettings.read({}) is None and SlackSettings.read(dict.fromkeys(CHANNELS, "")) is None
    assert TelegramSettings.read({"PUBLIC_URL": "https://a.example"}) is None


def test_what_is_right_is_taken() -> None:
    assert SlackSettings.read(SLACK) == SlackSettings(slack_api.TOKEN, slack_api.SECRET, "https://slack.com/api/")
    settings = TelegramSettings.read({**TELEGRAM, "PUBLIC_URL": "https://a.example"})
    assert settings and settings.api == "https://api.telegram.org" and settings.bot_id == 123456789
    assert len(settings.secret) == 64 and telegram_api.TOKEN not in settings.secret


@pytest.mark.parametrize("wrong", [
    {**SLACK, "SLACK_BOT_TOKEN": "xoxp-a-users-token"}, {**SLACK, "SLACK_BOT_TOKEN": "${SLACK_BOT_TOKEN}"},
    {**SLACK, "SLACK_SIGNING_SECRET": "short"}, {**SLACK, "SLACK_API_URL": "slack.test"},
    {**SLACK, "SLACK_BOT_TOKEN": ""}, {**SLACK, "SLACK_SIGNING_SECRET": ""}])
def test_a_wrong_setting_for_slack_is_named_and_not_repeated(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match="SLACK_") as said:
        SlackSettings.read(wrong)
    assert not any(value and value in str(said.value) for value in wrong.values())


@pytest.mark.parametrize("wrong", [
    {"TELEGRAM_BOT_TOKEN": "123"}, {"TELEGRAM_BOT_TOKEN": "my_bot:abc"}, {**TELEGRAM, "TELEGRAM_API_URL": "telegram"},
    {**TELEGRAM, "PUBLIC_URL": "http://a.example"}, {**TELEGRAM, "PUBLIC_URL": "https://a.example/path"}])
def test_a_wrong_setting_for_telegram_is_named_and_not_repeated(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match=r"TELEGRAM_|PUBLIC_URL") as said:
        TelegramSettings.read(wrong)
    assert telegram_api.TOKEN not in str(said.value)


@pytest.mark.parametrize("wrong", [{"SLACK_BOT_TOKEN": "xoxp-1"}, {"TELEGRAM_BOT_TOKEN": "123"}])
def test_a_wrong_setting_stops_the_start_with_one_sentence(wrong: dict[str, str]) -> None:
    done = launch(**wrong)
    assert done.returncode == 1 and done.stdout.count("\n") == 1
    assert next(iter(wrong)) in done.stdout and "Traceback" not in done.stderr


def test_the_example_names_every_setting() -> None:
    example = (ROOT / ".env.example").read_text()
    assert all(f"{name}=" in example for name in CHANNELS if not name.endswith("_API_URL"))
    assert not any(line and not line.startswith("#") for line in example.splitlines()), "it sets nothing by itself"


def test_no_secret_can_be_committed() -> None:
    assert ".env\n" in (ROOT / ".gitignore").read_text()


def test_the_manifest_asks_for_what_the_channel_uses_and_nothing_else() -> None:
    manifest = yaml.safe_load((ROOT / "deploy" / "slack-manifest.yml").read_text())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {"im:history", "chat:write", "app_mentions:read"}
    events = manifest["settings"]["event_subscriptions"]
    assert events["bot_events"] == ["message.im", "app_mention"]
    assert events["request_url"].endswith("/webhooks/slack/webhook")
    assert manifest["settings"]["interactivity"]["request_url"] == events["request_url"]
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140 and len(shown["long_description"]) >= 174
    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"] is False
