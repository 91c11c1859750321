"""The website channel's edges: who may use it, its stream, messages sent twice, forgetting, the widget's file."""

from __future__ import annotations

import gzip
import json
import secrets
import sqlite3
import threading
from typing import Any

import httpx
import pytest

from server.channels.origins import WrongOrigin, read_origins
from stories.platforms.both import SITE
from tests.conftest import Assistant
from tests.server.test_guard import is_closed
from tests.server.test_launch import launch
from tests.widget.website import STRANGER
from triage import Knowledge


def send(assistant: Assistant, text: str, *, origin: str | None = None, **more: Any) -> httpx.Response:
    return httpx.post(f"{assistant.base}/webhooks/web/message", content=json.dumps({"message": text, **more}),
                      headers={"Origin": origin} if origin else {}, timeout=30)


def start(assistant: Assistant) -> str:
    """A conversation with something told in it; its id."""
    return lines(send(assistant, "my calf keeps twitching"))[0]["recipient_id"]


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_answer_is_its_messages_and_that_it_is_done(assistant: Assistant, knowledge: Knowledge) -> None:
    message, last = lines(send(assistant, "my calf keeps twitching"))
    assert len(message["recipient_id"]) >= 22 and last == {"done": True} and is_closed(message["text"], knowledge)
    assert len(message["choices"]) == len(message["triage"]["asking"]) > 5
    assert f"3. {message['choices'][2]}" in message["text"]


def test_an_id_is_had_before_the_first_message(assistant: Assistant) -> None:
    ids = {httpx.post(f"{assistant.base}/webhooks/web/conversation", content="{}").json()["conversation"]
           for _ in range(3)}
    assert len(ids) == 3 and all(len(one) >= 32 for one in ids)
    sender = ids.pop()
    assert lines(send(assistant, "hello", sender=sender))[0]["recipient_id"] == sender


@pytest.mark.parametrize("channel", ["web/message", "rest/webhook"])
def test_half_a_character_silences_nobody(assistant: Assistant, channel: str) -> None:
    answer = httpx.post(f"{assistant.base}/webhooks/{channel}", timeout=30,
                        content=b'{"message": "my toddler ate one of my pills \\ud83d"}')
    assert answer.status_code == 200 and "This needs emergency help now." in answer.text


def test_a_page_opened_by_a_form_cannot_be_read_by_the_website(assistant: Assistant) -> None:
    sender = start(assistant)
    answer = httpx.post(f"{assistant.base}/webhooks/web/summary", data={"sender": sender, "format": "print"},
                        headers={"Origin": STRANGER}, timeout=30)
    assert answer.status_code == 200 and "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", ["http://[", "http://a\tb", "javascript://x", "x" * 5000])
def test_an_origin_like_none_is_refused_and_not_repeated(assistant: Assistant, origin: str) -> None:
    answer = send(assistant, "hello", origin=origin)
    assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("origin", "allowed"), [
    (None, True), (SITE, True), (SITE.upper(), True), ("own", True),
    (STRANGER, False), (f"{SITE}:8080", False), (f"{SITE}.evil.test", False), ("null", False),
    ("https://website.test", False)])
def test_only_known_websites_may_use_it(assistant: Assistant, origin: str | None, allowed: bool) -> None:
    origin = assistant.base if origin == "own" else origin
    for path, body in (("message", {"message": "hello"}), ("forget", {"sender": "x" * 30}),
                       ("summary", {"sender": "x" * 30, "format": "text"})):
        answer = httpx.post(f"{assistant.base}/webhooks/web/{path}", json=body, timeout=30,
                            headers={"Origin": origin} if origin else {})
        assert (answer.status_code != 403) is allowed, (path, answer.text)
        # The page that asked can read why.
        assert answer.headers.get("access-control-allow-origin") == (None if origin == "null" else origin)
        if not allowed:
            assert "may not use this assistant" in answer.json()["error"]


@pytest.mark.parametrize(("listed", "origins"), [
    (None, set()), ("", set()), ("https://a.example", {"https://a.example"}),
    (" https://A.example , http://localhost:8000,", {"https://a.example", "http://localhost:8000"})])
def test_origins_are_read(listed: str | None, origins: set[str]) -> None:
    assert read_origins(listed) == origins


@pytest.mark.parametrize("listed", ["a.example", "https://a.example/", "*", "https://*.example", "ftp://a.example",
                                    "https://a.example https://b.example"])
def test_a_wrong_origin_is_named(listed: str) -> None:
    with pytest.raises(WrongOrigin, match="is not the address of a website"):
        read_origins(listed)


def test_a_wrong_origin_stops_the_start_with_one_sentence() -> None:
    done = launch(WEB_ORIGINS="clinic.example")
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1 and "'clinic.example' is not the address of a website" in done.stdout


@pytest.mark.parametrize(("more", "reason"), [
    ({"id": 7}, "'id' must be"), ({"id": "short"}, "'id' must be"), ({"country": "XX"}, "'country' must be one of: US"),
    ({"country": ["UK"]}, "'country' must be one of"), ({"sender": "me"}, "22 to 64")])
def test_a_wrong_request_is_refused_with_a_reason(assistant: Assistant, more: dict[str, Any], reason: str) -> None:
    answer = send(assistant, "hello", **more)
    assert answer.status_code == 400 and reason in answer.json()["error"]


def test_p8_a_button_that_was_not_offered_is_refused(assistant: Assistant) -> None:
    assert "buttons I offered" in lines(send(assistant, "/restart"))[0]["text"]


