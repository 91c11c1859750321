"""The lab of the running assistant: its addresses, and its page in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import LAB_PASSWORD, Assistant
from tests.lab.page import LabPage
from tests.widget.conftest import FLAGS


@pytest.fixture(scope="session")
def lab(assistant: Assistant) -> Iterator[httpx.Client]:
    """The lab's addresses, for who has the password."""
    with httpx.Client(base_url=f"{assistant.base}/webhooks/lab/", auth=("anybody", LAB_PASSWORD), timeout=60) as client:
        yield client


# Not for the whole session: Playwright keeps an event loop running, beside which no asynchronous test can run.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is needed for the lab's tests: apt install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, assistant: Assistant) -> Iterator[Callable[..., LabPage]]:
    """Open the page as somebody with the password; options are those of a browser context. No error may reach the
    console."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(**options: object) -> LabPage:
        context = browser.new_context(http_credentials={"username": "staff", "password": LAB_PASSWORD}, **options)
        contexts.append(context)
        context.on("weberror", lambda e: errors.append(str(e.error)))
        context.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
        page: Page = context.new_page()
        page.goto(f"{assistant.base}/webhooks/lab/")
        return LabPage(page)

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(opened: Callable[..., LabPage]) -> LabPage:
    return opened()
