"""The language part of the quality report: messages are checked, and the arithmetic is right on made-up replies."""

from __future__ import annotations

import itertools
import re
import urllib.error
from email.message import Message as Headers
from pathlib import Path
from typing import Any

import pytest
import yaml

from review.evaluation import language, report
from review.evaluation.language import Judged, Played
from review.evaluation.measures import Share
from review.evaluation.messages import SETS, Message, MessageError, load
from server.launch import chat
from server.launch.settings import ROOT
from triage import Knowledge

TOPIC = """
- says: "weed n baclofen?"
  topic: [mixing_cannabis, alcohol]
"""
TALK = """
- says: "will it rain"
  talk: out_of_scope
"""
FOREIGN = """
- says: "no puede respirar"
  language: es
  emergency: true
"""
REPORT = """
- says: "fit in 2009, calf jumps now, legs strong"
  kind: trap
  "yes": [twitch_visible_flicker]
  "no": [weakness_progressive]
  why: "the past"
"""


def read(folder: Path, knowledge: Knowledge, text: str) -> list[Message]:
    (folder / "made_up").mkdir()
    (folder / "made_up" / "some.yml").write_text(text, encoding="utf-8")
    return load(knowledge, "made_up", folder)


# -- loading

@pytest.mark.parametrize("text", [REPORT, REPORT.replace('"yes"', "yes").replace('"no"', "no")])
def test_messages_are_read(tmp_path: Path, knowledge: Knowledge, text: str) -> None:
    topic, talk, foreign, told = read(tmp_path, knowledge, TOPIC + TALK + FOREIGN + text)
    assert topic.kind == "topic" and topic.topics == ("mixing_cannabis", "alcohol")
    assert topic.parents == ("interactions",)
    assert talk.kind == "talk" and talk.talk == "out_of_scope"
    assert foreign.kind == "language" and foreign.language == "es" and foreign.danger
    assert told.kind == "trap" and told.yes == ("twitch_visible_flicker",) and told.no == ("weakness_progressive",)


@pytest.mark.parametrize(("text", "old", "new", "expected"), [
    (TOPIC, "mixing_cannabis", "mixing_canabis", ["'mixing_canabis' in 'topic'", "mixing_cannabis"]),
    (TOPIC, "[mixing_cannabis, alcohol]", "alcohol", ["'topic' is no list of ids"]),
    (TOPIC, "[mixing_cannabis, alcohol]", "[]", ["'topic' is empty"]),
    (TOPIC, "  topic:", "  topics:", ["is nothing", "topic, talk, language, kind"]),
    (TOPIC, "\n  topic", "\n  talk: greet\n  topic", ["is topic and talk"]),
    (TOPIC, "\n  topic", "\n  why: so\n  topic", ["'why' does not belong to 'topic'", "says, topic"]),
    (TOPIC, "says:", "said:", ["entry 1: 'says' is missing"]),
    (TALK, "out_of_scope", "out_of_scop", ["'out_of_scop' in 'talk'", "out_of_scope"]),
    (FOREIGN, ": es", ": sp", ["'sp' in 'language'", "es, fr, de"]),
    (FOREIGN, "true", "maybe", ["'emergency' is no mark here"]),
    (REPORT, "kind: trap", "kind: trick", ["'trick' in 'kind'", "report, emergency, trap"]),
    (REPORT, "twitch_visible_flicker", "twitch_visible", ["'twitch_visible' in 'yes'", "twitch_visible_flicker"]),
    (REPORT, "[weakness_progressive]", "[twitch_visible_flicker]", ["is both yes and no", "one of the two"]),
    (REPORT, '  "no": [weakness_progressive]\n', "", ["'no' is missing", "which may be empty"]),
    (REPORT, '  why: "the past"\n', "", ["'why' is missing"]),
])
def test_a_slip_is_named(tmp_path: Path, knowledge: Knowledge, text: str, old: str, new: str,
                         expected: list[str]) -> None:
    assert old in text
    with pytest.raises(MessageError) as error:
        read(tmp_path, knowledge, text.replace(old, new, 1))
    for words in ("made_up/some.yml, entry 1", "Allowed: ", *expected):
        assert words in str(error.value)