def test_channels_do_not_share_conversations(assistant: Assistant) -> None:
    sender = start(assistant)
    body = {"sender": sender, "format": "text"}
    assert httpx.post(f"{assistant.base}/webhooks/web/summary", json=body, timeout=30).status_code == 200
    assert httpx.post(f"{assistant.base}/webhooks/rest/summary", json=body, timeout=30).status_code == 404


def test_a_message_sent_twice_is_answered_once(assistant: Assistant) -> None:
    sender = start(assistant)
    again = {"sender": sender, "id": secrets.token_urlsafe(12)}
    first, second = (lines(send(assistant, "none", **again)) for _ in range(2))
    assert first == second and first[0]["triage"]["asking"] == ["takes_baclofen"]


def test_a_message_sent_twice_at_the_same_time_is_answered_once(assistant: Assistant) -> None:
    sender = start(assistant)
    again = {"sender": sender, "id": secrets.token_urlsafe(12)}
    answers: list[list[dict[str, Any]]] = []
    both = [threading.Thread(target=lambda: answers.append(lines(send(assistant, "none", **again)))) for _ in range(4)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(answers) == 4 and all(answer == answers[0] for answer in answers)
    assert answers[0][0]["triage"]["asking"] == ["takes_baclofen"]


def test_a_reader_who_goes_away_loses_nothing(assistant: Assistant) -> None:
    sender = start(assistant)
    again = {"sender": sender, "id": secrets.token_urlsafe(12)}
    with httpx.stream("POST", f"{assistant.base}/webhooks/web/message", timeout=30,
                      content=json.dumps({"message": "none", **again})) as answer:
        next(answer.iter_lines())
    assert lines(send(assistant, "none", **again))[0]["triage"]["asking"] == ["takes_baclofen"]


def test_the_country_of_the_website_chooses_numbers_and_nothing_else(assistant: Assistant) -> None:
    reply = lines(send(assistant, "my toddler ate one of my pills", country="NZ"))[0]
    assert reply["country"] == "NZ" and "111" in reply["text"] and "0800 764 766" in reply["text"]
    assert lines(send(assistant, "my toddler ate one of my pills"))[0]["country"] is None


def test_without_the_action_server_it_still_answers(assistant_without_actions: Assistant, knowledge: Knowledge) -> None:
    reply = lines(send(assistant_without_actions, "my calf keeps twitching", country="UK"))[0]
    assert reply["fallback"] is True and "999 or 112" in reply["text"] and is_closed(reply["text"], knowledge)


def test_p9_forgetting_erases_the_conversation_and_no_other(assistant: Assistant) -> None:
    sender, other = (start(assistant) for _ in range(2))
    forget = f"{assistant.base}/webhooks/web/forget"
    assert httpx.post(forget, json={"sender": sender}, timeout=30).json() == {"forgotten": True}
    summary = f"{assistant.base}/webhooks/web/summary"
    assert httpx.post(summary, json={"sender": sender, "format": "text"}, timeout=30).status_code == 404
    assert httpx.post(summary, json={"sender": other, "format": "text"}, timeout=30).status_code == 200
    stored = (assistant.state / "conversations.sqlite").read_bytes()
    assert sender.encode() not in stored and other.encode() in stored
    assert httpx.post(forget, json={"sender": sender}, timeout=30).status_code == 200
    assert httpx.post(forget, json={"sender": "me"}, timeout=30).status_code == 400


def test_p9_a_store_that_is_locked_is_said_and_the_id_stays_secret(assistant: Assistant) -> None:
    sender = start(assistant)
    with sqlite3.connect(assistant.state / "conversations.sqlite") as store:
        store.execute("BEGIN EXCLUSIVE")
        answer = httpx.post(f"{assistant.base}/webhooks/web/forget", json={"sender": sender}, timeout=30,
                            headers={"Origin": SITE})
        store.rollback()
    assert answer.status_code == 503 and "cannot be erased right now" in answer.json()["error"]
    assert answer.headers["access-control-allow-origin"] == SITE
    assert sender not in assistant.log()


def test_the_file_is_packed_kept_and_checked_by_its_tag(assistant: Assistant) -> None:
    url = f"{assistant.base}/webhooks/web/widget.js"
    packed = httpx.get(url, headers={"Accept-Encoding": "gzip"})
    plain = httpx.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    assert "content-encoding" not in plain.headers
    assert packed.headers["cache-control"] == "public, max-age=300" and packed.headers["vary"] == "Accept-Encoding"
    assert httpx.get(url, headers={"If-None-Match": packed.headers["etag"]}).status_code == 304
    assert httpx.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_widget_knows_numbers_and_closed_words_from_the_start(assistant: Assistant, knowledge: Knowledge) -> None:
    script = httpx.get(f"{assistant.base}/webhooks/web/widget.js").text
    start = script.index('{"countries"')
    known = json.JSONDecoder().raw_decode(script[start:])[0]
    assert {"code": "UK", "name": "United Kingdom", "numbers": ["999", "112"]} in known["countries"]
    assert is_closed(known["introduction"], knowledge) and is_closed(known["trouble"], knowledge)
    assert "1-800-222-1222" in known["phones"] and all(len(phone) >= 3 for phone in known["phones"])
    assert "__SHIPPED__" not in script


def test_what_is_served_stays_within_its_budget(assistant: Assistant) -> None:
    script = httpx.get(f"{assistant.base}/webhooks/web/widget.js").content
    assert len(gzip.compress(script, 9)) <= 15_000
