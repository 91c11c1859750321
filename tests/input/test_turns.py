"""Generated turns on each channel (P1 to P5, P7 to P9). ``make fuzz`` plays ten thousand."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conversations.conftest import runner
from tests.input.move import FOREIGN_PRESS, OLD_PRESS, PRESS, SAY, TICK, Move
from tests.input.vocabulary import Vocabulary

if TYPE_CHECKING:
    from stories.in_process import InProcess

CHANNELS = ["rest", "web", "slack", "telegram"]
TURNS, SEED = 300, 20_260
# Texts with everything that Unicode has, halves of characters too; words of people, mixed with that; and their moves.
ANY_TEXT = st.text(st.characters(), max_size=60)
REAL = st.builds(lambda seed: Vocabulary(Random(seed)).any(), st.integers(0, 10**6))
TEXT = ANY_TEXT | REAL | st.builds("{}{}{}".format, REAL, ANY_TEXT, REAL)
MOVES = st.lists(st.builds(Move, st.sampled_from([SAY, SAY, SAY, PRESS, OLD_PRESS, FOREIGN_PRESS, TICK]), TEXT,
                           st.integers(0, 63)), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest) -> InProcess:
    return runner(request.config)


# What generated conversations have found.
@pytest.mark.parametrize("words", ["no, I don't see the point of living", "not really, i want to die",
                                   "ALL i dont WANT TO BE HERE"])
def test_p4_a_question_is_not_answered_by_the_message_that_brings_it(place: InProcess, words: str) -> None:
    person = place.person("rest", place.shared.base)
    seen = person.say(words)
    assert seen.turn and not set(seen.turn["triage"]["asking"]) & place.shared.check(person.conversation)[
        "findings"].keys()


def test_p5_why_it_asks_is_as_urgent_as_what_is_known(place: InProcess) -> None:
    person = place.person("rest", place.shared.base)
    assert "This may be an emergency" in person.say(
        "hospital took him off his baclofen and hes pulling at his drip and doesnt look at us").text
    assert "Please consult a qualified clinician for advice" not in person.say("why do you ask").text


def test_what_was_taken_back_stays_taken_back_after_a_stop(place: InProcess) -> None:
    person = place.person("rest", place.shared.base)
    for words in ("go back please, covid since", "smile's been squint since bells palsy in march, hands fine", "maybe",
                  "that is not right", "not really"):
        seen = person.say(words)
    assert "I have taken that back" in seen.text
    for words in ("stop", "not yet"):
        person.say(words)
    assert place.shared.check(person.conversation)["findings"]["stroke_signs_fast"] == "no"


@pytest.mark.parametrize("channel", CHANNELS)
def test_conversations_made_by_rule(place: InProcess, channel: str) -> None:
    from tests.input.run import retold, run
    summary = run(place, channel, TURNS, SEED)
    assert not summary.failures, "\n\n".join(map(retold, summary.failures))
    assert summary.turns >= TURNS


@pytest.mark.parametrize("channel", CHANNELS)
@settings(max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(moves=MOVES)
def test_whatever_hypothesis_comes_up_with(place: InProcess, channel: str, moves: list[Move]) -> None:
    from tests.input.playing import play
    from tests.input.run import retold
    played = play(place, channel, moves)
    assert not played.wrong, retold(played)