@pytest.mark.parametrize(("text", "expected"), [
    (TALK + TOPIC + TALK, "entry 3 'will it rain': the same message stands in .*entry 1"),
    ("says: one", "expected a list of entries"),
    ("- says: a: b", "some.yml, line 1: not readable"),
    (TALK.replace("out_of_scope", "x") + FOREIGN.replace(": es", ": sp"), "(?s)entry 1.*\n.*entry 2"),
])
def test_a_wrong_file_is_refused(tmp_path: Path, knowledge: Knowledge, text: str, expected: str) -> None:
    with pytest.raises(MessageError, match=expected):
        read(tmp_path, knowledge, text)


def test_no_message_at_all_is_refused(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(MessageError, match="there is no message"):
        load(knowledge, "nobody", tmp_path)


@pytest.mark.parametrize("name", SETS)
def test_the_shipped_sets_are_large_enough_and_of_every_kind(name: str, knowledge: Knowledge) -> None:
    messages = load(knowledge, name)
    assert len(messages) >= 400
    assert {m.kind for m in messages} == {"topic", "talk", "language", "report", "emergency", "trap"}


# Shorter messages ("cheers", "would an mri show it") meet by chance.
LONG = 7


def test_no_evaluation_message_is_trained_on_or_stands_in_two_sets(knowledge: Knowledge) -> None:
    def plain(text: str) -> str:
        return re.sub(r"\W+", " ", text.lower()).strip()

    def content(path: Path) -> Any:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)

    sets = [{plain(m.says) for m in load(knowledge, name)} for name in SETS]
    blocks = [block for path in sorted((ROOT / "data").rglob("*.yml")) for block in content(path).get("nlu") or ()]
    taught = {plain(line.strip().removeprefix("- ")) for block in blocks for line in block["examples"].splitlines()}
    taught |= {plain(entry["says"]) for path in (ROOT / "knowledge" / "messages").glob("*.yml")
               for entry in content(path)}
    shared = set().union(*sets) & taught
    shared |= set().union(*(one & other for one, other in itertools.combinations(sets, 2)))
    assert [text for text in sorted(shared) if len(text.split()) >= LONG] == []


# -- the arithmetic

def reply(topic: str | None = None, part: str | None = None, offers: tuple[str, ...] = (), level: str | None = None,
          asking: tuple[str, ...] = (), text: str = "...") -> dict[str, Any]:
    return {"text": text, "topic": topic, "part": part, "offers": list(offers),
            "triage": {"level": level, "final": False, "rules": [], "asking": list(asking), "movement": None}}


def topic(*topics: str, parents: tuple[str, ...] = ()) -> Message:
    return Message("...", "topic", topics=topics, parents=parents)


def talk(which: str) -> Message:
    return Message("...", "talk", talk=which)


def told(kind: str = "report", yes: tuple[str, ...] = (), no: tuple[str, ...] = ()) -> Message:
    return Message("...", kind, yes=yes, no=no)


def part_of(knowledge: Knowledge, *pairs: tuple[Message, dict[str, Any]]) -> report.Part:
    return language.part("first", [Played(m, (r,), {}) for m, r in pairs], knowledge, report.held_to())


def test_topics_at_once_or_offered_or_wrong(knowledge: Knowledge) -> None:
    mixing = topic("mixing_cannabis", "alcohol", parents=("interactions",))
    part = part_of(
        knowledge,
        (mixing, reply("interactions", "mixing_cannabis", asking=("extra_sleepy",))),
        (mixing, reply("interactions")),
        (mixing, reply("alcohol")),
        (mixing, reply("interactions", "mixing_opioids")),
        (mixing, reply(offers=("kidney", "interactions"))),
        (mixing, reply(offers=("kidney",))),
        (mixing, reply()),
        (topic("interactions"), reply("interactions", "mixing_opioids")),
        (topic("kidney"), reply("overdose")))
    assert part.measures["topics answered at once"] == Share(4, 9)
    assert part.measures["topics answered or offered"] == Share(5, 9)
    assert part.measures["topics answered wrongly"] == Share(2, 9), "another part of the same topic is another answer"
    text = report.as_text([part])
    assert "   1  mixing_cannabis -> mixing_opioids" in text and "   1  kidney -> overdose" in text
    assert "Topics answered wrongly: 2\n" in text and "Topics not answered: 3\n" in text
    assert "- ... | mixing_cannabis or alcohol | got: offers kidney, interactions" in text


