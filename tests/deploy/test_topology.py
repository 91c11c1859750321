"""Two processes behind one address: what happens to one of them, or to what they share, costs nobody a turn."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from collections import Counter
from pathlib import Path

import httpx
import psycopg2
import pytest

from deploy.here.topology import Topology
from server.launch.training import model_path
from stories.people.crowd import Person, everybody, speak

HOW_MANY = 1000
# Whose turn it is when an action server is killed.
ACTIONS_AWAY = 850
PLANS = [
    ["my calf keeps twitching for 3 weeks", "none", "no"],
    ["does baclofen stop muscle twitching", "my calf keeps twitching", "none"],
    ["ran out of baclofen 2 days ago and now im seeing bugs on the wall", "help is coming", "thank you"],
    ["my legs are stiff and jumpy at night", "9", "what now"],
]


def stored(topology: Topology) -> dict[str, list[tuple[str, str]]]:
    """What each conversation's people said, in order, with the ids of the messages."""
    found: dict[str, list[tuple[str, str]]] = {}
    with psycopg2.connect(topology.postgres.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY id")
        for sender, data in cursor:
            event = json.loads(data)
            found.setdefault(sender.partition(":")[2], []).append((event["text"], event["message_id"]))
    return found


@pytest.fixture(scope="module")
def people(deployed: Topology) -> list[Person]:
    """A thousand conversations, open at the same time, with everything happening to the deployment that can."""
    crowd = [Person(PLANS[number % len(PLANS)]) for number in range(HOW_MANY)]
    another = Path(deployed.postgres.folder.parent) / "another-model.tar.gz"
    shutil.copy(model_path(), another)

    def restart_redis() -> None:
        deployed.redis.stop()
        deployed.redis.start()

    def crash_postgres() -> None:
        deployed.postgres.stop(signal.SIGQUIT)
        deployed.postgres.start()

    async def all_of_it() -> None:
        await everybody(crowd, deployed.base, 0, {150: lambda: deployed.assistants[0].kill("rasa"), 700: restart_redis,
                                                  ACTIONS_AWAY: lambda: deployed.assistants[1].kill("actions")})
        await everybody(crowd, deployed.base, 1, {150: crash_postgres, 400: lambda: deployed.roll(another)})
        await everybody(crowd[:60], deployed.base, 2, {})

    asyncio.run(all_of_it())
    return crowd


def test_p2_everybody_was_answered(people: list[Person], closings: tuple[str, ...]) -> None:
    for person in people:
        assert len(person.heard) >= 2
        for replies in person.heard:
            assert len(replies) == 1 and replies[0]["text"].endswith(closings), replies
    print(f"sent more than once: {Counter(n for person in people for n in person.tries)}")


def test_p3_every_emergency_was_answered_as_one(people: list[Person]) -> None:
    for person in people:
        level = person.heard[0][0]["triage"]["level"]
        assert (level == "emergency_now") == (person.plan is PLANS[2]), person


def test_no_conversation_was_crossed(people: list[Person]) -> None:
    assert all(reply["recipient_id"] == person.id for person in people for replies in person.heard for reply in replies)


def test_p10_every_turn_is_stored_once_and_in_order(people: list[Person], deployed: Topology) -> None:
    """Only what was answered by the channel alone ("something went wrong") may be missing: the person was told."""
    kept = stored(deployed)
    for person in people:
        said = [text for text, _ in kept[person.id]]
        ids = [id for _, id in kept[person.id]]
        assert len(set(ids)) == len(ids), f"answered twice: {said}"
        known = [text for text, replies in zip(person.plan, person.heard, strict=False)
                 if not replies[-1].get("fallback")]
        assert [text for text in said if text in known] == known and set(said) <= set(person.plan), (said, known)
    # For the seconds that an action server takes to start again, the steps that need it are answered by the channel.
    at_the_channel = [(turn, number) for number, person in enumerate(people)
                      for turn, replies in enumerate(person.heard) if replies[-1].get("fallback")]
    assert all(turn == 0 and number >= ACTIONS_AWAY - 50 for turn, number in at_the_channel), at_the_channel
    assert len(at_the_channel) <= 0.03 * sum(len(person.heard) for person in people)


def test_what_one_person_sends_quickly_is_answered_in_order(people: list[Person], deployed: Topology) -> None:
    """Nobody waits for an answer before writing on; each message is on its way before the next one is sent."""
    said = ["my calf keeps twitching", "none", "no", "does baclofen stop muscle twitching", "thanks", "bye"]
    hasty = [Person(said) for _ in range(5)]

    async def in_a_hurry(person: Person) -> None:
        async def one(number: int) -> None:
            await asyncio.sleep(0.05 * number)
            await speak(person, deployed.base, number)
        await asyncio.gather(*(one(number) for number in range(len(said))))

    async def all_of_them() -> None:
        await asyncio.gather(*map(in_a_hurry, hasty))

    asyncio.run(all_of_them())
    kept = stored(deployed)
    assert [[text for text, _ in kept[person.id]] for person in hasty] == [said] * len(hasty)


def test_the_check_went_on_over_all_of_it(people: list[Person]) -> None:
    for person in people:
        if person.plan is PLANS[0] and not any(replies[-1].get("fallback") for replies in person.heard[:2]):
            assert person.heard[0][0]["triage"]["asking"] and person.heard[1][0]["triage"]["asking"]
            assert person.heard[1][0]["triage"]["progress"]["number"] == 2, person.heard[1]


def test_the_new_model_answers_everywhere(people: list[Person], deployed: Topology) -> None:
    for assistant in deployed.assistants:
        assert assistant.state()["ready"]
        assert "another-model" in Path(assistant.settings["MODEL"]).name


def test_when_nobody_answers_nginx_says_so_with_what_to_do(people: list[Person], deployed: Topology) -> None:
    """The last one: nobody is started again."""
    for assistant in deployed.assistants:
        assistant.stop()
    answer = httpx.post(f"{deployed.base}/webhooks/web/message", content=b'{"message": "hello"}', timeout=30)
    assert answer.status_code == 503 and "call your emergency number" in answer.json()["error"]
    assert answer.headers["access-control-allow-origin"] == "*"
