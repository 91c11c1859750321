"""The widget as a person meets it: found by what it says, never by how it is built."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

LAUNCHER = "Chat about muscle symptoms"
# What the best-practice rules say about a page's landmarks is the page's own business.
_AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Chat:
    """One page with the widget."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log", name="Messages")
        self.field = page.get_by_label("Your message")
        self.alert = page.get_by_role("alert")
        self.theirs = self.log.locator(".message.theirs")
        self.mine = self.log.locator(".message.mine")

    def open(self) -> Chat:
        self.button(LAUNCHER).click()
        expect(self.field).to_be_visible()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def type(self, words: str) -> None:
        self.field.fill(words)
        self.page.keyboard.press("Enter")

    def say(self, words: str) -> Locator:
        """Type, and wait for the reply."""
        before = self.theirs.count()
        self.type(words)
        return self.replied(before)

    def press(self, name: str) -> Locator:
        """Press a button that answers, and wait for the reply."""
        before = self.theirs.count()
        self.button(name).click()
        return self.replied(before)

    def menu(self, name: str) -> None:
        self.button("Menu").click()
        self.button(name).click()

    def replied(self, before: int) -> Locator:
        expect(self.theirs).to_have_count(before + 1, timeout=20_000)
        expect(self.page.get_by_text("The assistant is writing")).to_have_count(0)
        return self.theirs.nth(before)

    def faults_found(self) -> list[str]:
        """What axe objects to, in the page as it stands."""
        found = Axe().run(self.page, options=_AXE).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    def focused(self) -> str:
        """The focused element's name or text, through shadow roots."""
        return self.page.evaluate("""() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent;
            return name.trim().replace(/\\s+/g, ' ');
        }""")