def test_a_right_topic_counts_in_any_message_of_the_turn(knowledge: Knowledge) -> None:
    judged = Judged(Played(topic("kidney"), (reply(), reply("kidney")), {}), knowledge)
    assert judged.at_once and not judged.wrong


def test_emergencies_and_false_alarms(knowledge: Knowledge) -> None:
    emergency = told("emergency", yes=("chest_pain", "is_third_party"))
    part = part_of(
        knowledge,
        (emergency, reply(level="emergency_now")),
        (emergency, reply(level="urgent_same_day")),
        (emergency, reply(level="routine", asking=("high_fever", "chest_pain"))),
        (emergency, reply(level="soon_days", asking=("high_fever",))),
        (emergency, reply("overdose")),
        (told(), reply(level="emergency_now")), (told("trap"), reply(level="emergency_now")),
        (topic("overdose"), reply("overdose", level="emergency_now")), (topic("kidney"), reply("kidney")),
        (talk("greet"), reply(level="emergency_now")), (told(), reply(level="urgent_same_day")),
        (Message("...", "language", language="es"), reply(level="emergency_now")))
    assert part.measures["emergencies found"] == Share(1, 5)
    assert part.measures["emergencies found or asked about at once"] == Share(3, 5)
    assert part.measures["false alarms"] == Share(4, 6), "neither emergencies nor other languages"
    text = report.as_text([part])
    assert "Emergencies missed: 2\n" in text and "Emergencies not found but asked about: 2\n" in text
    assert "- ... | emergency (chest_pain, is_third_party) | got: soon_days; asks high_fever" in text
    assert "NOT met  every emergency found" in text and "NOT met  at most 3 % false alarms" in text


def test_reports_are_taken_up(knowledge: Knowledge) -> None:
    part = part_of(knowledge, (told(), reply(asking=("chest_pain",))), (told(), reply(level="routine")),
                   (told("emergency"), reply("overdose")), (told(), reply(offers=("kidney",))),
                   (told("trap"), reply()))
    assert part.measures["reports taken as reports"] == Share(2, 4)
    assert "Reports not taken up: 2\n" in report.as_text([part])


def test_talk_is_no_topic(knowledge: Knowledge) -> None:
    part = part_of(
        knowledge,
        *((talk(which), r) for which in ("out_of_scope", "adversarial", "greet") for r in (
            reply(), reply("kidney"), reply(offers=("kidney",)), reply(asking=("chest_pain",)),
            reply(level="routine"))))
    assert part.measures["out of scope handled"] == part.measures["adversarial handled"] == Share(1, 5)
    assert part.measures["other talk answered without a topic"] == Share(4, 5)
    text = report.as_text([part])
    assert "Out of scope or adversarial, not handled: 8\n" in text
    assert "Other talk answered with a topic, or not at all: 1\n" in text


def test_other_languages_get_their_own_text(knowledge: Knowledge) -> None:
    texts: Any = knowledge.language["other_languages"]
    spanish, french = Message("...", "language", language="es"), Message("...", "language", language="fr")
    danger = Message("...", "language", language="es", danger=True)
    calm, alarmed, in_french = (reply(text=f"First. {t}\nLast.") for t in (
        texts["es"]["reply"], texts["es"]["reply_danger"], texts["fr"]["reply"]))
    part = part_of(knowledge, (spanish, calm), (french, calm), (french, in_french), (danger, calm), (danger, alarmed),
                   (spanish, reply()))
    assert part.measures["other languages recognised"] == Share(4, 6)
    assert part.measures["emergencies in other languages given the danger text"] == Share(1, 2)
    assert "Other languages not recognised, or danger not told: 3\n" in report.as_text([part])


