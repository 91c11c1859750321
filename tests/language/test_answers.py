"""What counts as an answer to the question that stands, and what only begins like one."""

from __future__ import annotations

import pytest

from server.understanding.understanding import Understanding, understanding


@pytest.fixture(scope="module")
def reader() -> Understanding:
    return understanding()


@pytest.mark.parametrize("says", [
    # To a list of dangers each of these would have been "no" to all of it.
    "i dont feel well", "i don't feel right", "im not well", "he doesnt look right", "she isnt herself",
    "no one is helping me", "no energy at all", "no sleep for three days", "never felt like this before",
    "nothing is helping", "hardly slept", "i haven't slept", "not really sure what is happening",
    # And to a single question a "yes".
    "i am so scared", "i am not ok", "i have symptoms", "i am getting worse", "he is very poorly", "right arm is funny",
    "it is horrible", "a bit frightened", "i have no idea what to do",
    "no to 1 2 and 3", "i dont want to talk", "i dont have anyone", "never had such pain",
    "?", "hold on", "no one is here",
    # Who took it until last week takes it "no longer", and may be in danger for that.
    "not anymore", "no longer", "used to", "no more",
])
def test_what_only_begins_like_an_answer_is_none(reader: Understanding, says: str) -> None:
    answer = reader.read(says).answer
    assert answer is None or answer.kind not in ("yes", "no", "none", "all")


@pytest.mark.parametrize(("says", "kind"), [
    ("i dont", "no"), ("I don't, no.", "no"), ("i dont have any of those", "no"), ("i dont take it", "no"),
    ("i never take any", "no"),
    ("i don't think he does", "no"), ("i dont, my leg just jumps", "no"), ("i haven't had that", "no"),
    ("im not, its only the eyelid", "no"), ("no its just my eyelid", "no"), ("no, sleeping fine", "no"),
    ("no i feel ok", "no"), ("not really, just tired", "no"), ("never had any", "no"), ("nothing like that no", "no"),
    ("none of them just the cramp", "none"), ("no, none of these.", "none"), ("nope all good", "no"),
    ("no thanks doctor", "no"), ("dont have any of that", "no"), ("havent had any", "no"), ("n/a", "no"),
    ("i have none of them", "none"), ("yes and no", "unsure"), ("no not at all", "no"), ("0", "none"),
    ("👍🏽", "yes"), ("👎", "no"), ("??", "again"), ("not that i noticed", "no"), ("some of them", "yes"),
    ("i am not, thanks", "no"), ("no longer", "again"), ("i already told you", "again"),
    ("i am, since march", "yes"), ("i do take it", "yes"), ("i have had that", "yes"),
    ("he is but only at night", "yes"), ("yes my mum does", "yes"), ("a bit, in the evening", "yes"),
    ("it does sometimes", "yes"), ("i am on it", "yes"), ("sometimes when i sit", "yes"), ("yeah a lot", "yes"),
])
def test_an_answer_may_go_on(reader: Understanding, says: str, kind: str) -> None:
    answer = reader.read(says).answer
    assert answer and answer.kind == kind
