"""WCAG 2.2 AA and beyond: axe in every state, what screen readers find, large targets, small screens, other colours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Assistant
from tests.widget.chat import LAUNCHER, Chat
from tests.widget.website import Line

LOOKS = {
    "plain": {}, "dark": {"color_scheme": "dark"}, "forced colours": {"forced_colors": "active"},
    "phone": {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True},
    "400 %": {"viewport": {"width": 320, "height": 256}}}


def sound(chat: Chat, state: str) -> None:
    """No fault in this state, all targets large, nothing to scroll sideways."""
    assert chat.faults_found() == [], state
    # A closed panel has no boxes; a link within a sentence is no target of its own.
    for target in chat.page.locator("triage-chat").locator("button, .call, .choice, textarea").all():
        box = target.bounding_box()
        if box and target.is_visible():
            assert box["height"] >= 47.9 and box["width"] >= 47.9, (state, target.text_content(), box)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
    for part in (".panel", ".scroller", ".page"):
        for box in chat.page.locator(part).all():
            assert box.evaluate("e => e.scrollWidth <= e.clientWidth"), (state, part)


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_is_sound(visit: Callable[..., Page], line: Line, look: str) -> None:
    chat = Chat(visit(f"{line.base}/webhooks/web/", **LOOKS[look]))
    sound(chat, "closed")
    chat.open()
    sound(chat, "open")
    chat.say("does baclofen stop twitching")
    sound(chat, "buttons")
    chat.say("my calf keeps twitching")
    chat.page.get_by_role("checkbox").first.check()
    sound(chat, "list question")
    chat.page.get_by_role("checkbox").first.uncheck()
    chat.press("None of these")
    sound(chat, "question")
    chat.button("Menu").click()
    sound(chat, "menu")
    chat.button("Start over").click()
    sound(chat, "are you sure")
    chat.button("No, keep it").click()
    line.fault = "down"
    chat.type("it is my left calf")
    expect(chat.button("Try again")).to_be_visible()
    sound(chat, "error")
    line.fault = ""
    chat.press("Try again")
    chat.say("my toddler ate one of my pills")
    sound(chat, "emergency")
    chat.menu("Summary for my clinician")
    expect(chat.button("Copy")).to_be_visible()
    sound(chat, "summary")


def test_larger_text_fits_and_stays(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(home, viewport={"width": 320, "height": 640})).open()
    small = chat.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    chat.button("Menu").click()
    for _ in range(3):
        chat.button("Larger text").click()
    expect(chat.button("Larger text")).to_have_attribute("aria-disabled", "true")
    assert chat.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == pytest.approx(small * 1.75)
    chat.button("Menu").click()
    chat.say("my calf keeps twitching")
    sound(chat, "larger text")
    chat.say("my toddler ate one of my pills")
    sound(chat, "larger text and an emergency")
    chat.page.reload()
    assert chat.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == pytest.approx(small * 1.75)


@pytest.mark.parametrize("size", [{"width": 360, "height": 700}, {"width": 1280, "height": 800}])
@pytest.mark.parametrize("path", ["", "inline"])
def test_in_an_emergency_the_largest_text_cuts_nothing_off(visit: Callable[..., Page], home: str, path: str,
                                                          size: dict[str, int]) -> None:
    chat = Chat(visit(home + path, viewport=size))
    if not path:
        chat.open()
    chat.button("Menu").click()
    for _ in range(3):
        chat.button("Larger text").click()
    assert chat.focused() == "Larger text", "the focus stays, though it gets no larger"
    chat.say("my toddler ate one of my pills")
    chat.button("Menu").click()
    for part in (*chat.page.get_by_role("link", name="Call ").all(), chat.button("Help is on the way"), chat.field,
                 chat.button("Send"), chat.button("Smaller text")):
        part.scroll_into_view_if_needed()
        assert part.evaluate("""e => { const box = e.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return e.contains(e.getRootNode().elementFromPoint(x, y)); }"""), part
    assert chat.log.bounding_box()["height"] > 100


def test_a_page_that_loads_with_the_chat_open_keeps_the_focus(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.page.reload()
    expect(chat.field).to_be_visible()
    assert chat.page.evaluate("document.activeElement.localName") == "body"


def test_a_hint_is_in_sight(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    chat.button("Send what I ticked").click()
    expect(chat.page.get_by_text("Tick what applies first")).to_be_in_viewport(ratio=1)


def test_the_browsers_own_text_size_counts(visit: Callable[..., Page], website, assistant) -> None:
    tag = f'<script src="{assistant.base}/webhooks/web/widget.js" defer data-open></script>'
    chat = Chat(visit(website.page("/large", tag, style="html { font-size: 200%; }")))
    assert chat.field.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == 32


def test_what_a_screen_reader_finds(chat: Chat) -> None:
    expect(chat.page.get_by_role("dialog", name="Muscle symptom assistant")).to_be_visible()
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_attribute("aria-relevant", "additions")
    chat.say("my calf keeps twitching")
    expect(chat.page.get_by_role("group", name="Do any of these apply")).to_be_visible()
    tree = chat.page.get_by_role("dialog").aria_snapshot()
    for part in ("- log \"Messages\"", "- status", "- alert", "- progressbar \"Progress of the check\"",
                 "- checkbox \"8. chest pain", "- textbox \"Your message\"", "You said:", "Assistant:"):
        assert part in tree, part


def test_each_message_is_added_once_and_nothing_else_moves(chat: Chat) -> None:
    """A live region reads what is added: one bubble for what is said, one for the reply."""
    chat.log.evaluate("""log => { window.added = []; new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(
        n => n.textContent.trim() && window.added.push(n.className ?? n.nodeName))))
        .observe(log, { childList: true, subtree: true }); }""")
    chat.say("my calf keeps twitching")
    chat.press("None of these")
    added = chat.page.evaluate("window.added")
    assert [kind.split()[1] for kind in added] == ["mine", "theirs", "mine", "theirs"]


def test_a_listed_question_is_read_whole_though_its_boxes_stand_below(chat: Chat) -> None:
    reply = chat.say("my calf keeps twitching")
    line = reply.get_by_text("8. chest pain, tightness or squeezing")
    assert line.bounding_box()["width"] <= 1, "hidden for the eyes while the boxes are there"
    chat.press("None of these")
    assert line.bounding_box()["width"] > 50, "and seen once they are gone"


def test_on_a_small_screen_the_page_behind_cannot_take_the_focus(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(home, viewport={"width": 390, "height": 780})).open()
    assert chat.page.locator("dialog").evaluate("e => e.matches(':modal')")
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("document.activeElement.localName") in ("triage-chat", "body")
    # Turned on its side and back, it stays open.
    chat.page.set_viewport_size({"width": 1280, "height": 800})
    expect(chat.field).to_be_visible()
    assert not chat.page.locator("dialog").evaluate("e => e.matches(':modal')")
    chat.page.set_viewport_size({"width": 390, "height": 780})
    expect(chat.field).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.button(LAUNCHER)).to_be_focused()


def test_beside_the_page_it_traps_nobody(chat: Chat) -> None:
    reached = set()
    for _ in range(12):
        chat.page.keyboard.press("Tab")
        reached.add(chat.page.evaluate("document.activeElement.localName"))
    assert {"triage-chat", "a"} <= reached


def test_on_a_phone_no_keyboard_jumps_up(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(home, **LOOKS["phone"])).open()
    assert chat.focused() == "Muscle symptom assistant"
    chat.say("my calf keeps twitching")
    chat.press("None of these")
    assert chat.focused() == "You said: None of these"


def test_turning_the_screen_keeps_the_focus(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(home, viewport={"width": 1024, "height": 768})).open()
    chat.field.press_sequentially("my calf")
    chat.page.set_viewport_size({"width": 1024, "height": 420})
    assert chat.page.locator("dialog").evaluate("e => e.matches(':modal')")
    chat.page.keyboard.type(" twitches")
    expect(chat.field).to_have_value("my calf twitches")


@pytest.mark.parametrize(("motion", "moving"), [("no-preference", True), ("reduce", False)])
def test_reduced_motion_is_no_motion(visit: Callable[..., Page], line: Line, motion: str, moving: bool) -> None:
    chat = Chat(visit(f"{line.base}/webhooks/web/", reduced_motion=motion)).open()
    line.fault = "slow"
    chat.type("my calf keeps twitching")
    expect(chat.page.get_by_text("The assistant is writing")).to_be_visible()
    assert chat.page.evaluate("document.querySelector('triage-chat').shadowRoot.getAnimations().length > 0") is moving


def test_right_to_left_pages_mirror_it(visit: Callable[..., Page], website, assistant) -> None:
    tag = f'<script src="{assistant.base}/webhooks/web/widget.js" defer></script>'
    chat = Chat(visit(website.page("/rtl", tag, html='<html lang="ar" dir="rtl">')))
    assert chat.button(LAUNCHER).bounding_box()["x"] < 100
    chat.open()
    assert chat.say("hello").bounding_box()["x"] > chat.mine.last.bounding_box()["x"]
    assert chat.faults_found() == []


def test_nothing_is_timed(visit: Callable[..., Page], home: str) -> None:
    page = visit(home)
    page.clock.install()
    chat = Chat(page).open()
    chat.say("my calf keeps twitching")
    page.clock.fast_forward(3_600_000)
    expect(chat.press("None of these")).to_contain_text("Question 2")


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_with_numbers_is_sound(visit: Callable[..., Page], assistant: Assistant, look: str) -> None:
    chat = Chat(visit(f"{assistant.base}/webhooks/telegram/numbers?country=uk", **LOOKS[look]))
    assert chat.faults_found() == []
    expect(chat.page.get_by_role("link").first).to_have_text("999")
    for number in chat.page.get_by_role("link").all():
        box = number.bounding_box()
        assert box and box["height"] >= 47.9 and box["width"] >= 47.9
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
