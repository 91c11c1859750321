"""On other people's pages: one tag, strict policies, options, and websites that may not use it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from stories.platforms.both import SITE
from tests.conftest import Assistant
from tests.widget.chat import LAUNCHER, Chat
from tests.widget.website import STRANGER, Line, Website

XSS = "<img src=x onerror=document.title='caught'> <script>document.title='caught'</script> [x](javascript:alert(1))"


def evil() -> str:
    """An answer as bad as a broken or hostile server could give it."""
    text = f"{XSS}\nSource: <b>me</b>, javascript:alert(1)\nSource: <b>me</b>, https://safe.example/\"><script>\n{XSS}"
    message = {"text": text, "buttons": [{"title": XSS, "payload": "/x"}], "choices": [XSS], "country": XSS,
               "triage": {"level": XSS, "rules": [], "final": True, "progress": None}}
    return f"{json.dumps(message)}\n{json.dumps({'done': True})}\n"


def tag(assistant: Assistant, options: str = "") -> str:
    return f'<script src="{assistant.base}/webhooks/web/widget.js" defer {options}></script>'


def test_one_tag_under_the_strictest_policy(visit: Callable[..., Page], website: Website, assistant: Assistant) -> None:
    bot = assistant.base
    policy = (f"default-src 'none'; script-src {bot}; connect-src {bot}; form-action {bot}; base-uri 'none'; "
              "require-trusted-types-for 'script'; trusted-types lit-html")
    asked: list[str] = []
    page = visit("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(website.page("/strict", tag(assistant), csp=policy))
    chat = Chat(page).open()
    assert chat.button("Send").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(29, 79, 145)"
    chat.say("my toddler ate one of my pills")
    expect(chat.alert).to_contain_text("emergency")
    chat.menu("Summary for my clinician")
    with page.expect_popup() as opened:
        chat.button("Print").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Summary to show a clinician")
    assert all(url.startswith((bot, SITE, "blob:")) for url in asked), "no third party is asked for anything"


def test_words_from_both_sides_are_never_html(visit: Callable[..., Page], website: Website,
                                              assistant: Assistant) -> None:
    page = visit(website.page("/xss", tag(assistant)))
    chat = Chat(page).open()
    chat.say(XSS)
    expect(chat.mine.first).to_contain_text("<img src=x onerror=")
    page.route("**/message?*", lambda route: route.fulfill(
        headers={"Access-Control-Allow-Origin": SITE}, content_type="application/x-ndjson", body=evil()))
    chat.say("again")
    assert chat.log.locator("img, script, b").count() == 0
    assert chat.page.locator("a[href^='javascript']").count() == 0
    assert page.title() == "A website"
    page.reload()
    expect(chat.theirs).to_have_count(2)
    assert page.title() == "A website" and chat.log.locator("img, script, b").count() == 0


def test_a_website_that_may_not_use_it_is_told(visit: Callable[..., Page], website: Website,
                                               assistant: Assistant) -> None:
    website.page("/plain", tag(assistant))
    chat = Chat(visit(f"{STRANGER}/plain")).open()
    chat.type("my calf keeps twitching")
    expect(chat.page.get_by_text(f"This website ({STRANGER}) may not use this assistant.")).to_be_visible()
    expect(chat.theirs).to_have_count(0)


def test_options_on_the_tag(visit: Callable[..., Page], website: Website, assistant: Assistant) -> None:
    options = ('data-heading="Ask about muscles" data-accent="#ffd54f" data-privacy="/privacy" data-scheme="dark" '
               "data-open")
    chat = Chat(visit(website.page("/options", tag(assistant, options))))
    expect(chat.page.get_by_role("dialog", name="Ask about muscles")).to_be_visible()
    look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert chat.button("Send").evaluate(look) == ["rgb(255, 213, 79)", "rgb(0, 0, 0)"]
    expect(chat.page.get_by_role("link", name="What happens to what I write")).to_have_attribute("href", "/privacy")
    assert chat.field.evaluate("e => getComputedStyle(e).color") == "rgb(236, 236, 241)"
    assert chat.faults_found() == []


def test_the_owner_can_place_the_element_and_call_it(visit: Callable[..., Page], website: Website,
                                                     assistant: Assistant) -> None:
    style = "triage-chat { --triage-chat-accent: #006400; } triage-chat::part(launcher) { border-radius: 0; }"
    chat = Chat(visit(website.page("/own", f"<triage-chat heading='Own'></triage-chat>{tag(assistant)}", style=style)))
    expect(chat.page.locator("triage-chat")).to_have_count(1)
    assert chat.button(LAUNCHER).evaluate("e => getComputedStyle(e).borderRadius") == "0px"
    chat.page.evaluate("document.querySelector('triage-chat').show()")
    expect(chat.page.get_by_role("dialog", name="Own")).to_be_visible()
    assert chat.button("Send").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(0, 100, 0)"
    chat.page.evaluate("document.querySelector('triage-chat').close()")
    expect(chat.field).to_be_hidden()


def test_inline_it_fills_its_place(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(f"{home}inline"))
    expect(chat.field).to_be_visible()
    expect(chat.button(LAUNCHER)).to_have_count(0)
    expect(chat.button("Close")).to_have_count(0)
    place, panel = chat.page.locator("#chat").bounding_box(), chat.page.locator(".panel").bounding_box()
    assert abs(place["height"] - panel["height"]) < 8 and abs(place["width"] - panel["width"]) < 8
    chat.field.fill("my calf keeps twitching")
    chat.field.evaluate("field => field.scrollIntoView({ block: 'center' })")
    before = chat.page.evaluate("scrollY")
    chat.page.keyboard.press("Enter")
    chat.replied(0)
    assert chat.page.evaluate("scrollY") == before, "the page itself does not jump"
    assert chat.faults_found() == []


def test_inline_it_takes_neither_focus_nor_place_on_load(visit: Callable[..., Page], home: str) -> None:
    chat = Chat(visit(f"{home}inline"))
    chat.say("my calf keeps twitching")
    chat.page.evaluate("scrollTo(0, 0)")
    chat.page.reload()
    expect(chat.theirs).to_have_count(1)
    assert chat.page.evaluate("[scrollY, document.activeElement.localName]") == [0, "body"]


def test_an_element_that_is_moved_goes_on(visit: Callable[..., Page], website: Website, line: Line) -> None:
    page = visit(f"{line.base}/webhooks/web/")
    chat = Chat(page).open()
    line.fault = "slow"
    chat.type("my calf keeps twitching")
    page.evaluate("document.querySelector('main').append(document.querySelector('triage-chat'))")
    expect(chat.theirs).to_have_count(1)
    line.fault = ""
    expect(chat.press("None of these")).to_contain_text("Question 2")


@pytest.mark.parametrize("option", ['data-country="GB"', 'data-privacy="https://"', 'data-accent="purple"'])
def test_a_wrong_option_is_no_obstacle(visit: Callable[..., Page], website: Website, assistant: Assistant,
                                       option: str) -> None:
    chat = Chat(visit(website.page("/wrong", tag(assistant, option)))).open()
    expect(chat.say("my calf keeps twitching")).to_contain_text("Question 1")


def test_the_tag_twice_is_one_chat(visit: Callable[..., Page], website: Website, assistant: Assistant) -> None:
    chat = Chat(visit(website.page("/twice", tag(assistant) * 2))).open()
    expect(chat.page.locator("triage-chat")).to_have_count(1)


def test_open_on_load_stays_closed_once_it_was_closed(visit: Callable[..., Page], website: Website,
                                                      assistant: Assistant) -> None:
    chat = Chat(visit(website.page("/open", tag(assistant, "data-open"))))
    expect(chat.field).to_be_visible()
    chat.button("Close").click()
    chat.page.reload()
    expect(chat.button(LAUNCHER)).to_be_visible()
    expect(chat.field).to_be_hidden()


def test_a_place_that_is_not_there_is_named_in_the_console(visit: Callable[..., Page], website: Website,
                                                           assistant: Assistant) -> None:
    page = visit("about:blank")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(website.page("/nowhere", tag(assistant, 'data-inline="#nowhere"')))
    expect(page.get_by_role("heading", name="A website")).to_be_visible()
    page.evaluate("customElements.whenDefined('triage-chat').then(() => true)")
    assert any("#nowhere" in words for words in said)


def test_nothing_stays_behind_for_the_next_person(chat: Chat) -> None:
    chat.say("my calf keeps twitching")
    assert chat.page.evaluate("localStorage.length") == 0
    assert chat.page.context.cookies() == []
    fresh = chat.page.context.new_page()
    fresh.goto(chat.page.url)
    expect(Chat(fresh).open().log.locator(".message")).to_have_count(0)


def test_storage_that_is_forbidden_is_no_obstacle(visit: Callable[..., Page], website: Website,
                                                  assistant: Assistant) -> None:
    address = website.page("/frame", tag(assistant))
    frame = f'<iframe title="inner" src="{address}" sandbox="allow-scripts" width=600 height=600></iframe>'
    page = visit(website.page("/outer", frame))
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name=LAUNCHER).click()
    frame.get_by_label("Your message").fill("my calf keeps twitching")
    frame.get_by_label("Your message").press("Enter")
    # A page without an address may not use the assistant; whoever sits before it still learns whom to call.
    expect(frame.get_by_text("Something went wrong on my side")).to_be_visible()
    expect(frame.get_by_role("link", name="Call 999")).to_be_visible()


@pytest.mark.parametrize("path", ["", "inline"])
@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 256}}])
def test_the_example_pages_are_accessible(visit: Callable[..., Page], home: str, path: str, options: dict) -> None:
    chat = Chat(visit(home + path, **options))
    assert chat.faults_found() == []
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(chat.page.get_by_role("heading", level=1)).to_have_count(1)
