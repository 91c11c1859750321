"""Slack as its users see it: the check, an emergency, and everything else that Slack sends."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from stories.platforms.slack_api import SlackApi
from stories.platforms.slack_person import SlackPerson, read
from tests.conftest import Assistant
from tests.messenger.interview import to_result


def test_the_check_to_its_result(on_slack: SlackPerson) -> None:
    question = on_slack.say("my calf keeps jumping")
    assert "Do any of these apply right now" in read(question) and len(on_slack.boxes()) == 13
    assert "13. harm done on purpose" in read(question), "typed numbers need them"
    shown = "".join(block["text"]["text"] for block in question["blocks"] if block["type"] == "section")
    assert "harm done on purpose" not in shown, "it stands beside its box"
    result = read(to_result(on_slack, ticks="caffeine"))
    assert "It sounds more like a fasciculation" in result and "caffeine" in result
    assert "Baclofen and this:" in result


def test_an_emergency_comes_with_numbers_to_tap(on_slack: SlackPerson) -> None:
    message = on_slack.say("ran out of baclofen 2 days ago and now im seeing bugs on the wall")
    assert read(message).startswith("This needs emergency help now.")
    shown = "".join(block["text"]["text"] for block in message["blocks"] if block["type"] == "section")
    assert "<tel:999|999>" in shown and "<tel:112|112>" in shown
    assert "<" not in message["text"], "notifications show plain words"


def test_words_are_read_as_written_and_not_as_slack_marks_them(on_slack: SlackPerson) -> None:
    on_slack.send(text="<@U0BOT> does <https://example.org|baclofen> stop twitching &amp; cramps?")
    assert "Baclofen" in read(on_slack.next())


def test_what_a_person_writes_cannot_notify_a_channel(on_slack: SlackPerson) -> None:
    message = on_slack.say("my leg <!channel> <b>keeps</b> twitching & jumping")
    assert "<!channel>" not in json.dumps(message["blocks"])


def test_a_press_is_shown_on_the_message(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    question = on_slack.say("my calf keeps twitching")
    on_slack.pressed("None of these")
    slack_api.wait_asked("chat.update", on_slack.chat)
    assert not on_slack.buttons(question)
    assert question["blocks"][-1]["elements"][0]["text"] == "You chose: None of these"
    shown = "".join(block["text"]["text"] for block in question["blocks"] if block["type"] == "section")
    assert "13. harm done on purpose" in shown, "what was denied can be read"


def test_ticked_lines_are_answered_and_shown(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    question = on_slack.say("my calf keeps twitching")
    fit, pain = "3. a fit or seizure today", "8. chest pain, tightness or squeezing"
    on_slack.tick(pain, fit)
    answer = on_slack.pressed("Send what I ticked")
    assert read(answer).startswith("This needs emergency help now.") and "fit" in read(answer)
    slack_api.wait_asked("chat.update", on_slack.chat)
    assert question["blocks"][-1]["elements"][0]["text"] == f"You chose: {fit}; {pain}"


def test_sending_without_a_tick_and_none_beside_a_tick_are_asked_back(on_slack: SlackPerson) -> None:
    question = on_slack.say("my calf keeps twitching")
    hint = on_slack.pressed("Send what I ticked", question)
    assert read(hint).startswith("Tick what applies first")
    box = on_slack.boxes(question)[1]
    on_slack.ticks = {box}
    assert on_slack.press("None of these", question).status_code == 200
    assert read(on_slack.next()).startswith("You have ticked something")
    on_slack.ticks = {box}
    on_slack.press("Send what I ticked", question)
    assert "Tick what" not in read(on_slack.next())


def test_a_double_press_is_answered_once(on_slack: SlackPerson) -> None:
    question = on_slack.say("my calf keeps twitching")
    before = {**question, "blocks": list(question["blocks"])}
    for _ in range(3):
        assert on_slack.press("None of these", before).status_code == 200
    on_slack.next()
    assert "baclofen" in read(on_slack.say("repeat")).lower()


def test_a_late_press_is_not_taken_for_the_present_question(on_slack: SlackPerson) -> None:
    question = on_slack.say("my calf keeps twitching")
    before = {**question, "blocks": list(question["blocks"])}
    on_slack.say("none")
    on_slack.press("Not sure", before)
    assert "earlier question" in read(on_slack.next())


def test_danger_ticked_too_late_is_still_told(on_slack: SlackPerson) -> None:
    """Somebody pressed "None of these" by mistake, and then ticks."""
    question = on_slack.say("my calf keeps twitching")
    before = {**question, "blocks": list(question["blocks"])}
    on_slack.pressed("None of these")
    on_slack.ticks = {"3. a fit or seizure today"}
    on_slack.press("Send what I ticked", before)
    assert read(on_slack.next()).startswith("This needs emergency help now.")


def test_what_is_no_answer_leaves_the_other_buttons(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    question = on_slack.say("my calf keeps twitching")
    on_slack.pressed("Why do you ask?")
    slack_api.wait_asked("chat.update", on_slack.chat)
    assert "Why do you ask?" not in on_slack.buttons(question) and len(on_slack.boxes(question)) == 13
    on_slack.ticks = {"3. a fit or seizure today"}
    on_slack.press("Send what I ticked", question)
    assert read(on_slack.next()).startswith("This needs emergency help now.")


def test_a_button_of_nobody_is_refused(on_slack: SlackPerson) -> None:
    message = on_slack.say("hello")
    action = {"type": "button", "action_id": "choice_1", "block_id": "row_1", "value": "/restart",
              "text": {"type": "plain_text", "text": "Restart"}}
    assert on_slack.interact(action, message).status_code == 200
    assert "buttons I offered" in read(on_slack.next())


@pytest.mark.parametrize("ticks", [
    "0", "1 and 99", "takes_baclofen", "seizure_now_or_today and takes_baclofen", "x" * 900])
def test_ticks_of_no_list_are_refused(on_slack: SlackPerson, ticks: str) -> None:
    message = on_slack.say("my calf keeps twitching")
    action = {"type": "button", "action_id": "choice_1", "block_id": "row_1",
              "text": {"type": "plain_text", "text": "x"}, "value": f'/answer{{"to": "gate", "is": "{ticks}"}}'}
    on_slack.interact(action, message)
    assert "buttons I offered" in read(on_slack.next())


def test_in_a_channel_it_invites_and_repeats_nothing(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    on_slack.send(type="app_mention", channel="C0PUBLIC1", channel_type="channel",
                  text="<@U0BOT> my calf keeps twitching since my divorce")
    invitation = slack_api.wait("C0PUBLIC1", 1)[0]
    assert invitation["ephemeral"] == on_slack.user, "only who asked sees it"
    assert "direct message" in read(invitation) and "divorce" not in json.dumps(invitation)
    link = invitation["blocks"][-1]["elements"][0]
    assert link["url"] == "https://slack.com/app_redirect?app=A0APP&team=T0TEAM"
    assert "Nothing has been told" in read(on_slack.say("summary")), "nothing of it was kept"


def test_danger_told_in_a_channel_is_answered_there(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    on_slack.send(type="app_mention", channel="C0PUBLIC2", channel_type="channel",
                  text="<@U0BOT> he took ten of his baclofen and wont wake up")
    assert read(slack_api.wait("C0PUBLIC2", 1)[0]).startswith("This needs emergency help now.")


def test_what_is_passed_on_is_read(on_slack: SlackPerson) -> None:
    on_slack.send(text="", attachments=[{"is_share": True, "text": "he took ten baclofen and wont wake up"}])
    assert read(on_slack.next()).startswith("This needs emergency help now.")


@pytest.mark.parametrize("text", ["he is *not* breathing", "_he is not breathing_", "`he is not breathing`",
                                  "*he is _not_ breathing*"])
def test_how_words_look_hides_nothing(on_slack: SlackPerson, text: str) -> None:
    assert read(on_slack.say(text)).startswith("This needs emergency help now.")


def test_thousands_of_marks_hold_up_nobody(on_slack: SlackPerson) -> None:
    for mark in ("`", "*_", "*a "):
        on_slack.say(mark * 4000)


def test_a_mention_that_says_little_of_itself_is_answered(on_slack: SlackPerson, slack_api: SlackApi) -> None:
    event = on_slack.event(type="app_mention", channel=f"C{on_slack.user}", channel_type="channel", text="<@U0BOT> hi")
    on_slack.post(json.dumps({name: value for name, value in event.items() if name not in ("api_app_id", "team_id")}))
    assert "direct message" in read(slack_api.wait(f"C{on_slack.user}", 1)[0])


def test_danger_in_the_middle_of_a_very_long_message_is_found(on_slack: SlackPerson) -> None:
    filler = "it was a long day and i was in the garden with the dog. " * 110
    assert read(on_slack.say(f"{filler} my husband took ten baclofen and wont wake up. {filler}")).startswith(
        "This needs emergency help now.")


def test_files_are_told_to_be_unseen(on_slack: SlackPerson) -> None:
    on_slack.send(text="", subtype="file_share", files=[{"id": "F1", "mimetype": "video/mp4"}])
    assert read(on_slack.next()).startswith("I can only read words.")
    on_slack.send(text="does baclofen stop twitching", subtype="file_share", files=[{"id": "F1"}])
    answer = read(on_slack.next())
    assert answer.startswith("Not reliably") and "\nI could read your words, but I can't see" in answer
    on_slack.send(text="my toddler ate one of my pills", subtype="file_share", files=[{"id": "F1"}])
    assert read(on_slack.next()).startswith("This needs emergency help now.")


def test_an_edit_is_not_taken_up_but_danger_in_it_is(on_slack: SlackPerson) -> None:
    person = {"type": "message", "user": on_slack.user, "edited": {"user": on_slack.user, "ts": "1.0"}, "ts": "1.0"}
    before = {"type": "message", "user": on_slack.user, "text": "my calf keeps", "ts": "1.0"}
    on_slack.send(subtype="message_changed", user=None, message={**person, "text": "my calf keeps jumping"},
                  previous_message=before)
    assert "send me the corrected words" in read(on_slack.next())
    on_slack.send(subtype="message_changed", user=None, message={**person, "text": "he is not breathing"},
                  previous_message=before)
    assert read(on_slack.next()).startswith("This needs emergency help now.")


@pytest.mark.parametrize("event", [
    {"bot_id": "B1", "text": "I am a bot"}, {"subtype": "bot_message", "text": "me too", "user": None},
    {"subtype": "message_deleted", "user": None}, {"subtype": "channel_join", "text": "has joined"},
    {"subtype": "message_changed", "user": None, "message": {"bot_id": "B1", "text": "new", "edited": {"ts": "1"}}},
    {"subtype": "message_changed", "user": None, "message": {"user": "U1", "text": "same"}},
    {"channel_type": "channel", "channel": "C1", "text": "not for us"}, {"type": "app_home_opened"},
    {"channel_type": "mpim", "channel": "G1", "text": "three of us"}, {"type": "reaction_added"},
])
def test_what_is_said_to_nobody_gets_no_answer(on_slack: SlackPerson, event: dict[str, object]) -> None:
    on_slack.send(**event)
    on_slack.say("hello")  # and nothing but its answer
    assert not on_slack.api.shown["C1"] and not on_slack.api.shown["G1"]


@pytest.mark.parametrize("kind", [
    "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])
def test_every_way_of_writing_the_content_type(on_slack: SlackPerson, kind: str) -> None:
    on_slack.send(kind, text="hello")
    assert "assistant" in read(on_slack.next())


def test_an_answer_in_a_thread_stays_there(on_slack: SlackPerson) -> None:
    on_slack.send(text="hello", thread_ts="1699999999.000100")
    assert on_slack.next()["thread_ts"] == "1699999999.000100"


def test_forget_me_asks_first_and_then_erases(on_slack: SlackPerson) -> None:
    on_slack.say("my calf keeps twitching")
    assert "erase everything" in read(on_slack.say("Forget me!"))
    assert "Nothing was erased" in read(on_slack.pressed("No, keep it"))
    on_slack.say("forget me")
    assert "is erased from this service. Slack keeps" in read(on_slack.pressed("Yes, erase it"))
    assert "Nothing has been told" in read(on_slack.say("summary"))


def test_one_conversation_a_person_and_none_shared(slack_people: Callable[[], SlackPerson]) -> None:
    first, second = slack_people(), slack_people()
    first.say("my calf keeps twitching")
    assert "Nothing has been told" in read(second.say("summary"))


def test_the_address_is_verified_for_slack_only(on_slack: SlackPerson, assistant: Assistant) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert on_slack.post(body).json() == {"challenge": "abc"}
    assert httpx.post(on_slack.url, content=body).status_code == 401
