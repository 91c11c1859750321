"""The lab's page as people meet it: found by what it says, never by how it is built."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

_AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Loading the model takes a while, and longer beside other tests.
A_RUN_MS = 300_000


class LabPage:
    """One page of the lab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.turns = page.get_by_role("article")
        self.seen = page.get_by_role("region", name="how it was understood and decided")
        self.judging = page.get_by_role("region", name="was that right?")
        self.keeping = page.get_by_role("region", name="Keep it as a story")
        self.runs = page.get_by_role("region", name="Play them")
        self.text = self.keeping.get_by_label("The story as text")

    def say(self, words: str) -> Locator:
        """Write, and wait for the reply; the turn."""
        before = self.turns.count()
        self.page.get_by_label("Write as the person").fill(words)
        self.page.keyboard.press("Enter")
        return self._answered(before)

    def press(self, title: str) -> Locator:
        """Press a button that answers, and wait for the reply; the turn."""
        before = self.turns.count()
        self.button(title).click()
        return self._answered(before)

    def _answered(self, before: int) -> Locator:
        expect(self.turns).to_have_count(before + 1, timeout=20_000)
        return self.turns.nth(before)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        """A field of "Was that right?"."""
        return self.judging.get_by_label(label, exact=True)

    def go_to(self, part: str) -> LabPage:
        self.page.get_by_role("navigation").get_by_role("link", name=part).click()
        return self

    def faults_found(self) -> list[str]:
        """What axe objects to, in the page as it stands."""
        found = Axe().run(self.page, options=_AXE).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
