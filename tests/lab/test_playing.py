"""Stories on the page: found, opened, changed, played and watched; two models side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.lab.page import A_RUN_MS, LabPage

FACT = "facts/does_baclofen_stop_twitching"
WRONG = """story: It is an emergency to say hello
turns:
- user: hello
  bot: {level: emergency_now}
"""


@pytest.fixture
def stories(page: LabPage) -> LabPage:
    return page.go_to("Stories and runs")


def opened_story(page: LabPage) -> Any:
    return page.page.get_by_role("region", name=re.compile("^(changing|failing)"))


def test_stories_are_found_by_a_word(stories: LabPage) -> None:
    shelf = stories.page.get_by_role("region", name="Stories", exact=True)
    stories.page.get_by_label("Find").fill("stop_twitching")
    expect(shelf).to_contain_text("1 of")
    expect(shelf.get_by_role("listitem")).to_have_count(1)
    stories.page.get_by_label("Find").fill("nothing is like this")
    expect(shelf.get_by_role("listitem")).to_have_count(0)


def test_a_story_is_opened_changed_and_saved_in_its_place(stories: LabPage, stories_folder: Path) -> None:
    file = stories_folder / "changing" / "greeting.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(WRONG)
    stories.page.reload()
    stories.page.get_by_label("Find").fill("greeting")
    stories.button("Open: It is an emergency to say hello").click()
    one = opened_story(stories)
    text = one.get_by_label("The story as text")
    expect(text).to_have_value(WRONG)
    text.fill(WRONG.replace("emergency_now", "nothing").replace("It is an emergency", "It is no emergency"))
    expect(one).to_contain_text("No mistakes in it")
    one.get_by_role("button", name="Save as a story").click()
    expect(one).to_contain_text("Saved as changing/greeting.yml")
    assert "level: nothing" in file.read_text()
    expect(stories.button("Open: It is no emergency to say hello")).to_be_visible()


def test_two_stories_are_played_and_watched(stories: LabPage, stories_folder: Path) -> None:
    file = stories_folder / "failing" / "hello.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(WRONG)
    stories.page.reload()
    stories.page.get_by_text("failing (1)").click()
    stories.page.get_by_role("checkbox", name="All of “failing”").check()
    stories.page.get_by_label("Find").fill("stop_twitching")
    stories.page.get_by_role("list").get_by_role("checkbox").check()
    stories.button("Play the 2 ticked").click()
    expect(stories.runs).to_contain_text("Loading the model")
    expect(stories.button("Play all")).to_be_disabled()
    # Somebody else is told, and sees the same run.
    other = stories.page.request.post(f"{stories.page.url.split('#')[0]}runs", data={})
    assert other.status == 409
    stories.page.reload()
    expect(stories.runs.get_by_role("progressbar", name="Stories played")).to_be_visible()
    expect(stories.runs).to_contain_text("Done.", timeout=A_RUN_MS)
    expect(stories.runs).to_contain_text("2 of 2 played: 1 as they should be, 1 not.")
    expect(stories.runs).to_contain_text('"level: emergency_now" is not so: it is nothing')
    stories.runs.get_by_text("As they should be (1)").click()
    stories.runs.get_by_text("✓").click()
    expect(stories.runs).to_contain_text("They write: ")
    assert stories.faults_found() == []
    stories.runs.get_by_role("button", name="Open the story").first.click()
    expect(opened_story(stories).get_by_label("The story as text")).to_have_value(WRONG)


def test_a_run_is_stopped(stories: LabPage) -> None:
    stories.button("Play all").click()
    stories.button("Stop").click()
    expect(stories.runs).to_contain_text("Stopped.", timeout=A_RUN_MS)
    expect(stories.button("Play all")).to_be_enabled()


def test_a_story_just_saved_is_played(page: LabPage, stories_folder: Path) -> None:
    page.say("hello")
    page.button("This was right").click()
    page.keeping.get_by_label("File name").fill("played_at_once")
    page.button("Save as a story").click()
    played: list[Any] = []

    def answer(route: Route) -> None:
        played.append(route.request.post_data_json if route.request.method == "POST" else None)
        route.fulfill(json={"run": "x"} if route.request.method == "POST" else [])

    page.page.route("**/runs", answer)
    page.page.route("**/runs/x*", lambda route: route.fulfill(json=told(state="done", played=1, of=1)))
    page.button("Play it now").click()
    expect(page.runs).to_contain_text("Done.")
    assert [one["only"] for one in played if one] == [["from_the_lab/played_at_once"]]


def told(**how: Any) -> dict[str, Any]:
    return {"state": "running", "error": None, "model": "new.tar.gz", "against": None, "played": 0, "of": 2,
            "results": [], "changed": [], **how}


def result(path: str, *, ok: bool) -> dict[str, Any]:
    return {"path": path, "story": f"Story {path}", "ok": ok, "skipped": None, "seconds": 0.1, "transcript": "x",
            "wrong": [] if ok else ["it does not say so"], "turns": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_two_models_are_compared_side_by_side(opened: Callable[..., LabPage], scheme: str) -> None:
    page = opened(viewport={"width": 800, "height": 800}, color_scheme=scheme)
    change = {"path": "a/two", "story": "Story a/two", "ok": {"before": True, "now": False}, "turns": [
        {"number": 1, "before": {"said": "They write: hello", "text": "Good day", "rules": []},
         "now": {"said": "They write: hello", "text": "Go away", "rules": ["r_one"]}, "differs": ["text", "rules"]}]}
    stands = iter([told(against="old.tar.gz", of=4, state="starting"),
                   told(against="old.tar.gz", of=4, played=3, changed=[change],
                        results=[result("a/one", ok=True), result("a/two", ok=False)]),
                   told(against="old.tar.gz", of=4, played=4, changed=[change], state="done")])
    asked: list[Any] = []

    def runs(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(json.loads(route.request.post_data or ""))
        route.fulfill(json={"run": "x"} if route.request.method == "POST" else [])

    page.page.route("**/models", lambda route: route.fulfill(json=[
        {"name": "new.tar.gz", "loaded": True, "trained": 1.8e9},
        {"name": "old.tar.gz", "loaded": False, "trained": None}]))
    page.page.route("**/runs", runs)
    page.page.route("**/runs/x*", lambda route: route.fulfill(json=next(stands)))
    page.go_to("Stories and runs")
    expect(page.page.get_by_label("Model", exact=True)).to_have_value("new.tar.gz")
    page.page.get_by_label("Compare with").select_option("old.tar.gz")
    page.button("Play all").click()
    expect(page.page.get_by_role("heading", name="This one changed:", exact=True)).to_be_visible()
    assert asked == [{"only": None, "model": "new.tar.gz", "against": "old.tar.gz"}]
    page.runs.get_by_text("Story a/two").first.click()
    expect(page.runs).to_contain_text("before as it should be, now not as it should be")
    row = page.runs.get_by_role("row", name="text")
    expect(row.get_by_role("cell").first).to_have_text("Good day")
    expect(row.get_by_role("cell").last).to_have_text("Go away")
    assert page.faults_found() == []


def test_a_run_that_cannot_be_played_says_why(stories: LabPage) -> None:
    stories.page.route("**/runs", lambda route: route.fulfill(json={"run": "x"}))
    stories.page.route("**/runs/x*", lambda route: route.fulfill(json=told(state="failed", error="There is no model.")))
    stories.button("Play all").click()
    expect(stories.runs).to_contain_text("It failed. There is no model.")
    expect(stories.button("Play all")).to_be_enabled()
