"""A real browser, a website on another origin, and a line to the assistant that can break."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from stories.platforms.both import SITE
from tests.conftest import Assistant
from tests.widget.chat import Chat
from tests.widget.website import STRANGER, Line, Website

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def website() -> Website:
    return Website()


# Not for the whole session: Playwright keeps an event loop running, beside which no asynchronous test can run.
@pytest.fixture(scope="module")
def browser(website: Website) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is needed for the widget's tests: apt install chromium"
    with website.up() as port, sync_playwright() as playwright:
        hosts = ",".join(f"MAP {name.removeprefix('http://')}:80 127.0.0.1:{port}" for name in (SITE, STRANGER))
        started = playwright.chromium.launch(executable_path=path, args=[*FLAGS, f"--host-resolver-rules={hosts}"])
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address as a new visitor; options are those of a browser context. No error may reach the console."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(address: str, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.on("weberror", lambda e: errors.append(str(e.error)))
        context.on("console", lambda m: errors.append(m.text) if "Content Security Policy" in m.text else None)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def home(assistant: Assistant) -> str:
    """The example page with the widget in its corner."""
    return f"{assistant.base}/webhooks/web/"


@pytest.fixture
def chat(visit: Callable[..., Page], home: str) -> Chat:
    """Opened on the example page."""
    return Chat(visit(home)).open()


@pytest.fixture
def line(assistant: Assistant) -> Iterator[Line]:
    with Line(assistant.base).up() as line:
        yield line


@pytest.fixture
def shaky(visit: Callable[..., Page], line: Line) -> Chat:
    """Opened over a line that can break."""
    return Chat(visit(f"{line.base}/webhooks/web/")).open()
