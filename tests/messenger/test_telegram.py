"""Telegram as its users see it: the check, an emergency, commands, and everything else that Telegram sends."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from stories.platforms.both import PUBLIC
from stories.platforms.telegram_api import BOT, TelegramApi
from stories.platforms.telegram_person import TelegramPerson, group_message
from tests.conftest import Assistant
from tests.messenger.interview import to_result


def test_the_check_to_its_result(on_telegram: TelegramPerson) -> None:
    question = on_telegram.say("my calf keeps jumping")
    assert "Do any of these apply right now" in question["text"] and len(on_telegram.boxes()) == 13
    result = to_result(on_telegram, ticks="caffeine")["text"]
    assert "It sounds more like a fasciculation" in result and "caffeine" in result
    assert "Baclofen and this:" in result


def test_an_emergency_comes_with_numbers_to_tap(on_telegram: TelegramPerson, assistant: Assistant) -> None:
    message = on_telegram.say("ran out of baclofen 2 days ago and now im seeing bugs on the wall")
    assert message["text"].startswith("This needs emergency help now.")
    assert on_telegram.buttons()["Numbers to call"]["url"] == f"{PUBLIC}/webhooks/telegram/numbers"
    on_telegram.say("uk")
    label, first = next(iter(on_telegram.buttons().items()))
    assert label == "Numbers to call" and first["url"] == f"{PUBLIC}/webhooks/telegram/numbers?country=UK"
    page = httpx.get(first["url"].replace(PUBLIC, assistant.base))
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert page.text.index("United Kingdom") < page.text.index('href="tel:999"') < page.text.index("United States")


@pytest.mark.parametrize("asked", ["", "?country=UK", "?country=unknown", "?country=<script>", "?country=X&country=US"])
def test_the_page_has_every_number_for_everybody(assistant: Assistant, asked: str) -> None:
    page = httpx.get(f"{assistant.base}/webhooks/telegram/numbers{asked}").text
    for number in ("911", "999", "112", "000", "111", "18002221222", "131126", "0800764766"):
        assert f'href="tel:{number}"' in page
    assert "<script" not in page and "clinician" in page


@pytest.mark.parametrize(("command", "says"), [
    ("/start", "Hello. I am an assistant"), ("/start from_a_link", "Hello. I am an assistant"), ("/START", "Hello."),
    (f"/start@{BOT['username']}", "Hello. I am"), ("/help", "I can do two things"),
    ("/summary", "Nothing has been told"),
    ("/stop", "I have stopped asking"), ("/privacy", "is kept on this service's own server"),
    ("/check", "Do any of these apply"), ("/restart", "buttons I offered"), ("/nonsense", "buttons I offered")])
def test_commands(on_telegram: TelegramPerson, command: str, says: str) -> None:
    assert says in on_telegram.say(command)["text"]


def test_start_in_the_middle_of_a_check_loses_nothing(on_telegram: TelegramPerson) -> None:
    on_telegram.say("my calf keeps twitching")
    assert "Do any of these apply" in on_telegram.say("/start")["text"]
    assert "take baclofen" in on_telegram.pressed("None of these")["text"]


def test_forget_asks_first_and_then_erases(on_telegram: TelegramPerson) -> None:
    on_telegram.say("my calf keeps twitching")
    assert "erase everything" in on_telegram.say("/forget")["text"]
    assert "Nothing was erased" in on_telegram.pressed("No, keep it")["text"]
    on_telegram.say("/forget")
    assert "is erased from this service. Telegram keeps" in on_telegram.pressed("Yes, erase it")["text"]
    assert "Nothing has been told" in on_telegram.say("summary")["text"]


@pytest.mark.parametrize("content", [
    {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 3}},
    {"photo": [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]},
    {"sticker": {"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9, "is_animated": False,
                 "is_video": False, "type": "regular"}},
    {"video_note": {"file_id": "1", "file_unique_id": "1", "length": 9, "duration": 3}},
    {"location": {"latitude": 1.0, "longitude": 2.0}}, {"contact": {"phone_number": "1", "first_name": "A"}},
    {"dice": {"emoji": "🎲", "value": 3}}, {"something_new": {"of": "tomorrow"}}])
def test_what_it_cannot_read_is_said(on_telegram: TelegramPerson, content: dict[str, Any]) -> None:
    on_telegram.send(**content)
    assert on_telegram.next()["text"].startswith("I can only read words.")


def test_words_under_a_picture_are_read(on_telegram: TelegramPerson) -> None:
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]
    on_telegram.send(photo=photo, caption="does baclofen stop twitching")
    answer = on_telegram.next()["text"]
    assert answer.startswith("Not reliably") and "\nI could read your words, but I can't see" in answer
    on_telegram.send(photo=photo, caption="my toddler ate one of my pills")
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")


def test_an_album_is_answered_once(on_telegram: TelegramPerson) -> None:
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]
    for _ in range(4):
        on_telegram.send(photo=photo, media_group_id=f"album{on_telegram.id}")
    on_telegram.next()
    on_telegram.say("hello")


def test_an_album_with_words_is_answered_for_its_words(on_telegram: TelegramPerson) -> None:
    photo = [{"file_id": "1", "file_unique_id": "1", "width": 9, "height": 9}]
    on_telegram.send(photo=photo, media_group_id=f"words{on_telegram.id}", caption="my toddler ate one of my pills")
    on_telegram.send(photo=photo, media_group_id=f"words{on_telegram.id}")
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")


def test_words_are_read_beside_what_is_of_another_version(on_telegram: TelegramPerson) -> None:
    on_telegram.send(text="he is not breathing", poll={"id": "a poll of tomorrow"})
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")


def test_an_edit_is_not_taken_up_but_danger_in_it_is(on_telegram: TelegramPerson) -> None:
    on_telegram.send("edited_message", text="my calf keeps jumping", edit_date=1700000000)
    assert "send me the corrected words" in on_telegram.next()["text"]
    on_telegram.send("edited_message", text="he is not breathing", edit_date=1700000000)
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")
    assert on_telegram.say("what now")["text"].startswith("This needs emergency help now."), "it is remembered"
    on_telegram.send("edited_message", edit_date=1700000000, location={"latitude": 1.0, "longitude": 2.0})
    on_telegram.say("hello")  # a place that moves is no correction


def member(person: TelegramPerson, chat: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    """The bot's own standing in a chat has changed."""
    states = {"old_chat_member": before, "new_chat_member": after}
    return {"update_id": person.update()["update_id"], "my_chat_member": {
        "chat": chat, "from": {"id": person.id, "is_bot": False, "first_name": "Test"}, "date": int(time.time()),
        **{name: {"user": BOT, "status": status, "until_date": 0} for name, status in states.items()}}}


