"""An emergency stands outside the scrolling log until somebody says that help is on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat import Chat
from tests.widget.website import Line

DANGER = "my toddler ate one of my pills"


def test_it_is_an_alert_with_numbers_to_press(chat: Chat) -> None:
    chat.say(DANGER)
    expect(chat.alert).to_contain_text("This needs emergency help now.")
    for number in ("911", "999", "112", "000", "111"):
        link = chat.page.get_by_role("link", name=f"Call {number}")
        assert link.get_attribute("href") == f"tel:{number}" and link.bounding_box()["height"] >= 48
    # Not inside what scrolls.
    assert chat.log.get_by_role("alert").count() == 0


def test_the_alert_is_there_before_so_that_it_is_announced(chat: Chat) -> None:
    expect(chat.alert).to_have_count(1)
    expect(chat.alert).to_be_empty()


def test_a_known_country_has_its_own_numbers_only(chat: Chat) -> None:
    chat.say(DANGER)
    chat.say("i am in new zealand")
    links = chat.page.get_by_role("link", name="Call ")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "tel:111")


def test_the_website_can_name_its_country(visit: Callable[..., Page], website, assistant) -> None:
    tag = f'<script src="{assistant.base}/webhooks/web/widget.js" defer data-country="UK" data-open></script>'
    chat = Chat(visit(website.page("/uk", tag)))
    expect(chat.say(DANGER)).to_contain_text("999")
    assert [link.get_attribute("href") for link in chat.page.get_by_role("link", name="Call ").all()] == [
        "tel:999", "tel:112"]
    # What the person says wins.
    chat.say("i am in australia")
    expect(chat.page.get_by_role("link", name="Call ")).to_have_attribute("href", "tel:000")


def test_it_is_still_there_after_a_reload_and_when_talk_goes_on(chat: Chat) -> None:
    chat.say(DANGER)
    chat.page.reload()
    expect(chat.alert).to_contain_text("emergency")
    chat.say("does baclofen stop twitching")
    expect(chat.alert).to_contain_text("emergency")
    chat.button("Close").click()
    chat.open()
    expect(chat.alert).to_contain_text("emergency")


def test_it_goes_when_somebody_says_that_help_is_coming(chat: Chat) -> None:
    chat.say(DANGER)
    reply = chat.press("Help is on the way")
    expect(chat.mine.last).to_contain_text("Help is on the way")
    expect(reply).to_contain_text("Good that you have asked for help")
    expect(chat.alert).to_be_empty()
    chat.page.reload()
    expect(chat.theirs).to_have_count(2)
    expect(chat.alert).to_be_empty()
    # Another emergency is another alarm, and so is the same once more.
    chat.say("now he has a seizure and i cant wake him")
    expect(chat.alert).to_contain_text("emergency")
    chat.press("Help is on the way")
    expect(chat.alert).to_be_empty()
    chat.say(DANGER)
    expect(chat.alert).to_contain_text("emergency")


@pytest.mark.parametrize("words", ["i have called 999", "the ambulance is on its way"])
def test_saying_it_in_other_words_will_do(chat: Chat, words: str) -> None:
    chat.say(DANGER)
    expect(chat.say(words)).to_contain_text("Good that you have asked for help")
    expect(chat.alert).to_be_empty()


def test_it_stays_until_the_message_has_arrived(shaky: Chat, line: Line) -> None:
    shaky.say(DANGER)
    line.fault = "down"
    shaky.button("Help is on the way").click()
    expect(shaky.button("Try again")).to_be_in_viewport(ratio=1)
    expect(shaky.alert).to_contain_text("emergency")
    line.fault = ""
    shaky.press("Try again")
    expect(shaky.alert).to_be_empty()


def test_it_is_heard_with_its_number(chat: Chat) -> None:
    chat.say(DANGER)
    expect(chat.alert).to_have_text("This needs emergency help now. Call your emergency number now.")
    chat.say("i am in the uk")
    expect(chat.alert).to_have_text("This needs emergency help now. Call 999 or 112.")
    expect(chat.page.get_by_role("link", name="Call 999", exact=True)).to_be_visible()


def test_what_only_sounds_like_one_is_not_said_to_be_one(chat: Chat) -> None:
    chat.say("mum took 2 of her baclofen by mistake she seems ok just sleepy")
    expect(chat.alert).to_contain_text("This may be an emergency.")
    expect(chat.alert).not_to_contain_text("needs emergency help now")
    chat.press("None of these")
    expect(chat.alert).not_to_contain_text("This may be an emergency.")


def test_it_goes_when_it_was_not_so(chat: Chat) -> None:
    chat.say("i have chest pain")
    expect(chat.alert).to_contain_text("emergency")
    chat.say("that is not right")
    expect(chat.alert).to_contain_text("emergency")
    chat.press("None of these" if chat.button("None of these").count() else "No")
    expect(chat.alert).to_be_empty()


@pytest.mark.parametrize("words", ["", "/restart{}"])
def test_a_reply_of_the_channel_alone_does_not_end_it(chat: Chat, words: str) -> None:
    chat.say(DANGER)
    chat.say(words or "\u200b\u200e")
    expect(chat.alert).to_contain_text("emergency")


def test_numbers_are_at_hand_when_the_assistant_is_not(shaky: Chat, line: Line) -> None:
    line.fault = "down"
    shaky.type(DANGER)
    expect(shaky.button("Try again")).to_be_in_viewport(ratio=1)
    assert shaky.page.get_by_role("link", name="Call 999").get_attribute("href") == "tel:999"


def test_phone_numbers_in_the_text_can_be_pressed(chat: Chat) -> None:
    chat.say("i am in the usa")
    expect(chat.say(DANGER).get_by_role("link", name="1-800-222-1222")).to_have_attribute("href", "tel:18002221222")
