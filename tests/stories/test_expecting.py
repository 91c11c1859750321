"""Each word of an expectation is true of the right reply and false of a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from stories.expecting import differences
from stories.people.person import CannotDo, Seen, chosen
from triage import Knowledge

TURN = {"triage": {"level": "soon_days", "final": True, "rules": ["s_one", "s_two"], "movement": "cramp",
                   "asking": ["dark_urine", "jaw_locked"]}, "topic": "missed_dose", "offers": ["storage", "overdose"]}
NOTHING = {"triage": {"level": None, "final": False, "rules": [], "asking": [], "movement": None}, "topic": None,
           "offers": []}


@pytest.fixture
def closing(knowledge: Knowledge) -> str:
    return next(iter(knowledge.levels.values())).closing


@pytest.mark.parametrize(("right", "wrong"), [
    ({"level": "soon_days"}, {"level": "routine"}),
    ({"level": "soon_days"}, {"level": "nothing"}),
    ({"level at least": "soon_days"}, {"level at least": "urgent_same_day"}),
    ({"level at most": "soon_days"}, {"level at most": "routine"}),
    ({"rules": ["s_two"]}, {"rules": ["s_two", "s_three"]}),
    ({"rules": ["s_one"]}, {"rules": "nothing"}),
    ({"asks": "a question"}, {"asks": "nothing"}),
    ({"asks about": ["jaw_locked"]}, {"asks about": ["takes_baclofen"]}),
    ({"never asks about": ["takes_baclofen"]}, {"never asks about": ["takes_baclofen", "jaw_locked"]}),
    ({"topic": "missed_dose"}, {"topic": "storage"}),
    ({"offers": ["overdose"]}, {"offers": "nothing"}),
    ({"movement": "cramp"}, {"movement": "nothing"}),
    ({"buttons": ["Yes"]}, {"buttons": ["yes"]}),
    ({"buttons": ["No", "Yes"]}, {"buttons": "nothing"}),
    ({"final": True}, {"final": False}),
    ({"says": ["LAST dose", "tell them"]}, {"says": ["last dose", "first dose"]}),
    ({"never says": ["first dose"]}, {"never says": ["When"]}),
    ({"says": ["Tell them when", "the last dose was."], "says nothing else": True},
     {"says": ["Tell them"], "says nothing else": True}),
])
def test_a_word_tells_right_from_wrong(right: dict[str, Any], wrong: dict[str, Any], closing: str) -> None:
    seen = Seen(f"Tell them when the last dose was.\n{closing}", ("Yes", "No"), TURN)
    assert differences(right, seen) == []
    assert len(differences(wrong, seen)) == 1


@pytest.mark.parametrize(("right", "wrong"), [
    ({"level": "nothing"}, {"level": "routine"}),
    ({"rules": "nothing"}, {"rules": ["s_one"]}),
    ({"asks": "nothing"}, {"asks": "a question"}),
    ({"topic": "nothing"}, {"topic": "storage"}),
    ({"offers": "nothing"}, {"offers": ["storage"]}),
    ({"movement": "nothing"}, {"movement": "cramp"}),
    ({"buttons": "nothing"}, {"buttons": ["Yes"]}),
    ({"final": False}, {"level at most": "emergency_now"}),
])
def test_nothing_is_a_word_as_well(right: dict[str, Any], wrong: dict[str, Any], closing: str) -> None:
    for turn in (NOTHING, None):  # a channel that says nothing of it has decided nothing
        assert differences(right, Seen(closing, (), turn)) == []
        assert len(differences(wrong, Seen(closing, (), turn))) == 1


def test_p1_a_closing_line_is_always_expected(closing: str) -> None:
    assert "urging" in differences({}, Seen("Take a rest."))[0]
    assert "urging" in differences({}, Seen(f"{closing}\nTake a rest."))[0]


def test_what_is_wrong_names_both(closing: str) -> None:
    wrong = differences({"rules": ["s_three"]}, Seen(closing, (), TURN))
    assert wrong == ['"rules: s_three" is not so: it is s_one, s_two']


def test_a_button_is_found_by_words_that_only_it_has() -> None:
    there = ["None of these", "Not sure", "No"]
    assert [chosen(wanted, there, "button") for wanted in ("no", "none", "NOT SURE")] == [2, 0, 1]
    with pytest.raises(CannotDo, match=r'no button "o"; there are: None of these, Not sure, No'):
        chosen("o", there, "button")
