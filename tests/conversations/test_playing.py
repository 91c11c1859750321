"""The runner itself: faults are felt, failures tell what happened, and nothing is played twice or taken for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stories.outcome import Outcome, transcript
from stories.reading import read_story
from tests.conversations.conftest import runner

if TYPE_CHECKING:
    from stories.in_process import InProcess

TWITCH = "- user: my calf keeps twitching\n  bot: {asks about: [breathing_trouble]}\n"


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest) -> InProcess:
    return runner(request.config)


def play(stage: InProcess, turns: str, head: str = "") -> Outcome:
    return stage.play(read_story(f"story: One\n{head}turns:\n{turns}"))


@pytest.mark.parametrize("channel", ["rest", "website", "slack", "telegram"])
@pytest.mark.parametrize("fault", [
    "the action server is down", "the action server answers nonsense", "the understanding fails", "there is no model"])
def test_a_fault_is_felt_as_long_as_it_lasts(stage: InProcess, fault: str, channel: str) -> None:
    head = f"channel: {channel}\n"
    assert play(stage, TWITCH, head).ok
    assert "is not so: it is nothing" in play(stage, TWITCH, f"{head}during: {fault}\n").wrong[0]
    during = f"- user: my calf keeps twitching\n  during: {fault}\n  bot: {{asks: nothing}}\n"
    assert play(stage, during + TWITCH, head).ok


def test_what_a_database_that_is_gone_has_not_kept_is_kept_at_hand(stage: InProcess) -> None:
    """The conversation goes on, and is stored when the database is back: with the next turn, or before the end."""
    begun = (TWITCH + "- user: none\n  bot: {asks about: [takes_baclofen]}\n"
             '- user: "yes"\n  during: the database is gone\n')
    restart, next_turn = "- happens: the assistant is restarted\n", "- user: why do you ask\n"
    goes_on = "  bot: {never asks about: [takes_baclofen], asks: a question}\n"
    for story in (begun + restart + next_turn + goes_on, begun + next_turn + goes_on,
                  begun + next_turn + goes_on + restart + next_turn + goes_on):
        outcome = play(stage, story)
        assert outcome.ok, transcript(outcome)


def test_a_slow_action_server_takes_its_time(stage: InProcess) -> None:
    quick = play(stage, TWITCH)
    slow = play(stage, TWITCH, "during: the action server is slow by 2 s\n")
    assert slow.ok and slow.seconds > quick.seconds + 1


def test_time_passes(stage: InProcess) -> None:
    answer = '- user: "no"\n  bot: {never asks about: [takes_baclofen], asks: %s}\n'
    begun = TWITCH + "- user: none\n  bot: {asks about: [takes_baclofen]}\n- wait: %s\n"
    assert play(stage, begun % "11 hours" + answer % "a question").ok
    assert play(stage, begun % "13 hours" + answer % "nothing").ok


def test_a_failure_reads_like_a_transcript_with_reasons(stage: InProcess) -> None:
    outcome = play(stage, TWITCH + "- user: ran out 2 days ago and now i see bugs on the wall, im on baclofen\n"
                                   "  bot: {level: routine}\n- user: thanks\n  bot: {asks: nothing}\n")
    told = transcript(outcome)
    assert not outcome.ok and "They write: ran out 2 days ago" in told
    assert '✗ "level: routine" is not so: it is emergency_now' in told and "line 5" in told
    assert "intent: emergency" in told and '= hallucinations, yes' in told and "e_withdrawal_severe" in told
    assert "thanks" not in told, "what follows would mean little"


def test_a_button_that_is_not_there_is_told_with_those_that_are(stage: InProcess) -> None:
    outcome = play(stage, TWITCH + "- press: Maybe\n  bot: {asks: nothing}\n")
    assert outcome.wrong[0].startswith('there is no button "Maybe"; there are: None of these, Not sure')


def test_a_missing_closing_line_fails_every_story(stage: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.expecting._unclosed", lambda text: text)
    assert play(stage, "- user: hello\n  bot: {asks: nothing}\n").wrong == [
        "it does not end by urging to see a clinician"]


def test_a_check_without_end_is_a_failure(stage: InProcess) -> None:
    outcome = play(stage, TWITCH + "- until the end: why do you ask\n  bot: {final: true}\n")
    assert outcome.wrong == ["the questions do not end"]


def test_people_have_conversations_of_their_own(stage: InProcess) -> None:
    both = "- at once:\n" + "".join(f"  - who: {who}\n    user: my calf keeps twitching\n" for who in ("Anna", "Ben"))
    outcome = play(stage, both + "- who: Anna\n  user: none\n  bot: {asks about: [takes_baclofen]}\n"
                                 "- who: Ben\n  user: why do you ask\n  bot: {asks about: [breathing_trouble]}\n")
    assert outcome.ok, transcript(outcome)
    assert {turn.who for turn in outcome.turns} == {"Anna", "Ben"}


def test_what_cannot_be_sent_again_says_so(stage: InProcess) -> None:
    outcome = play(stage, "- user: hello\n- again: the last message\n  bot: {asks: nothing}\n")
    assert "channel: website" in outcome.wrong[0]
