"""Topics and texts: what a reader, a phone and a messenger can bear, and nothing the assistant must not say."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.data.wordings import forbidden_in
from triage import Knowledge

ROOT = Path(__file__).resolve().parents[2]
TOPICS = sorted((ROOT / "data" / "topics").glob("*.yml"))
ALL = sorted((ROOT / "data").rglob("*.yml"))


@cache
def read(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def examples(content: dict[str, Any]) -> list[tuple[str, str]]:
    return [(block["intent"], line.removeprefix("- ").strip())
            for block in content.get("nlu") or () for line in block["examples"].splitlines() if line.strip()]


def responses() -> list[tuple[str, dict[str, Any]]]:
    return [(name, text) for path in ALL for name, texts in (read(path).get("responses") or {}).items()
            for text in texts]


@pytest.mark.parametrize("path", TOPICS, ids=lambda p: p.stem)
def test_a_topic_is_whole_in_its_file(path: Path, knowledge: Knowledge) -> None:
    """P11: twenty ways to ask, one rule, one answer with sources a reviewer can open."""
    content = read(path)
    said = examples(content)
    assert {intent for intent, _ in said} == {f"ask_{path.stem}"}
    assert len({line.lower() for _, line in said}) >= 20
    assert [s["intent"] for s in content["rules"][0]["steps"] if "intent" in s] == [f"ask_{path.stem}"]
    [answer] = content["responses"][f"utter_ask_{path.stem}"]
    metadata = answer["metadata"]
    assert metadata["sources"] and set(metadata["sources"]) <= set(knowledge.sources)
    assert len(metadata["label"]) <= 30
    assert set(metadata.get("asks", ())) <= set(knowledge.findings)
    assert (ROOT / "data" / "topics" / f"{metadata['topic']}.yml").exists()
    assert 2 <= len(answer["buttons"]) <= 3


def test_there_are_enough_topics() -> None:
    assert len(TOPICS) >= 45


def test_every_button_works_everywhere() -> None:
    """At most five, short labels, payloads within Telegram's 64 bytes, and each leads to an intent with examples."""
    intents = {intent for path in ALL for intent, _ in examples(read(path))}
    for name, text in responses():
        buttons = text.get("buttons") or []
        assert len(buttons) <= 5, name
        for button in buttons:
            assert len(button["title"]) <= 30, (name, button)
            assert len(button["payload"].encode()) <= 64
            assert button["payload"][0] == "/" and button["payload"][1:] in intents, (name, button)


def test_answer_buttons_fit_telegram_for_every_question(knowledge: Knowledge) -> None:
    longest = max([*knowledge.findings, *(s.id for s in knowledge.screens)], key=len)
    assert len(f'/answer{{"to":"{longest}","is":"unsure"}}'.encode()) <= 64


def test_no_text_is_torn_apart() -> None:
    """Rasa's own channels split a message at blank lines; a warning must not part from its advice."""
    assert [name for name, text in responses() if re.search(r"\n\s*\n", text["text"])] == []


def test_no_phrase_teaches_two_things() -> None:
    lines: dict[str, set[str]] = {}
    for path in ALL:
        for intent, line in examples(read(path)):
            lines.setdefault(re.sub(r"\W+", " ", line.lower()).strip(), set()).add(intent)
    assert {line: intents for line, intents in lines.items() if len(intents) > 1} == {}


def test_one_wording_per_text() -> None:
    names = Counter(name for name, _ in responses())
    assert [name for name, times in names.items() if times > 1] == []


def test_p7_no_dose_no_diagnosis_no_false_comfort(knowledge: Knowledge) -> None:
    texts = [(name, text["text"]) for name, text in responses()]
    texts += [(r.id, f"{r.because} {r.do}") for r in knowledge.rules]
    texts += [(m.id, f"{m.features} {m.medicine}") for m in knowledge.movements]
    found = [(name, words) for name, text in texts for words in forbidden_in(text)]
    assert found == []


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower()))
    return max(1, len(groups))


def grade(text: str) -> float:
    """Flesch-Kincaid grade, with a vowel-group syllable count (the usual libraries fetch word lists at run time)."""
    text = re.sub(r"\{\w+\}", "number", text)
    # Names that nobody can shorten do not make a text harder for those who ask about them.
    text = re.sub(r"(?i)\b(baclofen|medicines?|emergency|intrathecal|spasticity|tizanidine|dantrolene|gabapentin|"
                  r"carbamazepine|magnesium|cyclobenzaprine|diazepam|physiotherapy|botulinum|fasciculations?)\b",
                  "drug", text)
    sentences = [s for s in re.split(r"[.!?:\n]+", text) if re.search(r"\w", s)]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_texts_can_be_read_by_a_13_year_old(knowledge: Knowledge) -> None:
    texts = [(n, t["text"]) for n, t in responses() if len(t["text"].split()) > 12]
    texts += [(r.id, f"{r.because} {r.do}") for r in knowledge.rules]
    assert {name: round(grade(text), 1) for name, text in texts if grade(text) > 8.5} == {}
