"""Whole conversations: by mouse, by keys alone, several answers at once; reload, starting over, being forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Assistant
from tests.widget.chat import LAUNCHER, Chat
from tests.widget.website import Line


def test_a_whole_check_by_mouse(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Check my symptoms").click()
    expect(chat.theirs).to_have_count(1)
    chat.say("my calf keeps twitching")
    for _ in range(15):
        if chat.page.get_by_role("progressbar").count() == 0:
            break
        chat.press("None of these" if chat.button("None of these").count() else "No")
    expect(chat.theirs.last).to_contain_text("It sounds more like")
    expect(chat.theirs.last).to_contain_text("Please")


def test_a_check_by_keys_alone(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(home))
    keys = chat.page.keyboard
    for _ in range(20):
        keys.press("Tab")
        if chat.focused() == LAUNCHER:
            break
    keys.press("Enter")
    expect(chat.field).to_be_focused()
    keys.type("my calf keeps twitching")
    keys.press("Enter")
    expect(chat.theirs).to_have_count(1)
    expect(chat.button("None of these")).to_be_visible()
    # Back from the field: the answers stand right before it.
    while chat.focused() != "None of these":
        keys.press("Shift+Tab")
    keys.press("Enter")
    expect(chat.theirs).to_have_count(2)
    assert chat.focused() == "You said: None of these", "the pressed button is gone; the focus is where it was answered"
    expect(chat.button("Yes")).to_be_visible()  # a moment after the words, when the answer is whole
    keys.press("Tab")
    keys.press("Space")
    expect(chat.theirs).to_have_count(3)
    keys.press("Escape")
    expect(chat.field).to_be_hidden()
    assert chat.focused() == LAUNCHER


def test_several_answers_are_ticked_and_sent_together(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.page.get_by_role("checkbox", name="8. chest pain").check()
    chat.page.get_by_role("checkbox", name="4. new confusion").check()
    reply = chat.press("Send what I ticked")
    expect(chat.mine.last).to_contain_text("new confusion, not making sense; chest pain, tightness or squeezing")
    expect(reply).to_contain_text("This needs emergency help now.")
    expect(chat.page.get_by_role("checkbox")).to_have_count(0)


def test_ticks_count_whichever_button_sends_them(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.page.get_by_role("checkbox", name="8. chest pain").check()
    chat.button("Send").click()
    chat.replied(1)
    expect(chat.mine.last).to_contain_text("chest pain, tightness or squeezing")
    expect(chat.alert).to_contain_text("emergency")


def test_words_beside_ticks_are_sent_after_them(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.page.get_by_role("checkbox", name="8. chest pain").check()
    chat.type("since this morning")
    expect(chat.mine).to_have_count(3)
    expect(chat.mine.nth(1)).to_contain_text("chest pain")
    expect(chat.theirs).to_have_count(3, timeout=20_000)
    expect(chat.theirs.nth(1)).to_contain_text("This needs emergency help now.")


def test_nothing_ticked_and_a_tick_beside_none_are_pointed_out(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.button("Send what I ticked").click()
    expect(chat.page.get_by_text("Tick what applies first")).to_be_visible()
    chat.page.get_by_role("checkbox", name="chest pain").check()
    chat.button("None of these").click()
    expect(chat.page.get_by_text("Untick it first")).to_be_visible()
    expect(chat.mine).to_have_count(1)
    expect(chat.page.get_by_role("checkbox", name="chest pain")).to_be_checked()


def test_a_list_can_still_be_answered_by_typing(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    expect(chat.say("none")).to_contain_text("Question 2")


def test_a_double_click_answers_one_question(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.button("None of these").dblclick()
    chat.replied(1)
    chat.page.wait_for_timeout(500)
    expect(chat.mine).to_have_count(2)
    expect(chat.theirs.last).to_contain_text("Question 2")


def test_old_answers_cannot_be_pressed(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.press("None of these")
    expect(chat.button("None of these")).to_have_count(0)


def test_what_is_typed_while_an_answer_is_awaited_is_answered_next(shaky: Chat, line: Line) -> None:
    line.fault = "slow"
    shaky.type("my calf keeps twitching")
    expect(shaky.page.get_by_text("The assistant is writing")).to_be_visible()
    shaky.type("and now i have chest pain")
    expect(shaky.mine).to_have_count(2)
    expect(shaky.theirs).to_have_count(2, timeout=20_000)
    expect(shaky.theirs.first).to_contain_text("Question 1")
    expect(shaky.alert).to_contain_text("emergency")


def test_a_draft_outlives_a_look_at_the_summary(chat: Chat) -> None:
    chat.field.fill("half a thought")
    chat.menu("Start over")
    chat.button("No, keep it").click()
    expect(chat.field).to_have_value("half a thought")


@pytest.mark.parametrize("fault", ["slow", "hang"])
def test_starting_over_meanwhile_leaves_the_old_answer_behind(shaky: Chat, line: Line, fault: str) -> None:
    line.fault = fault
    shaky.type("my toddler ate one of my pills")
    shaky.menu("Start over")
    shaky.button("Yes, start over").click()
    line.fault = ""
    expect(shaky.say("my calf keeps twitching")).to_contain_text("Question 1")
    shaky.page.wait_for_timeout(1800)
    expect(shaky.theirs).to_have_count(1)
    expect(shaky.alert).to_be_empty()


def test_a_source_is_a_link_with_its_name(chat: Chat) -> None:
    link = chat.say("does baclofen stop twitching").get_by_role("link").last
    assert not (link.text_content() or "").startswith("http")
    assert re.match("https://", link.get_attribute("href") or "")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_long_answer_is_shown_from_its_beginning(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    top = chat.page.locator(".scroller").bounding_box()["y"]
    assert abs(chat.theirs.last.bounding_box()["y"] - top) < 30


def test_the_answers_to_a_short_question_are_in_sight(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.press("None of these")
    for name in ("Yes", "No", "Not sure"):
        expect(chat.button(name)).to_be_in_viewport(ratio=1)
        assert chat.button(name).evaluate("""e => { const box = e.getBoundingClientRect();
            return e.getRootNode().elementFromPoint(box.x + box.width / 2, box.bottom - 3) === e; }""")


def test_a_reload_keeps_everything(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.press("None of these")
    said = chat.log.inner_text()
    chat.page.reload()
    expect(chat.field).to_be_visible()
    assert chat.log.inner_text() == said
    expect(chat.press("No")).to_contain_text("Question 3")


def test_closing_and_opening_loses_nothing(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.button("Close").click()
    expect(chat.button(LAUNCHER)).to_be_focused()
    chat.open()
    expect(chat.theirs).to_have_count(1)


def test_starting_over_asks_first_and_then_forgets(chat: Chat) -> None:
    chat.say("my toddler ate one of my pills")
    chat.menu("Start over")
    chat.button("No, keep it").click()
    expect(chat.theirs).to_have_count(1)
    chat.menu("Start over")
    chat.button("Yes, start over").click()
    expect(chat.log.locator(".message")).to_have_count(0)
    expect(chat.alert).to_be_empty()
    chat.page.reload()
    expect(chat.log.locator(".message")).to_have_count(0)
    expect(chat.say("is that all?")).not_to_contain_text("emergency help")


def conversation(chat: Chat) -> str:
    return chat.page.evaluate("JSON.parse(Object.values({...sessionStorage})[0]).conversation")


@pytest.mark.parametrize("fault", ["", "lost"])
def test_forget_me_erases_it_on_the_server_too(shaky: Chat, line: Line, assistant: Assistant, fault: str) -> None:
    line.fault = fault
    chat = shaky
    chat.type("my calf keeps twitching")
    expect(chat.button("Try again" if fault else "None of these")).to_be_visible()
    sender = conversation(chat)
    chat.menu("Forget me")
    chat.button("Yes, forget me").click()
    expect(chat.page.get_by_text("Everything you wrote here has been erased.")).to_be_visible()
    expect(chat.log.locator(".message")).to_have_count(0)
    answer = chat.page.request.post(f"{assistant.base}/webhooks/web/summary", data={"sender": sender, "format": "text"})
    assert answer.status == 404


def test_forgetting_that_fails_keeps_everything_and_says_so(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.page.route("**/forget", lambda route: route.abort())
    chat.menu("Forget me")
    chat.button("Yes, forget me").click()
    expect(chat.page.get_by_text("It could not be erased right now")).to_be_visible()
    chat.button("No, keep it").click()
    expect(chat.theirs).to_have_count(1)


def test_two_tabs_show_the_same_conversation(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    with chat.page.expect_popup() as opened:
        chat.page.evaluate("window.open(location.href)")
    other = Chat(opened.value)
    expect(other.theirs).to_have_count(1)
    chat.page.get_by_role("checkbox").first.check()
    other.press("None of these")
    expect(chat.theirs).to_have_count(2)
    expect(chat.theirs.last).to_contain_text("Question 2")
    chat.press("No")
    expect(other.theirs).to_have_count(3)
    chat.menu("Forget me")
    chat.button("Yes, forget me").click()
    expect(other.log.locator(".message")).to_have_count(0)


def test_a_tab_opened_while_an_answer_is_awaited_shows_it_once(shaky: Chat, line: Line) -> None:
    line.fault = "slow"
    shaky.type("my calf keeps twitching")
    with shaky.page.expect_popup() as opened:
        shaky.page.evaluate("window.open(location.href)")
    other = Chat(opened.value)
    for chat in (shaky, other):
        expect(chat.theirs).to_have_count(1, timeout=20_000)
        expect(chat.button("None of these")).to_be_visible()
    shaky.page.wait_for_timeout(2000)
    expect(other.theirs).to_have_count(1)
    expect(other.button("Try again")).to_have_count(0)


def test_an_emergency_told_again_alarms_both_tabs(chat: Chat) -> None:
    chat.say("my toddler ate one of my pills")
    with chat.page.expect_popup() as opened:
        chat.page.evaluate("window.open(location.href)")
    other = Chat(opened.value)
    other.press("Help is on the way")
    expect(chat.alert).to_be_empty()
    chat.say("my toddler ate another of my pills")
    for tab in (chat, other):
        expect(tab.alert).to_contain_text("emergency")
    expect(other.say("does baclofen stop twitching")).to_be_visible()
    expect(chat.alert).to_contain_text("emergency")


def test_the_summary_is_shown_and_copied(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.menu("Summary for my clinician")
    expect(chat.page.get_by_text("There is nothing to sum up yet")).to_be_visible()
    chat.button("Back to the chat").click()
    chat.say("my toddler ate one of my pills")
    chat.menu("Summary for my clinician")
    text = chat.page.get_by_role("textbox", name="Summary for my clinician")
    expect(text).to_have_value(re.compile("Summary to show a clinician"))
    expect(chat.alert).to_contain_text("emergency")
    chat.button("Copy").click()
    expect(chat.page.get_by_text("The summary is copied")).to_be_visible()
    assert "my toddler ate one of my pills" in chat.page.evaluate("navigator.clipboard.readText()")
    chat.button("Back to the chat").click()
    assert chat.focused() == "Your message"


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, {"width": 390, "height": 780}])
def test_a_browser_that_forbids_the_clipboard_still_copies(visit: Callable[..., Page], home: str,
                                                           viewport: dict[str, int]) -> None:
    chat = Chat(visit(home, viewport=viewport)).open()
    chat.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    chat.say("my toddler ate one of my pills")
    chat.menu("Summary for my clinician")
    chat.button("Copy").click()
    expect(chat.page.get_by_text("The summary is copied")).to_be_visible()
    assert chat.focused() == "Copy"
    chat.button("Back to the chat").click()
    chat.field.focus()
    chat.page.keyboard.press("Control+V")
    assert "my toddler ate one of my pills" in chat.field.input_value()


def test_the_summary_is_printed_from_a_page_of_its_own(chat: Chat) -> None:
    chat.page.context.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    chat.say("my toddler ate one of my pills")
    chat.menu("Summary for my clinician")
    with chat.page.expect_popup() as opened:
        chat.button("Print").click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Summary to show a clinician")
    expect(sheet.get_by_text("my toddler ate one of my pills")).to_be_visible()
    expect(sheet.locator("html")).to_have_attribute("data-printed", "yes")
    assert sheet.evaluate("getComputedStyle(document.querySelector('.level')).borderTopWidth") == "2px"
    assert "sender" not in sheet.url and Chat(sheet).faults_found() == []


def test_a_summary_that_cannot_be_fetched_says_so(chat: Chat) -> None:
    chat.say("my toddler ate one of my pills")
    chat.page.route("**/summary", lambda route: route.abort())
    chat.menu("Summary for my clinician")
    expect(chat.page.get_by_text("The summary could not be fetched")).to_be_visible()


def test_forgetting_in_words_clears_the_page_and_keeps_what_was_typed_since(chat: Chat, assistant: Assistant) -> None:
    chat.type("my calf keeps twitching")
    expect(chat.button("None of these")).to_be_visible()
    sender = conversation(chat)
    chat.type("forget me")
    chat.button("Yes, erase it").click()
    expect(chat.log.get_by_text("Everything you wrote to me is erased.")).to_be_visible()
    expect(chat.log.get_by_text("my calf keeps twitching")).to_have_count(0)
    answer = chat.page.request.post(f"{assistant.base}/webhooks/web/export", data={"sender": sender})
    assert answer.status == 404
    chat.type("does baclofen stop twitching")
    expect(chat.log.get_by_text("Not reliably.")).to_be_visible()
    assert conversation(chat) != sender


def test_what_is_kept_can_be_saved(chat: Chat) -> None:
    chat.type("my calf keeps twitching")
    expect(chat.button("None of these")).to_be_visible()
    chat.menu("Summary for my clinician")
    with chat.page.context.expect_event("page") as opened, chat.page.context.expect_event(
            "response", lambda response: response.url.endswith("/export")) as answer:
        chat.button("Download everything kept").click()
    assert opened.value and answer.value.status == 200
    assert answer.value.headers["content-disposition"] == 'attachment; filename="conversation.json"'
