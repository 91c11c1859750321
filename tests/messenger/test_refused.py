"""Requests that come from somebody else, or are none: refused, with no trace in conversation or log (P8, P9)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import httpx
import pytest

from stories.platforms import slack_api, telegram_api
from stories.platforms.platform import Fault
from stories.platforms.slack_person import SlackPerson, read, signed
from stories.platforms.telegram_person import SECRET, TelegramPerson
from tests.conftest import Assistant


@pytest.mark.parametrize(("headers", "why"), [
    ({}, "no signature"), ({"X-Slack-Signature": "v0=abc", "X-Slack-Request-Timestamp": "now"}, "no time"),
    ({"X-Slack-Signature": "v0=äöü", "X-Slack-Request-Timestamp": str(int(time.time()))}, "no letters"),
    ({"X-Slack-Signature": "", "X-Slack-Request-Timestamp": ""}, "empty")])
def test_unsigned_for_slack(on_slack: SlackPerson, headers: dict[str, str], why: str) -> None:
    body = json.dumps(on_slack.event(text="my toddler ate one of my pills"))
    answer = httpx.post(on_slack.url, content=body, headers={k: v.encode() for k, v in headers.items()})
    assert answer.status_code == 401, why
    assert "not signed by Slack" in answer.json()["error"]
    on_slack.say("hello")


@pytest.mark.parametrize("headers", [
    lambda body: signed(body, secret="f" * 32), lambda body: signed(body + " "),
    lambda body: signed(body, at=time.time() - 600), lambda body: signed(body, at=time.time() + 600)])
def test_forged_and_stale_for_slack(on_slack: SlackPerson, headers: object) -> None:
    body = json.dumps(on_slack.event(text="my toddler ate one of my pills"))
    assert httpx.post(on_slack.url, content=body, headers=headers(body)).status_code == 401  # type: ignore[operator]
    on_slack.say("hello")


def test_a_body_that_is_no_text_for_slack(on_slack: SlackPerson) -> None:
    stamp, body = str(int(time.time())), b"\xff\xfe"
    digest = hmac.new(slack_api.SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    answer = httpx.post(on_slack.url, content=body, headers={
        "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"})
    assert answer.status_code in (400, 401)


def test_replayed_for_slack(on_slack: SlackPerson) -> None:
    body = json.dumps(on_slack.event(text="hello"))
    headers = signed(body)
    for _ in range(3):
        assert httpx.post(on_slack.url, content=body, headers=headers, timeout=30).status_code == 200
    on_slack.next()


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed", "ssl_error"])
def test_sent_again_by_slack_for_any_reason(on_slack: SlackPerson, reason: str) -> None:
    body = json.dumps(on_slack.event(text="hello"))
    for number in range(4):
        more = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
        assert on_slack.post(body, **more).status_code == 200
    on_slack.next()


JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@pytest.mark.parametrize(("body", "kind", "status"), [
    ("", JSON, 400), ("hello", JSON, 400), ("[1]", JSON, 400),
    ("{}", JSON, 400), ("[" * 100_000, JSON, 400), ('{"type": 5}', JSON, 400),
    ("a=b", FORM, 400), ("payload=x", FORM, 400),
    (urlencode({"payload": "[]"}), FORM, 400),
    ('{"type": "event_callback"}', JSON, 200), ('{"type": "event_callback", "event": 5}', JSON, 200),
    ('{"type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": "U1"}}', "text/plain", 200),
    (urlencode({"payload": '{"type": "block_actions", "channel": {"id": "D1"}}'}), FORM, 200),
    (urlencode({"payload": '{"type": "view_submission"}'}), FORM, 200),
    ("x" * 1_100_000, JSON, 413)])
def test_malformed_for_slack(on_slack: SlackPerson, body: str, kind: str, status: int) -> None:
    """What is no request of Slack's is refused; what is unlike any known is acknowledged, or it would come for ever."""
    assert on_slack.post(body, kind).status_code == status


@pytest.mark.parametrize("shown", [None, "", "wrong", SECRET[:-1], SECRET + "0", "äöü", b"\xe4"])
def test_forged_for_telegram(on_telegram: TelegramPerson, shown: str | bytes | None) -> None:
    raw = shown.encode() if isinstance(shown, str) else shown
    headers = {} if raw is None else {"X-Telegram-Bot-Api-Secret-Token": raw}
    answer = httpx.post(on_telegram.url, json=on_telegram.update(text="hello"), headers=headers, timeout=30)
    assert answer.status_code == 401 and "does not come from Telegram" in answer.json()["error"]
    on_telegram.say("hello")


def test_sent_again_by_telegram(on_telegram: TelegramPerson) -> None:
    update = on_telegram.send(text="hello")
    for _ in range(3):
        assert on_telegram.post(update).status_code == 200
    on_telegram.next()


@pytest.mark.parametrize(("body", "status"), [
    ("", 400), ("hello", 400), ("[1]", 400), ("{}", 400), ('{"update_id": "x"}', 400), ("[" * 100_000, 400),
    ('{"update_id": 1, "message": 5}', 200), ('{"update_id": 2, "message": {"text": "hi"}}', 200),
    ('{"update_id": 3, "callback_query": {"id": "1"}}', 200),
    ('{"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": 5}}', 200),
    ('{"update_id": 4}', 200), ("x" * 300_000, 413)])
def test_malformed_for_telegram(on_telegram: TelegramPerson, body: str, status: int) -> None:
    answer = httpx.post(on_telegram.url, content=body, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert answer.status_code == status


def test_p9_neither_words_nor_secrets_nor_names_reach_the_log(assistant: Assistant, on_slack: SlackPerson,
                                                              on_telegram: TelegramPerson) -> None:
    assert read(on_slack.say("my calf twitches since xylophone practice"))
    assert on_telegram.say("my calf twitches since xylophone practice")
    on_slack.post('{"type": "event_callback", "event": "xylophone"}')
    httpx.post(on_telegram.url, content='{"update_id": 9, "message": "xylophone"}',
               headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    on_telegram.api.fail("sendMessage", on_telegram.chat, Fault(200, '{"ok": true, "result": {"text": "xylophone'))
    assert on_telegram.say("my calf twitches since xylophone practice")
    log = assistant.log()
    for secret in ("xylophone", telegram_api.TOKEN, slack_api.TOKEN, slack_api.SECRET, SECRET, on_slack.user,
                   on_telegram.chat):
        assert secret not in log
