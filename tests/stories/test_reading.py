"""What is wrong in a story file is told with its line and a guess at what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from stories.reading import WrongStory, load, read_story, story_paths
from stories.schema import FILE, as_text
from stories.writing import as_yaml

RIGHT = "story: It answers\nturns:\n- user: hello\n  bot: {asks: nothing}\n"


def turn(bot: str = "{asks: nothing}", deed: str = "user: hello") -> str:
    return f"story: It answers\nturns:\n- {deed}\n  bot: {bot}\n"


@pytest.mark.parametrize(("text", "line", "words"), [
    ("", 1, "nothing in it"),
    ("- a\n- b\n", 1, "a list cannot stand here"),
    ("story: It answers\n", 1, '"turns:" is missing'),
    ("story: It answers\nturns: []\n", 2, "nothing in it"),
    ("story: It answers\nstory: twice\nturns: []\n", 2, "duplicate key"),
    ("story: It answers\nturns:\n- user: 'open\n  bot: {asks: nothing}\n", 3, "quotation mark"),
    ("story: a: b\nturns: []\n", 1, "colon inside a text"),
    ("story: It answers\nturns:\n- user: hello\n", 2, "nothing is expected"),
    (RIGHT + "chanel: slack\n", 5, 'did you mean "channel"?'),
    (RIGHT + "channel: sms\n", 5, "allowed are: rest, website, slack, telegram"),
    (RIGHT + "during: the action server is dwon\n", 5, 'did you mean "the action server is down"?'),
    (turn("{asks abuot: [dark_urine]}"), 4, 'did you mean "asks about"?'),
    (turn("{asks about: [dark_urin]}"), 4, 'did you mean "dark_urine"?'),
    (turn("{level: emergncy}"), 4, 'did you mean "emergency_now"?'),
    (turn("{rules: [e_stork]}"), 4, 'did you mean "e_stroke"?'),
    (turn("{rules: e_stroke}"), 4, "a list, in brackets"),
    (turn("{topic: missed_dos}"), 4, 'did you mean "missed_dose"?'),
    (turn("{says: hello}"), 4, "a list, in brackets"),
    (turn("{says: []}"), 4, "nothing in it"),
    (turn("{says: }"), 4, "nothing in it"),
    (turn("{final: maybe}"), 4, "true or false"),
    (turn("\n    level: nothing\n    topic: aple"), 6, '"aple" cannot stand here'),
    (turn(deed="user: 38.9"), 3, "put it in quotation marks"),
    (turn(deed="says: hello"), 3, '"says" is not known here'),
    (turn(deed="who: Anna"), 3, "nothing happens in this turn"),
    (turn(deed="user: hello\n  press: Yes"), 3, "one turn, one deed: put user and press"),
    (turn(deed="user: {repeat: bla}"), 3, '"times:" is missing'),
    (turn(deed="wait: 13 ours"), 3, 'write it like "13 hours"'),
    (turn(deed="wait: 13 hours"), 4, "nobody speaks there"),
    (turn(deed="happens: the assistant is restartet"), 3, 'did you mean "the assistant is restarted"?'),
    (turn(deed="at once:\n  - user: a\n    bot: {asks: nothing}"), 6, "nobody speaks there"),
    (RIGHT.replace("hello", "\u0007"), 3, "character"),
])
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(WrongStory) as told:
        read_story(text)
    assert any(problem.line == line and words in problem.message for problem in told.value.problems), str(told.value)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(WrongStory) as told:
        read_story("story: It answers\nturns:\n- usr: a\n- user: b\n  bot: {levle: routine, rules: [e_stork]}\n")
    assert [problem.line for problem in told.value.problems] == [3, 3, 5, 5]


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "umlaut.yml").write_bytes("story: Ein Fuß\nturns:\n- user: hätte\n".encode("latin-1"))
    with pytest.raises(WrongStory, match=r"umlaut.yml, line 1: .*UTF-8"):
        load(tmp_path / "umlaut.yml")


def test_words_are_words() -> None:
    """Yes and no, in which older YAML sees truth values, are what people type."""
    story = read_story("story: It answers\nturns:\n- user: yes\n- press: No\n  bot: {buttons: [Yes, No]}\n")
    assert [turn.value for turn in story.turns] == ["yes", "No"]
    assert story.turns[1].bot == {"buttons": ["Yes", "No"]}


def test_what_is_written_is_read_again() -> None:
    turns = [{"user": "yes"}, {"press": "No: really?"}, {"user": '"quoted" # and more\nin two lines'},
             {"tick": ["chest pain", "38.9"], "bot": {"level": "nothing", "says": ["a: b", "c"], "final": False}}]
    story = read_story(as_yaml("It: is written", turns))
    assert story.title == "It: is written"
    assert [{turn.kind: turn.value, **({"bot": turn.bot} if turn.bot else {})} for turn in story.turns] == turns


def test_every_story_can_be_read_and_has_a_title_of_its_own() -> None:
    stories = [load(path) for path in story_paths()]
    assert len(stories) >= 150
    titles = [story.title for story in stories]
    assert not {title for title in titles if titles.count(title) > 1}


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == as_text(), "run: python -m stories.schema"
