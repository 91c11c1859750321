"""A server that hangs, dies, comes back or answers garbage: nothing is lost, nothing is doubled, somebody is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Assistant, Conversation
from tests.widget.chat import Chat
from tests.widget.website import Line

TROUBLE = "Something went wrong on my side"


@pytest.mark.parametrize("fault", ["down", "garbage", "empty", "cut", "lost"])
def test_a_message_without_an_answer_is_sent_again_and_answered_once(shaky: Chat, line: Line, fault: str) -> None:
    line.fault = fault
    shaky.type("my calf keeps twitching")
    expect(shaky.page.get_by_text(TROUBLE)).to_be_visible()
    expect(shaky.page.get_by_text("Please consult a qualified clinician").last).to_be_visible()
    assert shaky.faults_found() == []
    line.fault = ""
    shaky.button("Try again").click()
    expect(shaky.theirs).to_have_count(1)
    expect(shaky.theirs.first).to_contain_text("Question 1")
    expect(shaky.mine).to_have_count(1)
    expect(shaky.page.get_by_text(TROUBLE)).to_have_count(0)
    # The assistant saw it once: the same again, for a message in the middle of a conversation.
    line.fault = fault
    shaky.button("None of these").click()
    expect(shaky.page.get_by_text(TROUBLE)).to_be_visible()
    line.fault = ""
    expect(shaky.press("Try again")).to_contain_text("Question 2")
    shaky.menu("Summary for my clinician")
    text = shaky.page.get_by_role("textbox", name="Summary for my clinician")
    expect(text).to_have_value(re.compile("my calf keeps twitching"))
    assert text.input_value().count("my calf keeps twitching") == 1


def test_what_failed_is_answered_before_what_is_said_next(shaky: Chat, line: Line) -> None:
    line.fault = "down"
    shaky.type("i have chest pain and cannot breathe")
    expect(shaky.page.get_by_text(TROUBLE)).to_be_visible()
    line.fault = ""
    shaky.type("hello?")
    expect(shaky.theirs).to_have_count(2)
    expect(shaky.theirs.first).to_contain_text("This needs emergency help now.")
    expect(shaky.alert).to_contain_text("emergency")


@pytest.mark.parametrize("fault", ["lost", "slow"])
def test_a_message_left_unanswered_is_answered_after_a_reload(shaky: Chat, line: Line, fault: str) -> None:
    line.fault = fault
    shaky.type("my calf keeps twitching")
    expect(shaky.button("Try again") if fault == "lost" else shaky.page.get_by_text("is writing")).to_be_visible()
    line.fault = ""
    shaky.page.reload()
    expect(shaky.theirs).to_have_count(1)
    expect(shaky.mine).to_have_count(1)
    expect(shaky.press("None of these")).to_contain_text("Question 2")


def test_trouble_is_in_sight_and_what_helps_comes_first(shaky: Chat, line: Line) -> None:
    shaky.say("my toddler ate one of my pills")
    line.fault = "down"
    shaky.type("what now")
    expect(shaky.button("Try again")).to_be_in_viewport(ratio=1)


def test_a_server_that_hangs_is_given_up(visit: Callable[..., Page], line: Line) -> None:
    page = visit(f"{line.base}/webhooks/web/")
    page.clock.install()
    chat = Chat(page).open()
    line.fault = "hang"
    chat.type("my calf keeps twitching")
    expect(page.get_by_text("The assistant is writing")).to_be_visible()
    page.clock.fast_forward(15_500)
    expect(page.get_by_text(TROUBLE)).to_be_visible()


def test_being_offline_is_said_and_ends_by_itself(shaky: Chat) -> None:
    shaky.page.context.set_offline(True)
    shaky.type("my calf keeps twitching")
    expect(shaky.page.get_by_text("You seem to be offline.")).to_be_visible()
    shaky.page.context.set_offline(False)
    expect(shaky.theirs).to_have_count(1)
    expect(shaky.mine).to_have_count(1)


def test_a_message_far_too_long_is_refused_with_a_reason(chat: Chat) -> None:
    expect(chat.say("my calf keeps twitching " * 400)).to_contain_text("too long")
    chat.type("x" * 300_000)
    expect(chat.page.get_by_text("larger than")).to_be_visible()
    # It would be refused again, so nothing waits behind it.
    expect(chat.button("Try again")).to_have_count(0)
    expect(chat.say("my calf keeps twitching")).to_contain_text("Question 1")


def test_half_an_emoji_is_no_obstacle(chat: Chat) -> None:
    chat.field.evaluate("field => { field.value = 'my toddler ate one of my pills \\ud83d'; }")
    chat.field.press("Enter")
    expect(chat.alert).to_contain_text("emergency")


def test_a_spoilt_memory_is_a_new_conversation(chat: Chat) -> None:
    chat.say("hello")
    chat.page.evaluate("for (const name in {...sessionStorage}) sessionStorage[name] = '{\"entries\": 7'")
    chat.page.reload()
    chat.open()
    expect(chat.say("my calf keeps twitching")).to_contain_text("Question 1")


def test_a_wrong_conversation_id_is_replaced(chat: Chat) -> None:
    chat.say("hello")
    chat.page.evaluate("""() => { for (const name in {...sessionStorage})
        sessionStorage[name] = JSON.stringify({...JSON.parse(sessionStorage[name]), conversation: 'me'}); }""")
    chat.page.reload()
    chat.type("my calf keeps twitching")
    chat.button("Try again").click()
    expect(chat.theirs.last).to_contain_text("Question 1")


def test_p10_a_restarted_server_goes_on_with_the_conversation(visit: Callable[..., Page], tmp_path: Path) -> None:
    server = Assistant(tmp_path).start()
    try:
        chat = Chat(visit(f"{server.base}/webhooks/web/")).open()
        chat.say("my calf keeps twitching")
        other = Conversation(server)
        other.say("my calf keeps twitching")
        server.stop()
        chat.button("None of these").click()
        expect(chat.button("Try again")).to_be_visible()
        server.start()
        chat.button("Try again").click()
        expect(chat.theirs.last).to_contain_text("Question 2", timeout=20_000)
        assert other.say("none")["triage"]["asking"] == ["takes_baclofen"]
    finally:
        server.stop()
