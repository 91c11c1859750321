"""The demo page in a real browser: keyboard, screen reader roles, buttons, reload, a server that is gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import Assistant

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is needed for the page tests: apt install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, assistant: Assistant) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda e: errors.append(str(e)))
    opened.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
    opened.goto(f"{assistant.base}/webhooks/web/")
    yield opened
    context.close()
    assert errors == []


def write(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    page.keyboard.press("Enter")


def bot(page: Page, number: int):
    return page.locator("#log .message:not(.me)").nth(number)


def test_a_check_by_keyboard_alone(page: Page) -> None:
    write(page, "my calf keeps twitching")
    expect(bot(page, 0)).to_contain_text("Do any of these apply")
    page.get_by_role("button", name="None of these").focus()
    page.keyboard.press("Enter")
    expect(bot(page, 1)).to_contain_text("baclofen")
    expect(page.locator("#log .message.me").nth(1)).to_contain_text("None of these")
    expect(page.get_by_role("button", name="None of these")).to_be_disabled()


def test_an_emergency_is_an_alert_that_survives_a_reload(page: Page) -> None:
    write(page, "my toddler ate one of my pills")
    expect(page.get_by_role("alert")).to_contain_text("emergency")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("emergency")
    expect(page.locator("#log .message")).to_have_count(2)


def test_accessible_in_each_state(page: Page) -> None:
    axe = Axe()
    for words in (None, "my calf keeps twitching", "my toddler ate one of my pills"):
        if words:
            before = page.locator("#log .message:not(.me)").count()
            write(page, words)
            expect(page.locator("#log .message:not(.me)")).to_have_count(before + 1)
        assert axe.run(page).response["violations"] == []
    assert page.get_by_role("log").get_attribute("aria-live") == "polite"


def test_targets_are_large_and_a_small_screen_needs_no_sideways_scrolling(page: Page) -> None:
    write(page, "my calf keeps twitching")
    expect(bot(page, 0)).to_contain_text("Do any of these apply")
    for button in page.get_by_role("button").all():
        assert button.bounding_box()["height"] >= 48
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_text_is_never_html(page: Page) -> None:
    write(page, "<img src=x onerror=alert(1)> hello")
    expect(bot(page, 0)).to_be_visible()
    assert page.locator("#log img").count() == 0


def test_a_server_that_is_gone_loses_nothing(page: Page) -> None:
    page.route("**/rest/webhook", lambda route: route.abort())
    write(page, "my calf keeps twitching")
    expect(page.get_by_role("status")).to_contain_text("could not be reached")
    page.unroute("**/rest/webhook")
    page.get_by_role("button", name="Try again").click()
    expect(bot(page, 0)).to_contain_text("Do any of these apply")
    expect(page.locator("#log .message.me")).to_have_count(1)


def test_a_new_conversation_forgets_the_old_one(page: Page) -> None:
    write(page, "my toddler ate one of my pills")
    expect(page.get_by_role("alert")).to_contain_text("emergency")
    page.get_by_role("button", name="Start a new conversation").click()
    expect(page.locator("#log .message")).to_have_count(0)
    expect(page.get_by_role("alert")).to_be_empty()
    page.reload()
    expect(page.locator("#log .message")).to_have_count(0)


def finish(page: Page) -> None:
    """A check to its end: an emergency ends it at once."""
    write(page, "my toddler ate one of my pills")
    expect(page.get_by_role("alert")).to_contain_text("emergency")


def test_summary_buttons_come_with_a_result(page: Page) -> None:
    write(page, "my calf keeps twitching")
    expect(bot(page, 0)).to_contain_text("Do any of these apply")
    expect(page.get_by_role("button", name="Copy summary")).to_have_count(0)
    finish(page)
    for name in ("Copy summary", "Print summary"):
        assert page.get_by_role("button", name=name).bounding_box()["height"] >= 48
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(page.get_by_role("button", name="Copy summary")).to_be_enabled()
    page.get_by_role("button", name="Start a new conversation").click()
    expect(page.get_by_role("button", name="Copy summary")).to_have_count(0)


def test_a_summary_is_copied_by_keyboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    finish(page)
    page.get_by_role("button", name="Copy summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The summary is copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Summary to show a clinician") and "my toddler ate one of my pills" in copied


def test_a_browser_that_forbids_the_clipboard_still_copies(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    finish(page)
    page.get_by_role("button", name="Copy summary").click()
    expect(page.get_by_role("status")).to_contain_text("The summary is copied")
    assert page.get_by_label("Summary", exact=True).count() == 0


def test_a_summary_is_printed_from_a_page_of_its_own(page: Page) -> None:
    finish(page)
    page.context.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    problems: list[str] = []
    page.context.on("console", lambda m: problems.append(m.text))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Print summary").click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Summary to show a clinician")
    expect(sheet.get_by_text("my toddler ate one of my pills")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Print it there")
    expect(sheet.locator("html")).to_have_attribute("data-printed", "yes")
    # The style sheet is let in by its hash.
    assert sheet.evaluate("getComputedStyle(document.querySelector('.level')).borderTopWidth") == "2px"
    assert Axe().run(sheet).response["violations"] == []
    assert not [p for p in problems if "Content Security Policy" in p]


def test_a_summary_that_cannot_be_fetched_says_so(page: Page) -> None:
    finish(page)
    page.route("**/rest/summary", lambda route: route.abort())
    page.get_by_role("button", name="Copy summary").click()
    expect(page.get_by_role("status")).to_contain_text("could not be fetched")
    page.get_by_role("button", name="Print summary").click()
    expect(page.get_by_role("status")).to_contain_text("could not be fetched")
    assert len(page.context.pages) == 1
