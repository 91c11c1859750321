"""The quality report: vignettes are checked, people answer truly, the arithmetic is right, and the bars hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from review.evaluation import driver, outcomes, report
from review.evaluation.driver import Run, Turn, play, play_all
from review.evaluation.measures import Bar, Middle, Share, wilson
from review.evaluation.person import Person
from review.evaluation.vignettes import Vignette, VignetteError, load
from server.launch import chat
from tests.conftest import Assistant
from triage import Knowledge

GOOD = """
- vignette: calf flickers after coffee
  who: 29-year-old nurse
  says: calf keeps jumping under the skin, loads of coffee
  "yes": [twitch_visible_flicker, twitch_after_trigger]
  unsure: [twitch_over_2_weeks]
  level: self_care_plus_routine
  also_fine: [routine]
  movement: fasciculation
  why: a known trigger, and no warning sign
  source: NHS_TWITCH
"""


def vignette(title: str = "somebody", level: str = "routine", **more: Any) -> Vignette:
    return Vignette(**{"title": title, "who": "an adult", "says": "my calf keeps twitching", "yes": (), "level": level,
                       "why": "because", "sources": ("NHS_TWITCH",), **more})


# -- vignettes

def written(folder: Path, text: str) -> Path:
    (folder / "people.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_vignette_is_read_with_quoted_and_unquoted_yes(tmp_path: Path, knowledge: Knowledge) -> None:
    for text in (GOOD, GOOD.replace('"yes"', "yes")):
        (one,) = load(knowledge, written(tmp_path, text))
        assert one.yes == ("twitch_visible_flicker", "twitch_after_trigger")
        assert one.unsure == ("twitch_over_2_weeks",) and one.sources == ("NHS_TWITCH",)
        assert one.acceptable == ("self_care_plus_routine", "routine") and one.movement == "fasciculation"


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("twitch_after_trigger", "twitch_after_triger", ["'twitch_after_triger' in 'yes'", "twitch_after_trigger"]),
    ("level: self_care_plus_routine", "level: self_care", ["'self_care' in 'level'", "emergency_now, urgent_same_day"]),
    ("level: self_care_plus_routine", "level: information", ["'information' in 'level'"]),
    ("[routine]", "[rutine]", ["'rutine' in 'also_fine'"]),
    ("fasciculation", "fasciculations", ["'fasciculations' in 'movement'", "fasciculation"]),
    ("NHS_TWITCH", "NHS_TWICH", ["'NHS_TWICH' in 'source'", "NHS_TWITCH"]),
    ("unsure: [twitch_over_2_weeks]", "unsure: [twitch_visible_flicker]", ["is both yes and unsure", "one of the two"]),
    ("  why:", "  wy:", ["unknown key 'wy'", "'why' is missing", "vignette, who, says"]),
    ("  says:", "  said:", ["'says' is missing"]),
    ('"yes": [twitch_visible_flicker, twitch_after_trigger]', '"yes": a, b', ["'yes' is no list of ids"]),
    ("who: 29-year-old nurse", "who: [a, b]", ["'who' is no text"]),
])
def test_a_slip_is_named(tmp_path: Path, knowledge: Knowledge, old: str, new: str, expected: list[str]) -> None:
    assert old in GOOD
    with pytest.raises(VignetteError) as error:
        load(knowledge, written(tmp_path, GOOD.replace(old, new, 1)))
    for words in ("people.yml, 'calf flickers after coffee'", "Allowed: ", *expected):
        assert words in str(error.value)


@pytest.mark.parametrize(("text", "expected"), [
    (GOOD + GOOD, "the title is used twice (first in "),
    ("vignette: one", "expected a list of blocks"),
    ("- vignette: a: b", "people.yml, line 1: not readable"),
])
def test_a_wrong_file_is_refused(tmp_path: Path, knowledge: Knowledge, text: str, expected: str) -> None:
    with pytest.raises(VignetteError, match=expected.replace("(", r"\(")):
        load(knowledge, written(tmp_path, text))


def test_no_vignette_at_all_is_refused(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(VignetteError, match="there is no vignette"):
        load(knowledge, tmp_path)


# -- the person

def test_the_person_answers_lists_by_number_and_single_questions_in_a_word(knowledge: Knowledge) -> None:
    person = Person(vignette(yes=("chest_pain", "seizure_now_or_today"), unsure=("new_confusion",)), knowledge)
    assert person.answer(["chest_pain", "high_fever", "seizure_now_or_today"], plainly=True) == "1 and 3"
    assert person.answer(["high_fever", "dark_urine"], plainly=True) == "none"
    assert person.answer(["chest_pain", "new_confusion"]) == "1, not sure about 2"
    assert person.answer(["high_fever", "new_confusion"]) == "none, not sure about 2"
    assert person.answer(["chest_pain", "new_confusion"], plainly=True) == "1"
    assert person.answer(["chest_pain"], plainly=True) == "yes"
    assert person.answer(["new_confusion"], plainly=True) == "not sure"
    assert person.answer(["no_finding_of_ours"], plainly=True) == person.answer([], plainly=True) == "no"


def test_the_person_knows_what_belongs_together(knowledge: Knowledge) -> None:
    """A beeping pump is a pump; without a pump nobody is unsure whether it beeps."""
    assert "has_baclofen_pump" in Person(vignette(yes=("pump_alarm",)), knowledge).yes
    assert not Person(vignette(unsure=("pump_alarm",)), knowledge).unsure
    assert Person(vignette(unsure=("pump_alarm", "has_baclofen_pump")), knowledge).unsure


def test_the_words_vary_between_vignettes_and_never_within_one(knowledge: Knowledge) -> None:
    def words(title: str) -> tuple[str, ...]:
        person = Person(vignette(title), knowledge)
        return tuple(person.answer(["high_fever", "dark_urine"]) for _ in range(4))

    assert len({words(f"person {n}") for n in range(10)}) > 5
    assert words("person 1") == words("person 1")


# -- the conversation, against an assistant that is played

def played(monkeypatch: pytest.MonkeyPatch, replies: list[dict[str, Any]]) -> list[str]:
    """Replies come from this list, the last one for ever; returns what the person typed."""
    typed: list[str] = []

    def send(base: str, conversation: str, message: str) -> list[dict[str, Any]]:
        typed.append(message)
        return [replies[min(len(typed), len(replies)) - 1]]

    monkeypatch.setattr(chat, "send", send)
    return typed


def reply(*asking: str, level: str | None = None, final: bool = False, buttons: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"text": "...", "buttons": [{"title": b, "payload": "/x"} for b in buttons], "triage": {
        "level": level, "final": final, "rules": [], "asking": list(asking), "movement": None}}


def test_what_is_asked_again_is_answered_plainly(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> None:
    person = vignette(yes=("chest_pain",), unsure=("high_fever",))
    typed = played(monkeypatch, [reply("chest_pain", "high_fever"), reply("chest_pain", "high_fever"),
                                 reply(level="routine", final=True)])
    run = play("", person, knowledge)
    assert typed == [person.says, "1, not sure about 2", "1"]
    assert run.last and run.last.level == "routine" and [t.again for t in run.turns] == [False, True, False]


def test_a_conversation_that_does_not_end_is_broken_off(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> None:
    typed = played(monkeypatch, [reply("chest_pain", level="routine")])
    run = play("", vignette(), knowledge)
    assert len(typed) == driver.MOST_TURNS and "still being asked" in run.trouble
    assert outcomes.Judged(run, knowledge).under, "a check without an end has told nobody anything"


def test_a_question_about_no_finding_is_denied(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> None:
    typed = played(monkeypatch, [reply(buttons=("Yes", "No")), reply(buttons=("Check my symptoms",))])
    play("", vignette(), knowledge)
    assert len(typed) == 2 and typed[1].lower().startswith("n")


# -- the arithmetic

def run(expected: str, *levels: str | None, also_fine: tuple[str, ...] = (), **more: Any) -> Run:
    turns = tuple(Turn("...", "...", level, False, ("a_rule",), (), "fasciculation") for level in levels)
    return Run(vignette(f"{expected} {levels} {also_fine} {more}", expected, also_fine=also_fine, **more), turns)


def test_outcomes_are_told_apart(knowledge: Knowledge) -> None:
    runs = [
        run("emergency_now", "emergency_now"),
        run("emergency_now", None, "emergency_now"),
        run("emergency_now", "urgent_same_day"),
        run("emergency_now", "urgent_same_day", also_fine=("urgent_same_day",)),
        run("soon_days", "routine", movement="tremor"),
        run("soon_days", None),
        run("routine", "self_care_plus_routine", also_fine=("self_care_plus_routine",), movement="fasciculation"),
        run("routine", "soon_days", "routine", yes=("twitch_visible_flicker",)),
        run("routine", "urgent_same_day", also_fine=("soon_days",)),
    ]
    part = outcomes.part(runs, knowledge, report.held_to())
    measured = part.measures
    assert measured["exact"] == Share(3, 9)
    assert measured["within the acceptable range"] == Share(5, 9)
    assert measured["under-triaged"] == Share(3, 9)
    assert measured["over-triaged"] == Share(1, 9)
    assert measured["emergencies found"] == Share(2, 3)
    assert measured["emergencies found in the first reply"] == Share(1, 3)
    assert measured["movement type right"] == Share(1, 2)
    assert measured["first message began no check"] == Share(1, 9)
    assert measured["level went down on the way"] == Share(1, 9)
    assert measured["turns to a result"] == Middle([1, 2, 1, 1, 1, 1, 2, 1]), "without the one that got none"
    assert measured["turns to a result, benign twitching"].value == 2
    assert len(part.not_met()) == 5, part.not_met()

    text = report.as_text([part])
    assert "NOT met  no emergency missed" in text and "met      benign twitching" in text
    assert "Outside the acceptable range: 4" in text and "expected soon_days, got no level; turns: 1" in text
    row = next(line.split() for line in text.splitlines() if line.startswith("emergency_now"))
    assert row == ["emergency_now", "2", "2", ".", ".", ".", "."]
    assert "Another movement type: 1" in text and "movement fasciculation, expected tremor" in text
    data = report.as_data([part])["outcomes"]
    assert data["measures"]["under-triaged"]["hits"] == 3
    assert [v["verdict"] for v in data["vignettes"]].count("under") == 3


def test_an_emergency_need_not_name_a_movement(knowledge: Knowledge) -> None:
    person = vignette(level="emergency_now", movement="tremor")

    def judged(movement: str | None) -> outcomes.Judged:
        turn = Turn("...", "...", "emergency_now", True, (), (), movement)
        return outcomes.Judged(Run(person, (turn,)), knowledge)

    assert not judged(None).movement_expected
    assert judged("fasciculation").movement_expected and not judged("fasciculation").movement_right


def test_intervals_are_wilsons() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I


def test_nothing_measured_meets_no_bar() -> None:
    assert not Bar("all", "x", at_most=1).met_by(Share(0, 0).value)
    assert not Bar("all", "x", at_most=9).met_by(Middle(()).value)
    assert Bar("all", "x", at_least=0.75).met_by(Share(3, 4).value)


def test_the_report_is_written_as_text_and_json(tmp_path: Path, knowledge: Knowledge) -> None:
    part = outcomes.part([run("routine", "routine")], knowledge, report.held_to())
    text, data = report.write([part], tmp_path / "out")
    assert "Outcomes of 1 vignettes" in text.read_text(encoding="utf-8")
    assert '"got": "routine"' in data.read_text(encoding="utf-8")


# -- the running assistant

def test_two_people_talk_to_the_running_assistant(assistant: Assistant, knowledge: Knowledge, tmp_path: Path) -> None:
    (calm,) = load(knowledge, written(tmp_path, GOOD))
    danger = vignette(says="ran out of baclofen 2 days ago and now im seeing bugs on the wall", level="emergency_now",
                      yes=("takes_baclofen", "baclofen_stopped_or_cut_recent", "hallucinations"))
    first, second = play_all(assistant.base, [calm, danger], knowledge)
    assert not first.trouble and first.last and first.last.level in calm.acceptable and len(first.turns) > 3
    assert first.last.movement == calm.movement and not outcomes.Judged(first, knowledge).went_down
    assert not second.trouble and second.levels[0] == "emergency_now"


def test_the_bars_hold_over_all_vignettes(assistant: Assistant, knowledge: Knowledge) -> None:
    """The quality bars themselves: see review/evaluation/bars.yml, and ``make evaluate`` for the whole report."""
    part = outcomes.part(play_all(assistant.base, load(knowledge), knowledge), knowledge, report.held_to())
    assert not part.not_met(), "\n" + report.as_text([part])
