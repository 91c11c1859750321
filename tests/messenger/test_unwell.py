"""The platforms are slow, refuse, or are gone; so is the action server. Nobody is left without an answer (P2)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest

from stories.platforms.platform import Fault
from stories.platforms.slack_api import SlackApi
from stories.platforms.slack_person import SlackPerson, read
from stories.platforms.telegram_api import TelegramApi
from stories.platforms.telegram_person import TelegramPerson
from tests.conftest import Assistant

_LIMIT_TELEGRAM = '{"ok": false, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 2}}'
_DOWN = Fault(502, "<h1>Bad gateway</h1>")


def test_slack_is_asked_again_when_it_says_to(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, Fault(429, '{"ok": false, "error": "ratelimited"}',
                                                            headers=(("Retry-After", "2"),)))
    began = time.monotonic()
    on_slack.say("hello")
    assert time.monotonic() - began > 2


def test_telegram_is_asked_again_when_it_says_to(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    telegram_api.fail("sendMessage", on_telegram.chat, Fault(429, _LIMIT_TELEGRAM))
    began = time.monotonic()
    on_telegram.say("hello")
    assert time.monotonic() - began > 2


@pytest.mark.parametrize("fault", [Fault(500), _DOWN, Fault(cut=True), Fault(503, '{"ok": false, "error": "x"}')])
def test_slack_is_unwell_for_a_moment(on_slack: SlackPerson, slack_api: SlackApi, fault: Fault) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, fault, fault)
    on_slack.say("hello")
    on_slack.say("does baclofen stop twitching")


@pytest.mark.parametrize("fault", [
    Fault(500), _DOWN, Fault(cut=True), Fault(500, '{"ok": false, "error_code": 500, "description": "Internal"}')])
def test_telegram_is_unwell_for_a_moment(on_telegram: TelegramPerson, telegram_api: TelegramApi, fault: Fault) -> None:
    telegram_api.fail("sendMessage", on_telegram.chat, fault, fault)
    on_telegram.say("hello")
    on_telegram.say("does baclofen stop twitching")


def test_slack_gets_its_answer_in_time_and_the_work_goes_on(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, Fault(seconds=5))
    on_slack.send(text="hello")
    assert not slack_api.shown[on_slack.chat], "acknowledged before it is done"
    on_slack.next()


def test_one_persons_limit_delays_nobody_else(telegram_people: Callable[[], TelegramPerson],
                                              telegram_api: TelegramApi) -> None:
    first, second = telegram_people(), telegram_people()
    longer = _LIMIT_TELEGRAM.replace('"retry_after": 2', '"retry_after": 6')
    telegram_api.fail("sendMessage", first.chat, Fault(429, longer))
    waiting = threading.Thread(target=first.send, kwargs={"text": "hello"})
    waiting.start()
    telegram_api.wait_asked("sendMessage", first.chat)
    second.say("he is not breathing")
    assert not telegram_api.shown[first.chat], "the first one is still waiting"
    waiting.join()


def test_a_slack_that_never_answers_is_given_up_on(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, Fault(seconds=14, cut=True))
    on_slack.say("hello")


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_arguments", "cannot_parse_attachment"])
def test_words_are_sent_whatever_slack_dislikes(on_slack: SlackPerson, slack_api: SlackApi, error: str) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, Fault(200, f'{{"ok": false, "error": "{error}"}}'))
    assert read(on_slack.say("my toddler ate one of my pills")).startswith("This needs emergency help now.")


def test_words_are_sent_when_slack_dislikes_the_looks(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    slack_api.fail("chat.postMessage", on_slack.chat, Fault(200, '{"ok": false, "error": "invalid_blocks"}'))
    message = on_slack.say("my toddler ate one of my pills")
    assert "blocks" not in message and read(message).startswith("This needs emergency help now.")


def test_words_are_sent_when_telegram_dislikes_the_looks(on_telegram: TelegramPerson,
                                                         telegram_api: TelegramApi) -> None:
    telegram_api.fail("sendMessage", on_telegram.chat, Fault(400, json.dumps(
        {"ok": False, "error_code": 400, "description": "Bad Request: BUTTON_URL_INVALID"})))
    message = on_telegram.say("my toddler ate one of my pills")
    assert "reply_markup" not in message and message["text"].startswith("This needs emergency help now.")


def test_a_press_that_cannot_be_marked_is_answered(on_telegram: TelegramPerson, telegram_api: TelegramApi,
                                                   on_slack: SlackPerson, slack_api: SlackApi) -> None:
    refusal = '{"ok": false, "error_code": 400, "description": "x"}'
    telegram_api.fail("editMessageText", on_telegram.chat, Fault(400, refusal))
    on_telegram.say("my calf keeps twitching")
    assert "take baclofen" in on_telegram.pressed("None of these")["text"]
    slack_api.fail("chat.update", on_slack.chat, Fault(200, '{"ok": false, "error": "message_not_found"}'))
    on_slack.say("my calf keeps twitching")
    assert "take baclofen" in read(on_slack.pressed("None of these"))


def test_an_account_that_is_gone_troubles_nobody_else(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    gone = Fault(200, '{"ok": false, "error": "account_inactive"}')
    slack_api.fail("chat.postMessage", on_slack.chat, gone, gone)
    on_slack.send(text="hello")
    on_slack.say("hello again")


def test_order_is_kept_when_the_first_answer_takes_longer(on_telegram: TelegramPerson,
                                                          telegram_api: TelegramApi) -> None:
    telegram_api.fail("sendMessage", on_telegram.chat, Fault(500), Fault(500))
    first = on_telegram.update(text="my calf keeps twitching")
    second = on_telegram.update(text="none")
    both = [threading.Thread(target=on_telegram.post, args=(update,)) for update in (first, second)]
    for thread in both:
        thread.start()
        time.sleep(0.1)
    for thread in both:
        thread.join()
    assert "take baclofen" in on_telegram.next(2)["text"]


def test_without_the_action_server(assistant_without_actions: Assistant, slack_api: SlackApi,
                                   telegram_api: TelegramApi) -> None:
    for person in (SlackPerson(assistant_without_actions.base, slack_api),
                   TelegramPerson(assistant_without_actions.base, telegram_api)):
        assert "went wrong on my side" in read(person.say("my calf keeps twitching"))
        assert read(person.say("he wont wake up after his meds")).startswith("This needs emergency help now.")
