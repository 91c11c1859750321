"""Story files: listed, composed, checked, saved; nothing wrong is saved and nothing is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.channels.request import BadRequest
from stories.lab import files
from triage import Knowledge

STORY = """story: Somebody who says hello is greeted
turns:
- user: hello
  bot:
    asks: nothing
"""
_numbers = itertools.count(1)


@pytest.fixture
def name() -> str:
    """One that no file has."""
    return f"saved/number_{next(_numbers)}"


def save(lab: httpx.Client, path: Any, text: Any = STORY, **more: Any) -> httpx.Response:
    return lab.post("save", json={"path": path, "text": text, **more})


def test_stories_are_listed_with_their_titles_and_read(lab: httpx.Client) -> None:
    listed = {one["path"]: one["story"] for one in lab.get("stories").json()}
    path = "facts/does_baclofen_stop_twitching"
    text = lab.get("story", params={"path": path}).json()["text"]
    assert text.startswith("story: ") and listed[path] in text and "check/why_do_you_ask" in listed


def test_a_story_is_saved_once_and_replaced_only_when_asked(lab: httpx.Client, stories_folder: Path, name: str) -> None:
    assert save(lab, name).json() == {"saved": name}
    assert (stories_folder / f"{name}.yml").read_text() == STORY
    other = STORY.replace("hello\n", "good morning\n")
    assert save(lab, name, other).status_code == 409
    assert (stories_folder / f"{name}.yml").read_text() == STORY
    assert save(lab, name, other, replace=True).status_code == 200
    assert (stories_folder / f"{name}.yml").read_text() == other
    assert [path.name for path in (stories_folder / "saved").glob(".*")] == [], "no draft is left"


@pytest.mark.parametrize("path", [
    "../escaped", "saved/../../escaped", "/etc/x", "saved/a b", "saved/A", "saved/a.yml", "saved", "a/b/c", "",
    "saved/", "saved/_", "saved/a\n", "saved/é", None, 7, "saved/" + "a" * 200])
def test_no_name_leads_out_of_the_folder(lab: httpx.Client, stories_folder: Path, path: Any) -> None:
    before = {*stories_folder.parent.rglob("*")}
    answer = save(lab, path)
    assert answer.status_code == 400 and "behaviour/a_sentence" in answer.json()["error"]
    assert {*stories_folder.parent.rglob("*")} == before


def test_no_link_leads_out_of_the_folder(lab: httpx.Client, stories_folder: Path, tmp_path: Path) -> None:
    (stories_folder / "linked").symlink_to(tmp_path)
    try:
        assert save(lab, "linked/a").status_code == 400
        assert lab.get("story", params={"path": "linked/a"}).status_code == 400
    finally:
        (stories_folder / "linked").unlink()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("text", "line", "words"), [
    (STORY.replace("asks", "aks"), 5, 'did you mean "asks"'),
    (STORY.replace("user: hello", "user: 'hello"), 3, "quotation mark"),
    ("story: Nothing\n", 1, "turns"), ("", 1, "")])
def test_a_wrong_story_is_told_with_its_line_and_never_saved(lab: httpx.Client, stories_folder: Path, name: str,
                                                             text: str, line: int, words: str) -> None:
    problems = lab.post("check", json={"text": text}).json()["problems"]
    assert problems[0]["line"] == line and words in problems[0]["message"]
    answer = save(lab, name, text, replace=True)
    assert answer.status_code == 400 and f"line {line}" in answer.json()["error"]
    assert not (stories_folder / f"{name}.yml").exists()


def test_a_right_story_has_no_problems(lab: httpx.Client) -> None:
    assert lab.post("check", json={"text": STORY}).json() == {"problems": []}


def test_judged_turns_become_a_story(lab: httpx.Client) -> None:
    turns = [{"user": "my calf: it twitches", "bot": {"level": "nothing", "asks about": ["breathing_trouble"]}},
             {"press": "None of these"}, {"tick": ["chest pain", "new confusion"], "bot": {"final": True}}]
    text = lab.post("compose", json={"story": "One: two", "turns": turns}).json()["text"]
    assert "asks about: [breathing_trouble]" in text and "tick: [chest pain, new confusion]" in text
    assert lab.post("check", json={"text": text}).json() == {"problems": []}


@pytest.mark.parametrize("body", [{}, {"story": 1, "turns": []}, {"story": "x", "turns": ["y"]},
                                  {"story": "x", "turns": [{"user": "y", "bot": 1}]}])
def test_what_is_no_conversation_cannot_be_composed(lab: httpx.Client, body: Any) -> None:
    assert lab.post("compose", json=body).status_code == 400


def test_the_words_are_those_of_the_knowledge_with_labels(lab: httpx.Client, knowledge: Knowledge) -> None:
    words = lab.get("words").json()
    assert [level["id"] for level in words["levels"]] == [
        level.id for level in sorted(knowledge.levels.values(), key=lambda level: -level.rank) if level.rank]
    assert {rule["id"] for rule in words["rules"]} == set(knowledge.rule_by_id)
    assert {finding["id"] for finding in words["findings"]} == set(knowledge.findings)
    topics = {topic["id"]: topic["label"] for topic in words["topics"]}
    assert topics["alcohol"] == "Baclofen and alcohol" and all(topics.values())


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of stories in this process, not made yet."""
    folder = tmp_path / "stories"
    monkeypatch.setattr(files, "FOLDER", folder)
    monkeypatch.setattr("stories.reading.FOLDER", folder)
    return folder


def failing(error: Exception) -> Callable[..., None]:
    """Something that always goes wrong."""
    def fail(*args: Any, **more: Any) -> None:
        raise error
    return fail


def test_without_a_folder_there_is_the_download(elsewhere: Path) -> None:
    with pytest.raises(BadRequest, match="download"):
        files.save("saved/a", STORY, False)
    assert not elsewhere.exists()


def test_in_a_read_only_folder_there_is_the_download(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere.mkdir()
    monkeypatch.setattr(Path, "mkdir", failing(PermissionError("read-only")))
    with pytest.raises(BadRequest, match=r"PermissionError.*download"):
        files.save("saved/a", STORY, False)
    assert [*elsewhere.iterdir()] == []


def test_a_disk_that_fails_midway_leaves_the_old_story(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere.mkdir()
    files.save("saved/a", STORY, False)
    monkeypatch.setattr(Path, "write_text", failing(OSError("disk full")))
    with pytest.raises(BadRequest, match="download"):
        files.save("saved/a", STORY.replace("hello", "bye"), True)
    assert [path.name for path in (elsewhere / "saved").iterdir()] == ["a.yml"]
    assert (elsewhere / "saved" / "a.yml").read_text() == STORY


def test_a_file_that_is_no_story_is_listed_by_its_name(elsewhere: Path) -> None:
    (elsewhere / "broken").mkdir(parents=True)
    (elsewhere / "broken" / "one.yml").write_text("story: [\n")
    (elsewhere / "broken" / "two.yml").write_bytes(b"\xff\xfe")
    assert [one["story"] for one in files.listed()] == ["one", "two"]
