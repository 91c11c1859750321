"""The comparison of classifiers: what is asked of them, topics summed over their parts, shares, and the table."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from review.classifiers import __main__ as command
from review.classifiers import scores, table
from review.classifiers.candidates import UnknownCandidate, candidates, reports
from review.classifiers.embedding_featurizer import EmbeddingFeaturizer
from review.classifiers.scores import AT_ONCE, IN_THREE, REPORTS, TALK, MessagesError, Wanted
from review.classifiers.table import Row

TOPICS = {"ask_a": "a", "ask_a_part": "a", "ask_b": "b", "ask_c": "c"}
INTENTS = {*TOPICS, "greet", "out_of_scope", "report"}


def ranking(**confidences: float) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": confidence} for name, confidence in confidences.items()]


# -- the arithmetic

def test_a_topic_is_as_likely_as_its_answers_together() -> None:
    ranked = ranking(ask_b=0.35, ask_a_part=0.25, ask_a=0.2, greet=0.15, ask_c=0.05)
    assert scores.guesses(ranked, TOPICS) == ["ask_a", "ask_b", "greet", "ask_c"]
    assert scores.guesses([], TOPICS) == []


def test_shares_are_counted_by_kind() -> None:
    def wanted(kind: str, right: str, finer: str = "") -> Wanted:
        return Wanted("...", kind, finer, frozenset(right.split()))

    given = [(wanted(AT_ONCE, "ask_a"), ["ask_a", "ask_b"]), (wanted(AT_ONCE, "ask_a ask_c"), ["greet", "x", "ask_c"]),
             (wanted(AT_ONCE, "ask_a"), ["x", "y", "z", "ask_a"]), (wanted(AT_ONCE, "ask_a"), []),
             (wanted(TALK, "greet", "small talk"), ["greet"]), (wanted(TALK, "out_of_scope", "out_of_scope"), ["x"]),
             (wanted(REPORTS, "report", "emergency"), ["x", "report"])]
    found = scores.shares([w for w, _ in given], [g for _, g in given])
    assert {name: (share.hits, share.of) for name, share in found.items()} == {
        AT_ONCE: (1, 4), IN_THREE: (2, 4), TALK: (1, 2), REPORTS: (0, 1), f"{TALK}: small talk": (1, 1),
        f"{TALK}: out_of_scope": (0, 1), f"{REPORTS}: emergency": (0, 1)}


# -- evaluation messages

def written(folder: Path, topics: str, told: str = "") -> Path:
    for name, text in zip(scores.FILES, (topics, told or "- {says: x, kind: report}"), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_other_languages_and_traps_are_left_out_and_parts_count_as_topics(tmp_path: Path) -> None:
    folder = written(tmp_path, "[{says: 1, topic: [a_part, b]}, {says: 2, language: fr}, {says: 3, talk: greet}]",
                     "[{says: 4, kind: trap}, {says: 5, kind: emergency, yes: [x]}, {says: 6, kind: report}]")
    assert scores.messages(folder, INTENTS, TOPICS, "report") == [
        Wanted("1", AT_ONCE, "", frozenset({"ask_a", "ask_b"})), Wanted("3", TALK, "small talk", frozenset({"greet"})),
        Wanted("5", REPORTS, "emergency", frozenset({"report"})), Wanted("6", REPORTS, "report", frozenset({"report"}))]


@pytest.mark.parametrize(("entry", "expected"), [
    ("{says: x, topic: [d]}", "there is no topic 'd'"), ("{says: x, talk: gret}", "there is no intent 'gret'"),
    ("{says: x, kind: rapport}", "neither topic nor talk"),
])
def test_an_unusable_message_is_named(tmp_path: Path, entry: str, expected: str) -> None:
    with pytest.raises(MessagesError, match=f"topics.yml, message 2: .*{expected}"):
        scores.messages(written(tmp_path, f"[{{says: y, topic: [a]}}, {entry}]"), INTENTS, TOPICS, "report")


def test_missing_messages_are_named(tmp_path: Path) -> None:
    with pytest.raises(MessagesError, match=r"reports.yml is missing"):
        scores.messages(tmp_path, INTENTS, TOPICS, "report")


# -- candidates

def test_epochs_reach_what_counts_them_and_the_title() -> None:
    counted = {c.name: [part["epochs"] for part in c.config()["pipeline"] if "epochs" in part]
               for c in candidates(epochs=7)}
    assert {name for name, found in counted.items() if found} == {"diet", "diet-minilm"}
    assert all(found in ([], [7]) for found in counted.values())
    assert [c.title for c in candidates(["diet"], epochs=7)] == ["DIET (7 epochs), n-grams"]
    assert candidates(["diet"])[0].pipeline != candidates(["diet"], epochs=7)[0].pipeline


def test_the_projects_own_is_what_is_configured_without_the_router() -> None:
    (own,) = candidates(["own"])
    names = [component["name"] for component in own.pipeline]
    assert names and not any("router" in name.lower() for name in names) and own.learns_messages
    assert all(file.is_file() for file in reports().files)


def test_an_unknown_candidate_is_refused_with_the_known() -> None:
    with pytest.raises(UnknownCandidate, match=r"no candidate dite\. Allowed: logistic, diet,"):
        candidates(["own", "dite"])


# -- the embedding as a featurizer

class _Pretended:
    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[len(text), 1.0] for text in texts]).reshape(-1, 2)


def test_the_embedding_is_the_sentences_and_words_get_zeros() -> None:
    config = {**EmbeddingFeaturizer.get_default_config(), "embedding": f"{__name__}._Pretended", "size": 2}
    messages = [Message({TEXT: "a bc", TOKENS_NAMES[TEXT]: [Token("a", 0), Token("bc", 2)]}), Message({"intent": "x"})]
    EmbeddingFeaturizer(config, "featurizer").process(messages)
    words, sentence = messages[0].get_dense_features(TEXT)
    assert words and sentence and not messages[1].features
    assert words.features.tolist() == [[0, 0], [0, 0]] and sentence.features.tolist() == [[4, 1]]


def test_an_embedding_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidConfigException, match=r"no function 'no\.such'"):
        EmbeddingFeaturizer({**EmbeddingFeaturizer.get_default_config(), "embedding": "no.such"}, "featurizer")


# -- the table

MADE_FROM = {"content": "1", "comparison": "2", "sample": None}


def row(name: str = "one", made_from: dict[str, Any] = MADE_FROM, **more: Any) -> Row:
    found = {"shares": {name: {"hits": 1, "of": 4} for name in scores.MAIN}, "ms_per_message": 1.26,
             "seconds_to_train": 61.4, "mb_on_disk": 9.96, "extra_packages": {}}
    return Row(name, f"the {name}", made_from, more or found)


def test_a_candidate_that_failed_stands_in_the_table_with_the_reason() -> None:
    text = table.as_text([row(), row("other one", failed="Killed:\n no memory")])
    lines = {line.split("  ")[0]: line.split()[-1 - 8:] for line in text.splitlines()}
    assert lines["the one"] == ["one", "25.0%", "25.0%", "25.0%", "25.0%", "1.3", "61", "10.0", "none"]
    assert "the other one  failed: Killed: no memory" in text
    assert "Messages: 4 about a topic, 4 talk, 4 reports." in text
    assert "NOT COMPARABLE" not in text and "FOR TRYING OUT" not in text
    assert "failed: x" in table.as_text([row(failed="x")])


def test_the_table_says_what_spoils_it() -> None:
    assert "NOT COMPARABLE" in table.as_text([row(), row("other", {**MADE_FROM, "content": "3"})])
    assert "about 600 phrases only" in table.as_text([row(made_from={**MADE_FROM, "sample": 600})])


def test_an_earlier_result_is_kept_while_nothing_has_changed(tmp_path: Path) -> None:
    assert table.kept("one", MADE_FROM, tmp_path) is None
    table.write([row(), row("other", failed="x")], tmp_path)
    assert table.kept("one", MADE_FROM, tmp_path) == row()
    assert table.kept("one", {**MADE_FROM, "content": "3"}, tmp_path) is None
    assert table.kept("other", MADE_FROM, tmp_path) is None


def test_a_process_that_dies_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda arguments, **more: subprocess.CompletedProcess(arguments, -9))
    options = Namespace(out=tmp_path, messages=tmp_path, epochs=None, sample=600)
    found = command._found(candidates(["own"])[0], options)
    assert found["failed"].startswith("ended by signal 9; see ")


def test_without_messages_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                           capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["compare", "--messages", str(tmp_path), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit):
        command.main()
    assert "has no topics.yml and no reports.yml" in capsys.readouterr().err and not (tmp_path / "out").exists()
