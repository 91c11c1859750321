"""P5 over turns: what is told more makes nothing less urgent, also when a result is open again."""

from __future__ import annotations

import copy

import pytest

from actions.check import take_turn
from actions.heard import Asked, Heard
from actions.state import Check
from triage import Knowledge


@pytest.mark.parametrize("complaint", ["twitch_visible_flicker", "cramp_night"])
def test_a_result_that_rested_on_what_was_not_known_is_not_less_urgent_when_more_is_told(
        knowledge: Knowledge, complaint: str) -> None:
    result = Check(started=True)
    question = take_turn(knowledge, result, Heard({complaint: "yes"}), Asked()).say
    while not result.final:  # nothing else is known, until there is a result
        result.learn(dict.fromkeys(question["asking"], "unknown"))
        result.close_question(question["question"], question["asking"])
        question = take_turn(knowledge, result, Heard({}), Asked()).say
    rank = knowledge.levels[result.level or ""].rank
    assert rank > knowledge.policy.red_flag_level.rank, "the floors for unknown answers make it urgent"
    for finding in knowledge.findings:
        for value in ("yes", "no", "unknown"):
            reply = take_turn(knowledge, copy.deepcopy(result), Heard({finding: value}), Asked())
            if reply.say.get("asking"):  # it is open again
                assert knowledge.levels[reply.say["level"]].rank >= rank, (finding, value, reply.response)
