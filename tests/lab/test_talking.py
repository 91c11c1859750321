"""Talking on the page: what is seen of each reply, judging it, and keeping it as a story."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from stories.reading import read_story
from tests.lab.page import LabPage

DANGER = "ran out of baclofen 2 days ago and now im seeing bugs on the wall"
_numbers = itertools.count(1)


def name_it(page: LabPage) -> str:
    """Give the story a file name of its own; the name."""
    name = f"told_on_the_page_{next(_numbers)}"
    page.keeping.get_by_label("File name").fill(name)
    return f"from_the_lab/{name}"


def test_a_reply_is_seen_with_what_was_heard_and_decided(page: LabPage) -> None:
    page.say("my calf keeps twitching, but no weakness")
    heard = page.seen.locator("mark")
    expect(heard.first).to_contain_text("calf keeps twitching")
    expect(heard.first).to_contain_text(re.compile(r"flicker.*: yes"))
    expect(heard.last).to_contain_text(re.compile(r"no weakness.*: no"))
    expect(page.seen).to_contain_text("so the check takes it up")
    expect(page.seen).to_contain_text(re.compile(r"Question 1 of about \d+; at most \d+ more can follow"))
    page.seen.get_by_text("How sure it was").click()
    expect(page.seen.get_by_role("rowheader").first).to_have_text("report symptoms")
    expect(page.seen).to_contain_text("Second ear for danger")


def test_an_emergency_is_seen_with_its_rules_and_sources(page: LabPage) -> None:
    page.say(DANGER)
    expect(page.seen).to_contain_text("emergency now. The check has ended.")
    expect(page.seen).to_contain_text("e_withdrawal_severe")
    expect(page.seen).to_contain_text("Because of: baclofen stopped")
    source = page.seen.get_by_role("link").first
    assert source.get_attribute("rel") == "noopener noreferrer"
    assert (source.get_attribute("href") or "").startswith("https://")


def test_a_whole_check_with_buttons_and_ticks(page: LabPage) -> None:
    page.say("my calf keeps twitching")
    page.press("None of these")
    expect(page.seen).to_contain_text("A button was pressed")
    expect(page.turns.last).to_contain_text("pressed: None of these")
    page.button("Start afresh").click()
    expect(page.turns).to_have_count(0)
    page.say("my calf keeps twitching")
    lines = page.page.get_by_role("group", name="Lines to tick")
    lines.get_by_role("checkbox", name="chest pain").check()
    lines.get_by_role("checkbox", name="new confusion").check()
    page.button("Send").click()
    expect(page.turns.last).to_contain_text("This needs emergency help now.", timeout=20_000)
    expect(page.turns.last).to_contain_text(re.compile("ticked: new confusion.*; chest pain"))


def test_an_earlier_turn_can_be_looked_into_again(page: LabPage) -> None:
    page.say("my calf keeps twitching")
    page.say("does baclofen stop twitching")
    expect(page.seen).to_contain_text("Turn 2")
    page.button("Look into turn 1").click()
    expect(page.seen).to_contain_text("Turn 1")
    expect(page.seen).to_contain_text("so the check takes it up")
    expect(page.button("Look into turn 1")).to_have_attribute("aria-pressed", "true")
    expect(page.button("Look into turn 2")).to_have_attribute("aria-pressed", "false")


def test_what_people_write_is_never_markup(page: LabPage) -> None:
    turn = page.say("<img src=x onerror=alert(1)> my calf <b>keeps twitching</b> &amp;")
    expect(turn).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.seen).to_contain_text("<img src=x")
    assert page.page.locator("main img, #log b").count() == 0


def test_words_after_an_emoji_are_marked_where_they_stand(page: LabPage) -> None:
    page.say("😱😱 my calf keeps twitching")
    expect(page.seen.locator("mark").first.locator("span").first).to_have_text("calf keeps twitching")


def test_a_right_reply_becomes_a_story_that_can_be_played(page: LabPage, stories_folder: Path) -> None:
    page.say(DANGER)
    expect(page.judging.get_by_role("checkbox", name="Level: emergency now")).to_be_checked()
    expect(page.judging.get_by_role("checkbox", name="Buttons:")).not_to_be_checked()
    page.field("It says").fill("last dose")
    page.button("This was right").click()
    expect(page.turns.last).to_contain_text("Marked as right")
    page.keeping.get_by_label("What it shows").fill("Somebody who ran out is told to call for help")
    expect(page.keeping.get_by_label("File name")).to_have_value("somebody_who_ran_out_is_told_to_call_for_help")
    expect(page.text).to_have_value(re.compile("story: Somebody who ran out"))
    expect(page.keeping).to_contain_text("No mistakes in it")
    path = name_it(page)
    page.button("Save as a story").click()
    expect(page.keeping).to_contain_text(f"Saved as {path}.yml")
    story = read_story((stories_folder / f"{path}.yml").read_text(encoding="utf-8"))
    assert story.title.startswith("Somebody who ran out") and story.turns[0].value == DANGER
    bot = story.turns[0].bot or {}
    assert bot["level"] == "emergency_now" and bot["asks"] == "nothing" and bot["says"] == ["last dose"]
    assert "e_withdrawal_severe" in bot["rules"] and bot["final"] is True and "buttons" not in bot


def test_a_wrong_reply_is_put_right_and_the_story_will_fail(page: LabPage) -> None:
    page.say("does baclofen stop twitching")
    page.button("This was wrong").click()
    page.button("This is how it should be").click()
    expect(page.judging).to_contain_text("This is just what it did")
    page.field("Level").select_option(label="urgent same day")
    page.field("Meant").select_option(label="at least this urgent")
    page.field("Topic").select_option(label="not looked at")
    page.field("Asks").select_option(label="a question")
    page.field("Asks about").select_option(index=3)
    page.button("Add to: Asks about").click()
    page.field("Never says").fill("don't worry")
    page.button("This is how it should be").click()
    expect(page.turns.last).to_contain_text("Marked as wrong")
    expect(page.judging).to_contain_text("will fail until the assistant is mended")
    expect(page.text).to_have_value(re.compile("level at least: urgent_same_day"))
    bot = read_story(page.text.input_value()).turns[0].bot or {}
    assert bot["asks"] == "a question" and len(bot["asks about"]) == 1 and bot["never says"] == ["don't worry"]
    assert "topic" not in bot and "level" not in bot


def test_nothing_stands_alone_and_what_was_added_can_be_removed(page: LabPage) -> None:
    page.say(DANGER)
    page.button("This was wrong").click()
    rules = page.field("Rules that fire")
    remove = page.judging.get_by_role("button", name=re.compile("^Remove e_"))
    count = remove.count()
    assert count >= 1
    remove.first.click()
    expect(remove).to_have_count(count - 1)
    expect(rules).to_be_focused()
    rules.select_option(label="nothing")
    page.button("Add to: Rules that fire").click()
    page.button("This is how it should be").click()
    expect(page.text).to_have_value(re.compile("rules: nothing"))


def test_a_mark_can_be_taken_back(page: LabPage) -> None:
    page.say("hello")
    page.say(DANGER)
    page.button("This was right").click()
    page.button("Was that right? Turn 1").click()
    page.button("This was right").click()
    expect(page.text).to_have_value(re.compile(r"hello\n  bot:"))
    page.button("Mark it anew").click()
    expect(page.turns.first).not_to_contain_text("Marked")
    expect(page.text).to_have_value(re.compile(r"hello\n- user"))


def test_a_mistake_in_the_text_is_told_with_its_line_and_not_saved(page: LabPage) -> None:
    page.say("hello")
    page.button("This was right").click()
    expect(page.keeping).to_contain_text("No mistakes in it")
    page.text.fill(page.text.input_value().replace("asks:", "aks:"))
    line = page.keeping.get_by_role("button", name=re.compile(r"^Line \d+$"))
    expect(line).to_be_visible()
    expect(page.keeping).to_contain_text('did you mean "asks"')
    line.click()
    assert page.text.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd).trim()") == "aks: nothing"
    name_it(page)
    page.button("Save as a story").click()
    expect(page.keeping).to_contain_text("this is no story yet")


def test_work_on_the_text_is_not_lost_to_a_mark(page: LabPage) -> None:
    page.say("hello")
    page.button("This was right").click()
    expect(page.text).to_have_value(re.compile("hello"))
    page.text.fill(page.text.input_value() + "# my note\n")
    page.say(DANGER)
    page.button("This was right").click()
    expect(page.text).to_have_value(re.compile("# my note"))
    page.button("Write it anew from the marks").click()
    expect(page.text).to_have_value(re.compile("ran out of baclofen"))


def test_a_name_that_is_taken_is_replaced_only_when_asked(page: LabPage, stories_folder: Path) -> None:
    page.say("hello")
    page.button("This was right").click()
    path = name_it(page)
    file = stories_folder / f"{path}.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("story: Another\n")
    page.button("Save as a story").click()
    expect(page.keeping).to_contain_text("already a story of that name")
    assert file.read_text() == "story: Another\n"
    page.button("Replace it").click()
    expect(page.keeping).to_contain_text("Saved as")
    assert "hello" in file.read_text()


def test_a_story_is_downloaded_as_it_stands(page: LabPage) -> None:
    page.say("hello")
    page.button("This was right").click()
    expect(page.keeping).to_contain_text("No mistakes in it")
    page.keeping.get_by_label("File name").fill("greeted")
    with page.page.expect_download() as downloading:
        page.button("Download").click()
    assert downloading.value.suggested_filename == "greeted.yml"
    assert Path(downloading.value.path()).read_text(encoding="utf-8") == page.text.input_value()


def test_marks_are_not_thrown_away_without_asking(page: LabPage) -> None:
    page.say("hello")
    page.button("This was right").click()
    page.page.once("dialog", lambda dialog: dialog.dismiss())
    page.button("Start afresh").click()
    expect(page.turns).to_have_count(1)
    page.page.once("dialog", lambda dialog: dialog.accept())
    page.button("Start afresh").click()
    expect(page.turns).to_have_count(0)
    expect(page.keeping).to_be_hidden()


def test_an_assistant_that_cannot_be_reached_is_told_and_the_words_stay(page: LabPage) -> None:
    page.page.route("**/talk", lambda route: route.abort())
    page.page.get_by_label("Write as the person").fill("my calf keeps twitching")
    page.button("Send").click()
    expect(page.page.get_by_text("The assistant cannot be reached")).to_be_visible()
    expect(page.page.get_by_label("Write as the person")).to_have_value("my calf keeps twitching")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_it_is_usable_by_everybody(opened: Callable[..., LabPage], width: int, scheme: str) -> None:
    page = opened(viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert page.faults_found() == []
    page.say("my calf keeps twitching, no weakness, seizure last year")
    for fold in page.seen.locator("summary").all():
        fold.click()
    assert page.faults_found() == []
    page.say(DANGER)
    page.button("This was right").click()
    page.button("Was that right? Turn 1").click()
    expect(page.page.get_by_role("heading", name="Turn 1: was that right?")).to_be_focused()
    page.button("This was wrong").click()
    assert page.faults_found() == []
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out sideways"


def test_it_is_used_by_keys_alone(page: LabPage) -> None:
    keys = page.page.keyboard
    page.page.get_by_label("Write as the person").focus()
    keys.type("my calf keeps twitching")
    keys.press("Enter")
    expect(page.turns).to_have_count(1, timeout=20_000)
    expect(page.page.get_by_label("Write as the person")).to_be_focused()
    while page.page.evaluate("document.activeElement.textContent") != "None of these":
        keys.press("Shift+Tab")
    keys.press("Enter")
    expect(page.turns).to_have_count(2, timeout=20_000)
    for _ in range(60):
        if page.page.evaluate("document.activeElement.textContent") == "This was right":
            break
        keys.press("Tab")
    keys.press("Space")
    expect(page.turns.last).to_contain_text("Marked as right")