def test_findings_are_counted_without_who_it_is_about(knowledge: Knowledge) -> None:
    one = told(yes=("chest_pain", "dark_urine", "is_third_party"), no=("high_fever", "new_confusion"))
    played = [
        Played(one, (reply(),), {"chest_pain": "yes", "dark_urine": "no", "high_fever": "yes", "new_confusion": "no"}),
        Played(told("trap"), (reply(),), {"chest_pain": "yes", "is_third_party": "yes"}),
        Played(topic("kidney"), (reply(),), {"chest_pain": "yes"})]
    part = language.part("second", played, knowledge, report.held_to())
    assert part.name == "language_second"
    assert part.measures["findings: recall"] == Share(1, 2)
    assert part.measures["findings: precision"] == Share(1, 3), "topics are not marked with findings"
    assert part.measures["findings: denials heard"] == Share(1, 2)
    assert part.measures["findings: polarity flips"] == Share(2, 4)
    text = report.as_text([part])
    missed, extra = text.split("Findings most often missed\n")[1].split("Findings most often wrongly heard\n")
    assert missed.split() == ["1", "dark_urine"] and sorted(extra.split()) == ["1", "1", "chest_pain", "high_fever"]


def test_without_a_reply_nothing_is_right(knowledge: Knowledge) -> None:
    messages = [topic("kidney"), talk("out_of_scope"), talk("greet"), told("emergency", yes=("chest_pain",)),
                Message("...", "language", language="es", danger=True)]
    part = language.part("first", [Played(m, (), {}, "no reply: timed out") for m in messages], knowledge,
                         report.held_to())
    assert {name for name, measure in part.measures.items() if measure.value} == set()
    assert report.as_text([part]).count("got: no reply: timed out") == 6, "the emergency is missed and not taken up"


def test_a_good_set_meets_every_bar(knowledge: Knowledge) -> None:
    part = part_of(knowledge, (topic("kidney"), reply("kidney")), (talk("out_of_scope"), reply()),
                   (told("emergency"), reply(level="emergency_now")))
    assert len(part.bars) == 7 and not part.not_met()
    assert part.title == "Language: the first set, 3 messages"
    assert report.as_data([part])["language_first"]["messages"][0]["answered"] == ["kidney"]


# -- playing, against an assistant that is played

def test_each_message_begins_its_own_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []

    def send(base: str, conversation: str, said: str) -> list[dict[str, Any]]:
        sent.append((conversation, said))
        if said == "refused":
            raise urllib.error.HTTPError(base, 400, "Bad Request", Headers(), None)
        return [] if said == "silence" else [reply("kidney")]

    monkeypatch.setattr(chat, "send", send)
    says = ["my chest hurts, no fever", "refused", "silence"]
    played = language.play_all("", [Message(text, "report") for text in says])
    assert sorted(said for _, said in sent) == sorted(says) and len({conversation for conversation, _ in sent}) == 3
    assert [p.message.says for p in played] == says
    assert [bool(p.trouble) for p in played] == [False, True, True] and "400" in played[1].trouble
    assert played[0].heard.get("chest_pain") == "yes" and played[0].heard.get("high_fever") == "no"


def test_nobody_there_is_not_taken_for_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(*_: str) -> list[dict[str, Any]]:
        raise urllib.error.URLError("refused")

    monkeypatch.setattr(chat, "send", send)
    with pytest.raises(urllib.error.URLError):
        language.play_all("", [Message("hello", "talk", talk="greet")])


def test_the_bars_are_held_to_all_sets_together(knowledge: Knowledge) -> None:
    right, wrong = reply("alcohol"), reply()
    sets = {"first": [Played(topic("alcohol"), (right,), {})] * 9, "second": [Played(topic("alcohol"), (wrong,), {})]}
    together = language.together(sets, knowledge, report.held_to())
    assert together.measures["topics answered at once"] == Share(9, 10)
    assert together.not_met() == language.part("all", [p for s in sets.values() for p in s], knowledge,
                                               report.held_to()).not_met()
    assert any("95 %" in bar for bar in together.not_met()), "nine in ten are answered or offered"
    assert not language.part("second", sets["second"], knowledge, {}).not_met()
