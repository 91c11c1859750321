"""The parts of the classifier by themselves: near phrases, the embedding model's identity, the second ear."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from server.nlu.danger import DangerEar
from server.nlu.features import Features, samples_of
from server.nlu.in_bytes import InBytes
from server.nlu.intent_classifier import Chances
from server.nlu.nearest import NearestPhrases
from server.nlu.sentence_embedding import EmbeddingError, SentenceEmbedding, computed_in_bytes, sentence_embedding
from server.nlu.sentences import MOST, loudest, sentences


def test_near_phrases_outweigh_many_far_ones() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.1, 3.0]])
    nearest = NearestPhrases(sharpness=30.0).fit(rows, np.array([0, 1, 1, 1]), np.ones(4))
    chances = nearest.chances(np.array([2.0, 0.2]), np.ones(2))
    assert chances[0] > 0.99 and chances.sum() == pytest.approx(1.0)


def test_only_the_likeliest_phrases_are_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """And that changes next to nothing: the others would have had no say."""
    draw = np.random.default_rng(3)
    centres = draw.normal(size=(20, 200))
    intents = draw.integers(0, 20, 3000)
    rows = centres[intents] + draw.normal(size=(3000, 200))
    messages = centres + draw.normal(size=(20, 200))
    nearest = NearestPhrases(sharpness=30.0).fit(rows, intents, np.ones(3000))
    found = [nearest.chances(message, np.ones(20)) for message in messages]
    monkeypatch.setattr(NearestPhrases, "CANDIDATES", 3000)
    for message, chances in zip(messages, found, strict=True):
        assert chances == pytest.approx(nearest.chances(message, np.ones(20)), abs=0.02)


def test_only_phrases_of_likely_intents_have_a_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NearestPhrases, "LIKELY", 2)
    nearest = NearestPhrases(sharpness=1.0).fit(np.eye(3), np.array([2, 0, 1]), np.ones(3))
    chances = nearest.chances(np.array([1.0, 0.5, 0.5]), np.array([0.5, 0.4, 0.1]))
    assert chances[2] == 0 and chances[0] == pytest.approx(0.5)


def test_rows_in_bytes_are_nearly_what_they_were() -> None:
    rows = np.random.default_rng(5).normal(size=(50, 300)) / 17
    rows[7] = 0
    kept, which, weights = InBytes(rows), np.array([3, 7, 41]), np.array([0.5, 0.3, -0.2])
    assert kept.products(which, rows[3]) == pytest.approx(rows[which] @ rows[3], abs=5e-3)
    assert kept.weighted_sum(which, weights) == pytest.approx(weights @ rows[which], abs=1e-3)


def test_one_message_has_the_features_it_has_among_many() -> None:
    texts = [*["does baclofen stop twitching", "my calf twitches and i am dizzy", "ran out two days ago",
               "does it stop the twitching in my calf", "i am dizzy", "is it safe", "i ran out"] * 3, "my eyelid zzz"]
    samples = samples_of(texts)
    features, embedding, size = Features(seed=1), sentence_embedding(), SentenceEmbedding.SIZE
    features.DIRECTIONS = 5
    for one, row in zip(samples, features.fit(samples, lambda: embedding.vectors(texts)), strict=True):
        alone = features.row(one, embedding.begun(one.typed))
        assert alone[size:] == pytest.approx(row[size:], abs=5e-3)
        # Computed in bytes, a text's meaning depends a little on what is computed together with it.
        assert alone[:size] @ row[:size] > 0.97


def test_a_message_of_nothing_has_chances_all_the_same() -> None:
    nearest = NearestPhrases(sharpness=30.0).fit(np.eye(2), np.array([0, 1]), np.array([1.0, 3.0]))
    assert nearest.chances(np.zeros(2), np.ones(2)) == pytest.approx([0.25, 0.75])


def test_another_model_file_is_refused(tmp_path: Path) -> None:
    """The package only carries data, and only the data that was measured is run."""
    other = tmp_path / "model.onnx"
    other.write_bytes(b"something else")
    with pytest.raises(EmbeddingError, match="make setup"):
        computed_in_bytes(other)


def test_meaning_is_nearer_than_wording() -> None:
    pill, tablet, tram = sentence_embedding().vectors(["i forgot my pill", "missed a tablet", "the tram leaves at 9"])
    assert pill @ tablet > pill @ tram


@pytest.mark.parametrize("text", ["", "no", "does baclofen stop the twitching in my left calf"])
def test_a_meaning_that_was_begun_is_the_one_that_is_computed_at_once(text: str) -> None:
    begun = sentence_embedding().begun(text)
    assert begun() == pytest.approx(sentence_embedding().vectors([text])[0], abs=1e-5)


def test_messages_that_are_begun_at_the_same_time_each_keep_their_meaning() -> None:
    texts = [f"my calf twitches since {n} days and it worries me" for n in range(30)]
    with ThreadPoolExecutor(6) as people:
        found = list(people.map(lambda text: sentence_embedding().begun(text)(), texts))
    for text, vector in zip(texts, found, strict=True):
        assert vector == pytest.approx(sentence_embedding().vectors([text])[0], abs=1e-5)


def test_no_words_have_no_meaning_and_a_book_is_read_from_its_beginning() -> None:
    empty, book, longer = sentence_embedding().vectors(["", "my calf twitches " * 200, "my calf twitches " * 2000])
    assert not empty.any()
    assert book == pytest.approx(longer, abs=1e-5)


def test_the_ear_hears_what_the_machine_it_learned_with_hears() -> None:
    rows = np.random.default_rng(7).normal(size=(60, 5)).astype(np.float32)
    told = (rows[:, 0] > 0.3).tolist()
    machine = SVC(C=3.0, gamma=0.5, class_weight="balanced", random_state=1).fit(rows, told)
    ear = DangerEar(seed=1).fit(rows, 3, told, [("chest_pain",)] * 60)
    for row in np.random.default_rng(8).normal(size=(20, 5)):
        distance, findings = ear.hear(row)
        assert distance == pytest.approx(machine.decision_function(row[None])[0], abs=1e-4)
        assert findings == (["chest_pain"] if distance >= DangerEar.CALM else [])


def test_chances_are_those_of_the_regression() -> None:
    rows = np.random.default_rng(3).normal(size=(90, 6)).astype(np.float32)
    regression = LogisticRegression(max_iter=500).fit(rows, np.array(["a", "b", "c"])[rows[:, :3].argmax(axis=1)])
    chances = Chances.of(regression)
    assert chances.intents == ["a", "b", "c"]
    assert np.array([chances.of_row(r) for r in rows]) == pytest.approx(regression.predict_proba(rows), abs=1e-4)


def test_the_ear_names_the_findings_of_what_sounds_alike() -> None:
    rows = np.array([[1.0, 0.0, 0.1], [0.9, 0.1, 0.0], [0.0, 1.0, 0.0], [0.1, 0.9, 0.0], [0.0, 0.9, 0.2]])
    ear = DangerEar(seed=1).fit(rows, 2, [True, True, False, False, False],
                                [("breathing_trouble",), ("breathing_trouble", "chest_pain"), (), (), ()])
    near, findings = ear.hear(np.array([1.0, 0.05, 0.0]))
    far, _ = ear.hear(np.array([0.0, 1.0, 0.1]))
    assert near > 0 > far
    assert findings == ["breathing_trouble", "chest_pain"]


def test_the_loudest_sentence_is_heard_and_a_single_one_has_been_heard() -> None:
    texts = ["my arm went dead", "she cannot breathe", "i love my garden", "the bus was late", "tea at four"]
    features, embedding = Features(seed=1), sentence_embedding()
    features.DIRECTIONS = 3
    samples = samples_of(texts * 5)
    rows = features.fit(samples, lambda: embedding.vectors(texts * 5))
    ear = DangerEar(seed=1).fit(rows, features.PLAIN, [True, True, False, False, False] * 5,
                                [("weak_arm",), ("breathing",), (), (), ()] * 5)
    heard = loudest("Tea at four. She cannot breathe! The bus was late", ear, features, embedding.vectors, recall=True)
    assert heard is not None and heard[0] > 0 and heard[1][0] == "breathing"
    assert loudest("she cannot breathe", ear, features, embedding.vectors, recall=True) is None


@pytest.mark.parametrize("text,parts", [
    ("", []), ("hello", []), ("hello.", []), ("3.5 mg at 3 p.m.", []),
    ("I fell. My leg is dead!\nWhat now?", ["I fell.", "My leg is dead!", "What now?"]),
])
def test_sentences_of_a_message(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_of_a_very_long_story_the_last_sentences_are_heard() -> None:
    found = sentences("One day it began. " * 80 + "Now she cannot breathe.")
    assert len(found) == MOST and found[-1] == "Now she cannot breathe."