@pytest.mark.parametrize("make", [
    lambda p: member(p, {"id": p.id, "type": "private", "first_name": "x"}, "member", "kicked"),
    lambda p: member(p, {"id": p.id, "type": "private", "first_name": "x"}, "kicked", "member"),
    lambda p: {**p.update("channel_post", text="news", chat={"id": -100, "type": "channel", "title": "x"})},
    lambda p: {**p.update("edited_channel_post", text="news", chat={"id": -100, "type": "channel", "title": "x"})},
    lambda p: p.update(pinned_message={"message_id": 1, "date": 1, "chat": {"id": p.id, "type": "private"}}),
    lambda p: p.update(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
    lambda p: {"update_id": 5 * 10**9 + p.id, "poll_answer": {"what": "no poll answer is like this"}},
    lambda p: {"update_id": 6 * 10**9 + p.id, "an_update_of_tomorrow": {"id": 1}}])
def test_what_is_said_to_nobody_gets_no_answer(on_telegram: TelegramPerson,
                                               make: Callable[[TelegramPerson], Any]) -> None:
    assert on_telegram.post(make(on_telegram)).status_code == 200
    on_telegram.say("hello")  # and nothing but its answer
    assert not on_telegram.api.shown["-100"]


def test_who_has_blocked_the_bot_is_left_alone(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    telegram_api.blocked.add(on_telegram.chat)
    on_telegram.send(text="hello")
    assert len(telegram_api.asked("sendMessage", on_telegram.chat)) == 1


def test_in_a_group_only_who_speaks_to_it_is_invited(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    group = -on_telegram.id
    name = f"@{BOT['username']}"
    quiet = ["my calf keeps twitching", "@somebody_else hello", "/start@another_bot"]
    for text in quiet:
        assert on_telegram.post(group_message(on_telegram, group, text)).status_code == 200
    assert not telegram_api.shown[str(group)]
    answers = {"reply_to_message": {"message_id": 1, "date": 1, "from": BOT, "text": "x",
                                    "chat": {"id": group, "type": "group", "title": "A group"}}}
    for text, more in ((f"{name} my calf twitches since my divorce", {}), ("/start", {}), ("thanks", answers)):
        on_telegram.post(group_message(on_telegram, group, text, **more))
    on_telegram.post(member(on_telegram, {"id": group, "type": "group", "title": "x"}, "left", "member"))
    invitations = telegram_api.wait(str(group), 4)
    assert len(invitations) == 4
    for invitation in invitations:
        assert "direct message" in invitation["text"] and "divorce" not in invitation["text"]
        assert invitation["reply_markup"]["inline_keyboard"][0][0]["url"] == f"https://t.me/{BOT['username']}"
    assert "Nothing has been told" in on_telegram.say("summary")["text"], "nothing of it was kept"


def test_danger_told_in_a_group_is_answered_there(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    group = -on_telegram.id
    on_telegram.post(group_message(on_telegram, group, f"@{BOT['username']} he took ten baclofen and wont wake up"))
    assert telegram_api.wait(str(group), 1)[0]["text"].startswith("This needs emergency help now.")


def test_one_conversation_a_person_and_none_shared(telegram_people: Callable[[], TelegramPerson]) -> None:
    first, second = telegram_people(), telegram_people()
    first.say("my calf keeps twitching")
    assert "Nothing has been told" in second.say("summary")["text"]
