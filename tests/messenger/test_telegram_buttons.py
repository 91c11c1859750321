"""Telegram's buttons: presses shown and answered once, lists ticked in place, old messages, forged presses."""

from __future__ import annotations

import threading

from stories.platforms.platform import Fault
from stories.platforms.telegram_api import TelegramApi
from stories.platforms.telegram_person import TelegramPerson


def test_a_press_is_shown_and_the_buttons_are_gone(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    question = on_telegram.say("my calf keeps twitching")
    on_telegram.pressed("None of these")
    telegram_api.wait_asked("editMessageText", on_telegram.chat)
    assert "reply_markup" not in question and "\nYou chose: None of these\n" in question["text"]
    assert len(telegram_api.calls_of("answerCallbackQuery", on_telegram)) == 1, "or the sign of waiting would stay"


def test_lists_are_ticked_in_place(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    question = on_telegram.say("my calf keeps twitching")
    on_telegram.tick("a fit or seizure", "chest pain", "new confusion")
    assert sum("☑" in label for label in on_telegram.buttons()) == 3
    on_telegram.tick("new confusion")
    assert sum("☑" in label for label in on_telegram.buttons()) == 2
    answer = on_telegram.pressed("Send what I ticked")
    assert answer["text"].startswith("This needs emergency help now.") and "fit" in answer["text"]
    telegram_api.wait_asked("editMessageText", on_telegram.chat)
    assert "You chose: 3. a fit or seizure today; 8. chest pain" in question["text"]


def test_quick_taps_lose_no_tick(on_telegram: TelegramPerson) -> None:
    on_telegram.say("my calf keeps twitching")
    # All of them come with the buttons as they were before the first.
    taps = [on_telegram.query(label) for label in on_telegram.buttons() if label.startswith("☐")][:5]
    both = [threading.Thread(target=on_telegram.post, args=(tap,)) for tap in [*taps, *taps]]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sum("☑" in label for label in on_telegram.buttons()) == 5, "and a repeated delivery is no second tap"


def test_ticks_survive_a_restart(on_telegram: TelegramPerson) -> None:
    """What the server has forgotten is read off the buttons."""
    question = on_telegram.say("my calf keeps twitching")
    marked = {**question, "message_id": question["message_id"] + 10**6, "reply_markup": {"inline_keyboard": [
        [{**b, "text": b["text"].replace("☐ 3", "☑ 3")}] for b in on_telegram.buttons().values()]}}
    on_telegram.press("Send what I ticked", marked)
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")


def test_sending_without_a_tick_and_none_beside_a_tick_are_asked_back(on_telegram: TelegramPerson,
                                                                      telegram_api: TelegramApi) -> None:
    on_telegram.say("my calf keeps twitching")
    on_telegram.press("Send what I ticked")
    on_telegram.tick("a fit or seizure")
    on_telegram.press("None of these")
    hints = [asked["text"] for asked in telegram_api.calls_of("answerCallbackQuery", on_telegram) if asked.get("text")]
    assert [hint.split()[0] for hint in hints] == ["Tick", "Noted.", "You"]
    assert on_telegram.pressed("Send what I ticked")["text"].startswith("This needs emergency help now.")


def test_a_double_press_is_answered_once(on_telegram: TelegramPerson) -> None:
    question = dict(on_telegram.say("my calf keeps twitching"))
    for _ in range(3):
        assert on_telegram.press("None of these", question).status_code == 200
    on_telegram.next()
    assert len(on_telegram.api.calls_of("answerCallbackQuery", on_telegram)) == 3
    assert "baclofen" in on_telegram.say("repeat")["text"].lower()


def test_a_late_press_is_not_taken_for_the_present_question(on_telegram: TelegramPerson) -> None:
    question = dict(on_telegram.say("my calf keeps twitching"))
    on_telegram.say("none")
    on_telegram.press("Not sure", question)
    late = on_telegram.next()["text"]
    assert "earlier question" in late and "take baclofen" in late


def test_danger_ticked_too_late_is_still_told(on_telegram: TelegramPerson) -> None:
    """Somebody pressed "None of these" by mistake, and then ticks."""
    question = dict(on_telegram.say("my calf keeps twitching"))
    on_telegram.pressed("None of these")
    on_telegram.pressed("No")
    on_telegram.press("☐ 3. a fit or seizure today", question)
    on_telegram.press("Send what I ticked", question)
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")


def test_not_sure_beside_a_tick_is_asked_back(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    on_telegram.say("my calf keeps twitching")
    on_telegram.tick("chest pain")
    on_telegram.press("Not sure")
    assert "You have ticked something" in telegram_api.calls_of("answerCallbackQuery", on_telegram)[-1]["text"]


def test_what_is_no_answer_leaves_the_other_buttons(on_telegram: TelegramPerson, telegram_api: TelegramApi) -> None:
    question = on_telegram.say("my calf keeps twitching")
    on_telegram.tick("chest pain")
    on_telegram.pressed("Why do you ask?")
    telegram_api.wait_asked("editMessageText", on_telegram.chat)
    assert "☑ 8. chest pain, tightness or squeezing" in on_telegram.buttons(question)
    assert "Why do you ask?" not in on_telegram.buttons(question)
    on_telegram.press("Send what I ticked", question)
    assert on_telegram.next()["text"].startswith("This needs emergency help now.")
    emergency = telegram_api.shown[on_telegram.chat][-1]
    on_telegram.pressed("Summary for a clinician")
    telegram_api.wait_asked("editMessageText", on_telegram.chat, 3)
    assert {"Numbers to call", "I have called for help"} <= set(on_telegram.buttons(emergency))


def test_a_tick_that_could_not_be_shown_is_shown_with_the_next(on_telegram: TelegramPerson,
                                                               telegram_api: TelegramApi) -> None:
    refusal = '{"ok": false, "error_code": 400, "description": "Bad Request"}'
    telegram_api.fail("editMessageReplyMarkup", on_telegram.chat, Fault(400, refusal))
    on_telegram.say("my calf keeps twitching")
    on_telegram.tick("chest pain")
    assert not any("☑" in label for label in on_telegram.buttons())
    on_telegram.tick("new confusion")
    assert sum("☑" in label for label in on_telegram.buttons()) == 2


def test_a_press_on_a_message_too_old_to_be_seen(on_telegram: TelegramPerson) -> None:
    on_telegram.say("my calf keeps twitching")
    query = on_telegram.query("None of these")
    query["callback_query"]["message"] = {"chat": {"id": on_telegram.id, "type": "private"}, "message_id": 1, "date": 0}
    assert on_telegram.post(query).status_code == 200
    assert "take baclofen" in on_telegram.next()["text"]


def test_a_button_of_nobody_is_refused(on_telegram: TelegramPerson) -> None:
    question = dict(on_telegram.say("my calf keeps twitching"))
    query = on_telegram.query("None of these")
    for number, data in enumerate(("/restart", '/answer{"to":"gate","is":"99"}', "#unknown", "#send:")):
        query["callback_query"]["data"] = data
        query["update_id"] += 10**10 + number
        assert on_telegram.post(query).status_code == 200
    assert "buttons I offered" in on_telegram.next(3)["text"]
    query["callback_query"]["data"] = "#tick:no_line_of_it"
    on_telegram.post({**query, "update_id": query["update_id"] + 10**11})
    on_telegram.press("Send what I ticked", question)
    assert "buttons I offered" in on_telegram.next()["text"]
