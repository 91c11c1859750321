"""Whatever fails, on whichever channel, in whatever state: a reply within 15 s with its closing line (P1, P2), what to
do in an emergency (P3), and afterwards the check goes on where it was (P10)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from server.launch.training import model_path, train_if_needed
from stories.in_process import InProcess
from stories.people.person import Person
from stories.stage.stage import Stage
from stories.vocabulary import CHANNELS, DATABASE_GONE, DATABASE_LOCKED, FAULTS
from triage import Knowledge

LONGEST_WAIT_S = 15
SLOW = "the action server is slow by 20 s"
IDLE, MID_CHECK, EMERGENCY = "does baclofen stop muscle twitching", "none", "he wont wake up after his meds"


@pytest.fixture(scope="module")
def playing() -> Iterator[InProcess]:
    train_if_needed()
    runner = InProcess(model_path())
    yield runner
    runner.close()


@pytest.fixture
def stage(playing: InProcess) -> Iterator[Stage]:
    """One that no other test feels."""
    with ExitStack() as opening:
        yield playing.stage(opening)


def said(person: Person, text: str) -> str:
    """The reply, in time."""
    started = time.monotonic()
    seen = person.say(text)
    assert time.monotonic() - started < LONGEST_WAIT_S
    return seen.text


@pytest.mark.parametrize("fault", [*FAULTS, SLOW])
def test_the_table(fault: str, playing: InProcess, stage: Stage, knowledge: Knowledge) -> None:
    closings = tuple(level.closing for level in knowledge.levels.values())
    emergency = knowledge.levels["emergency_now"]
    # What Slack signed is refused when the two clocks differ by more than five minutes.
    channels = [name for name in CHANNELS if name != "slack" or "clock" not in fault]
    people = {(channel, state): playing.person(channel, stage.base)
              for channel in channels for state in (IDLE, MID_CHECK, EMERGENCY)}

    def before(person: Person, state: str) -> None:
        if state != IDLE:
            assert "Do any of these" in person.say("my calf keeps twitching").text

    def during(person: Person, state: str) -> str:
        return said(person, state)

    def after(person: Person, state: str) -> str:
        return said(person, "no")

    with ThreadPoolExecutor(len(people)) as threads:
        def everybody(do):  # type: ignore[no-untyped-def]
            return dict(zip(people, threads.map(lambda cell: do(people[cell], cell[1]), people), strict=True))

        everybody(before)
        with stage.during(fault, [person.conversation for person in people.values()]):
            replies = everybody(during)
        for (channel, state), text in replies.items():
            assert text.endswith(closings), (channel, state, text)
            if state == EMERGENCY:
                assert emergency.opening in text and text.endswith(emergency.closing), (channel, text)
        for (channel, state), text in everybody(after).items():
            if state == MID_CHECK:
                assert "?" in text and "no open question" not in text, (channel, text)


def test_a_conversation_that_cannot_be_looked_up_does_not_begin_afresh_in_silence(
        playing: InProcess, stage: Stage) -> None:
    """Only the database knows it, after a restart; once it is back, nothing that was told since is lost."""
    people = [playing.person(channel, stage.base) for channel in CHANNELS]
    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(lambda person: person.say("my calf keeps twitching"), people))
        stage.restart()
        for person in people:
            person.moved(stage.base)
        with stage.during(DATABASE_GONE, [person.conversation for person in people]):
            for text in threads.map(lambda person: said(person, "none"), people):
                assert "look up what was said before" in text
            for text in threads.map(lambda person: said(person, "my calf keeps twitching for 3 weeks now"), people):
                assert "look up what was said before" not in text and "Do any of these" in text
        time.sleep(2)
        for text in threads.map(lambda person: said(person, "none"), people):
            assert "Question 2" in text


def test_while_somebody_else_writes_a_conversation_can_be_looked_up(playing: InProcess, stage: Stage) -> None:
    """A lock keeps from writing, not from reading; what was told meanwhile is written afterwards."""
    people = [playing.person(channel, stage.base) for channel in CHANNELS]
    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(lambda person: person.say("my calf keeps twitching"), people))
        stage.restart()
        for person in people:
            person.moved(stage.base)
        with stage.during(DATABASE_LOCKED, [person.conversation for person in people]):
            for text in threads.map(lambda person: said(person, "none"), people):
                assert "look up what was said before" not in text and "Question 2" in text
        time.sleep(2)
        for text in threads.map(lambda person: said(person, "no"), people):
            assert "Question 3" in text
