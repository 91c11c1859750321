"""P9: being forgotten for the asking, having what is kept, and what is not kept at all."""

from __future__ import annotations

import sqlite3
from typing import Any

import httpx
import pytest

from server.channels.settings import WrongSetting
from server.privacy.kept_for import DEFAULT_DAYS, kept_for_days
from server.privacy.masking import masked, quotable
from tests.conftest import Assistant, Conversation
from tests.server.test_web_channel import lines, send, start


def stored(assistant: Assistant, conversation: str) -> list[tuple[str]]:
    with sqlite3.connect(assistant.state / "conversations.sqlite") as connection:
        return connection.execute("SELECT data FROM events WHERE sender_id LIKE ?", (f"%:{conversation}",)).fetchall()


@pytest.mark.parametrize("wish", ["forget me", "Please delete my data.", "can you erase everything i said?"])
def test_forgetting_in_words_takes_a_second_press(talk: Conversation, assistant: Assistant, wish: str) -> None:
    talk.say("my calf keeps twitching")
    assert "Shall I erase everything" in talk.say(wish)["text"]
    assert stored(assistant, talk.id)
    reply = talk.press("Yes, erase it")
    assert "is erased" in reply["text"] and reply["forgotten"] is True
    assert not stored(assistant, talk.id)
    assert "no open question" in talk.say("none")["text"]


def test_nothing_is_erased_on_no_or_by_a_button_of_long_ago(talk: Conversation, assistant: Assistant) -> None:
    talk.say("my calf keeps twitching")
    talk.say("forget me")
    assert "Nothing was erased" in talk.press("No, keep it")["text"]
    talk.say("forget me")
    talk.press("Yes, erase it")
    talk.say("my calf keeps twitching")
    # Pressed again, as it may stand in an old message: it is asked first.
    assert "Shall I erase everything" in talk.say("#forget")["text"] and stored(assistant, talk.id)


def test_wishes_to_forget_are_no_symptoms_and_symptoms_no_wishes(talk: Conversation) -> None:
    for words in ("i forget me tablets", "she forgets everything since yesterday", "forget to take my baclofen"):
        assert "Shall I erase" not in talk.say(words)["text"]


def test_a_website_is_told_that_it_was_forgotten(assistant: Assistant) -> None:
    sender = start(assistant)
    send(assistant, "forget me", sender=sender)
    assert lines(send(assistant, "#forget", sender=sender))[0]["forgotten"] is True
    assert not stored(assistant, sender)


@pytest.mark.parametrize("channel", ["rest", "web"])
def test_people_can_have_what_is_kept_of_their_conversation(assistant: Assistant, channel: str) -> None:
    sender = start(assistant)
    if channel == "rest":
        httpx.post(f"{assistant.base}/webhooks/rest/webhook", timeout=30,
                   json={"sender": sender, "message": "my calf keeps twitching"})
    url = f"{assistant.base}/webhooks/{channel}/export"
    answer = httpx.post(url, json={"sender": sender}, timeout=30)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    kept: dict[str, Any] = answer.json()
    assert [message["from"] for message in kept["messages"]][:2] == ["you", "assistant"]
    assert len(kept["stored"]) == len(stored(assistant, sender)) / (1 if channel == "web" else 2) or kept["stored"]
    assert httpx.post(url, json={"sender": "b" * 30}, timeout=30).status_code == 404
    assert httpx.post(url, json={"sender": "me"}, timeout=30).status_code == 400


def test_who_somebody_is_is_neither_stored_nor_quoted(talk: Conversation, assistant: Assistant) -> None:
    talk.say("my name is Quuxina Bloggs, call me on 07911 123456. my calf keeps twitching for 3 weeks")
    kept = str(stored(assistant, talk.id))
    assert "keeps twitching for 3 weeks" in kept
    assert not any(word in kept for word in ("Quuxina", "Bloggs", "07911"))


@pytest.mark.parametrize("said", ["took 20 of my 10mg tablets at 8 30 pm", "temp is 38.9 since 3 days",
                                  "he is 6 months old"])
def test_what_the_check_needs_is_kept(said: str) -> None:
    event = {"event": "user", "text": said, "parse_data": {"text": said}}
    assert masked(event) == event


def test_a_mention_that_holds_a_name_is_not_quoted() -> None:
    reading = {"mentions": [{"text": "my son Tom Bloggs cant breathe"}, {"text": "cant breathe"}]}
    texts = [m["text"] for m in quotable(reading, "my son Tom Bloggs cant breathe")["mentions"]]
    assert texts == ["", "cant breathe"]


@pytest.mark.parametrize("days", ["0", "-1", "a month", "99999"])
def test_a_wrong_number_of_days_is_refused_with_what_is_right(days: str) -> None:
    with pytest.raises(WrongSetting, match="RETENTION_DAYS cannot be right: it is a number of days"):
        kept_for_days({"RETENTION_DAYS": days})
    assert kept_for_days({"RETENTION_DAYS": "90"}) == 90 and kept_for_days({}) == DEFAULT_DAYS
