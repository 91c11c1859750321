"""What messages say: emergencies found, calm elsewhere, findings with their polarity.

The phrases were written by people who had not seen the patterns. They have since been used to find gaps, so they guard
what was reached and measure nothing new.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from server.understanding.screen import screen
from server.understanding.understanding import Understanding, understanding
from triage import Knowledge

FOLDER = Path(__file__).resolve().parent


def read(name: str) -> list[dict[str, Any]]:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def reader() -> Understanding:
    return understanding()


def alarms(knowledge: Knowledge, reader: Understanding, text: str) -> tuple[str, ...]:
    alarm = screen(knowledge, reader.read(text))
    return alarm.rules if alarm else ()


def test_p3_emergencies_in_one_message_are_found(knowledge: Knowledge, reader: Understanding) -> None:
    cases = read("emergencies.yml")
    missed = [c["says"] for c in cases if not set(c["rules"]) & set(alarms(knowledge, reader, c["says"]))]
    assert len(missed) <= 0.03 * len(cases), "\n".join(missed)


def test_harmless_messages_raise_no_alarm(knowledge: Knowledge, reader: Understanding) -> None:
    cases = read("traps.yml")
    raised = [(c["says"], alarms(knowledge, reader, c["says"])) for c in cases]
    wrong = [r for r in raised if r[1]]
    assert len(wrong) <= 0.03 * len(cases), "\n".join(map(str, wrong))


def test_findings_are_heard_with_their_polarity(reader: Understanding) -> None:
    right = missed = 0
    flipped = []
    for case in read("findings.yml"):
        heard = reader.read(case["says"]).values()
        for value in ("yes", "no"):
            for finding in case.get(value) or ():
                right += heard.get(finding) == value
                missed += heard.get(finding) != value
                if heard.get(finding) not in (None, value):
                    flipped.append((case["says"], finding, value))
    assert right >= 0.8 * (right + missed)
    assert len(flipped) <= 0.03 * (right + missed), "\n".join(map(str, flipped))


@pytest.mark.parametrize(("says", "finding", "value"), [
    ("no trouble swallowing", "swallow_trouble", "no"),
    ("i can't swallow", "swallow_trouble", "yes"),
    ("dont have any fever", "high_fever", "no"),
    ("i dont think he is confused", "new_confusion", "no"),
    ("no fever, confusion or fits", "new_confusion", "no"),
    ("not confused but he is seeing things", "hallucinations", "yes"),
    ("cant breathe chest pain", "chest_pain", "yes"),
    ("she's halucinating", "hallucinations", "yes"),
    ("i had a fit in the bath", "seizure_now_or_today", "yes"),
    ("no weakness, swallowing fine", "swallow_trouble", "no"),
    ("haven't taken my baclofen", "takes_baclofen", "yes"),
    ("my arm is weak too", "weakness_progressive", "yes"),
    ("he collapsed a minute ago", "unresponsive_or_hard_to_wake", "yes"),
])
def test_polarity(reader: Understanding, says: str, finding: str, value: str) -> None:
    assert reader.read(says).values().get(finding) == value

@pytest.mark.parametrize(("says", "heard"), [
    ("my speech has been getting slurred over the last 6 months", False),
    ("dads speech is slowly getting slurred since spring", False),
    ("his words get more slurred every month", False),
    ("mums face is slowly drooping", True),
    ("his mouth is gradually drooping on one side", True),
    ("his speech suddenly went slurred over the last hour", True),
    ("slowly got worse over the last year, and today his face dropped on one side", True),
    ("her speech is slurred since this morning", True),
    ("taking it for over 5 months and my face is drooping", True),
])
def test_what_came_slowly_did_not_come_suddenly(reader: Understanding, says: str, heard: bool) -> None:
    assert (reader.read(says).values().get("stroke_signs_fast") == "yes") is heard


@pytest.mark.parametrize("says", [
    "what if i took too many", "can baclofen cause seizures", "my uncle had a seizure years ago", "i am dying to know",
    "this pain is killing me", "fit as a fiddle", "does it make you hallucinate", "what happens if i stop it suddenly",
    "not suicidal just fed up", "my dog ate my baclofen", "i paint every day", "any info on baclofen and seizures",
    "should i worry about breathing problems with baclofen", "my son is fit and healthy", "can i stop it suddenly",
    "i sat down and my leg twitched", "my leg went numb when i sat on the loo", "it was fine but the door hit my toe",
])
def test_calm(knowledge: Knowledge, reader: Understanding, says: str) -> None:
    assert alarms(knowledge, reader, says) == ()


@pytest.mark.parametrize(("typed", "whole"), [
    ("Cant stop shakin", "can not stop shaking"),
    ("she dont take 60mg bacolfen", "she do not take 60mg baclofen"),
    ("it isn\u2019t him, he's fine", "it is not him, he is fine"),
    ("no", "no"),
    ("", ""),
    ("whyyyy is it sooo stiff, nooo", "whyyyy is it sooo stiff, nooo"),
    ("mysef on the bord", "myself on the board"),
    ("he dosnt no what day it is, i dont no", "he does not know what day it is, i do not know"),
    ("it aint no cramp", "it ai not no cramp"),
    ("see https://x.org/a.b at 3 p.m.,e.g. 3.5 mg", "see https://x.org/a.b at 3 p.m.,e.g. 3.5 mg"),
])
def test_what_is_learned_from_is_in_whole_words(reader: Understanding, typed: str, whole: str) -> None:
    assert reader.whole(typed) == whole


@pytest.mark.parametrize("says", [
    "i jus tuk the hole box im sory", "he carnt breeve an his lips hav gon blu", "mi dad wont wayk up",
    "shes havin a seezure on the flor", "my throte is swelin shut",
])
def test_who_spells_by_ear_is_heard(knowledge: Knowledge, reader: Understanding, says: str) -> None:
    assert alarms(knowledge, reader, says)


def test_capitals_change_nothing(reader: Understanding) -> None:
    for case in (*read("emergencies.yml"), *read("traps.yml"), *read("findings.yml")):
        says = case["says"]
        assert reader.read(says.upper()).values() == reader.read(says.lower()).values(), says


@pytest.mark.parametrize("says", [
    "I CANT BREATHE", "I CAN'T BREATHE", "HE WONT WAKE UP PLEASE HELP", "I DONT WANT TO LIVE ANYMORE",
    "my chest hurts.i cant breathe", "mum is confused.she took baclofen.now shes asleep", "help!he wont wake up",
    "can`t breathe", "i can t breathe", "can,t breathe", "can\u00b4t breathe", "can\u2019t\u200bbreathe",
    "\uff43\uff41\uff4e\uff54 breathe", "\u0130 CANT BREATHE", "helpppp cant breeeeathe", "he stopped breathinggggg",
    "i carnt keep mysef safe no more", "he dosnt wake up", "he dosnt no what day it is", "wont wakeup",
    "nooo the babyyy is blueee",
    "grandad went all quiet, his fingernails look purple", "fit 10 mins ago got a baclofen pump",
    "i have a plan and the pills are in front of me",
])
def test_however_it_is_typed_danger_is_heard(knowledge: Knowledge, reader: Understanding, says: str) -> None:
    assert alarms(knowledge, reader, says)


def test_words_are_quoted_as_they_were_typed(reader: Understanding) -> None:
    quoted = {m.finding: m.text for m in reader.read("HELP! My CHEST Hurts.I CANT breathe").mentions}
    assert (quoted["chest_pain"], quoted["breathing_trouble"]) == ("CHEST Hurts", "CANT breathe")


def test_each_spelling_is_listed_once(knowledge: Knowledge) -> None:
    listed = knowledge.language["spellings"]
    spellings = [spelling for some in listed.values() for spelling in some]
    assert len(set(spellings)) == len(spellings) and not set(spellings) & set(listed)
    assert all(len(spelling.split()) == 1 and spelling == spelling.lower() for spelling in spellings)


@pytest.mark.parametrize("says", [
    "my dog swallowed a sock and is breathing funny", "cat had a fit at the vets", "the budgie isnt breathing",
    "our old spaniel has collapsed", "my son passed out his exam papers", "the dog had a fit of barking",
])
def test_what_an_animal_has_is_no_alarm(knowledge: Knowledge, reader: Understanding, says: str) -> None:
    assert not alarms(knowledge, reader, says)


@pytest.mark.parametrize("says", [
    "dog bit me 5 days ago and now i cant open my mouth", "the dog is barking and my dad isnt breathing",
    "the cat has my baclofen and my daughter swallowed one", "our dog is fine but my wife collapsed",
    "the dog is on the bed with mum she wont wake up", "walking the dog he had a seizure",
])
def test_an_animal_in_the_story_hides_no_danger(knowledge: Knowledge, reader: Understanding, says: str) -> None:
    assert alarms(knowledge, reader, says)
