"""What a conversation holds for the summary: the person's own words, what they told, and what they asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, Event, Restarted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from server.nlu import keys
from server.privacy.left_out import name_filter
from server.speech.turn import CHECK_SLOT, KEY
from server.store.conversation import all_events

INTENT = "summary"
# Three paragraphs of complaint are read; a page of it is not. What was cut has been read for findings all the same.
LONGEST_WORDS = 1500
LONGEST_QUESTION = 160
MOST_QUESTIONS = 8

_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


@dataclass(frozen=True)
class Question:
    """Something the person asked about: the topic's label, empty when it was not understood, and their words, empty
    when they pressed a button."""

    label: str
    words: str = ""


@dataclass(frozen=True)
class Said:
    """One message that the person typed or pressed."""

    text: str
    typed: bool
    intent: str
    topic: str | None
    told: Mapping[str, str]
    asks: bool
    answers: bool

    @classmethod
    def of(cls, event: UserUttered) -> Said:
        """From Rasa's event; what was understood is in its parse result."""
        data = event.parse_data or {}
        reading = data.get(keys.READING) or {}
        text = event.text or ""
        return cls(text, not text.startswith("/"), event.intent_name or "", data.get(keys.TOPIC),
                   reading.get("told") or {}, bool(reading.get("asks")), bool(reading.get("answer")))

    def tells(self, topics: Mapping[str, str]) -> bool:
        """Whether these are words about how the person is, and not only an answer or a question."""
        if not self.typed or self.intent == INTENT or self.intent in topics:
            return False
        return "yes" in self.told.values() or (
            self.intent in (keys.REPORT, keys.EMERGENCY) and not self.answers and not self.told)


def since_the_start(tracker: DialogueStateTracker) -> list[Event]:
    """The events since the conversation began or the person last started over."""
    events, start = all_events(tracker), 0
    for number, event in enumerate(events):
        if isinstance(event, (Restarted, SessionStarted)) or (
                isinstance(event, SlotSet) and event.key == CHECK_SLOT and event.value is None):
            start = number
    return events[start:]


def own_words(events: list[Event], topics: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """The complaint in the person's words, without names, and whether it was shortened."""
    said = [Said.of(e) for e in events if isinstance(e, UserUttered)]
    words: list[str] = []
    left = LONGEST_WORDS
    for text in dict.fromkeys(plain(s.text) for s in said if s.tells(topics)):
        if left <= 0:
            return tuple(words), True
        words.append(clipped(text, left))
        left -= len(text)
    return tuple(words), left < 0


def not_yet_taken_up(events: list[Event]) -> dict[str, str]:
    """Findings in messages since the check was last written: before it begins, or when its action was lost."""
    told: dict[str, str] = {}
    for event in events:
        if isinstance(event, SlotSet) and event.key == CHECK_SLOT:
            told = {}
        elif isinstance(event, UserUttered) and Said.of(event).intent != INTENT:
            told |= {f: v for f, v in Said.of(event).told.items() if told.get(f) != "yes"}
    return told


def asked_by_the_bot(events: list[Event]) -> list[str]:
    """Every finding that a bot message asked about, in order."""
    turns = [e.metadata.get(KEY) or {} for e in events if isinstance(e, BotUttered)]
    return list(dict.fromkeys(i for t in turns for i in (t.get("triage") or {}).get("asking") or ()))


def questions(events: list[Event], topics: Mapping[str, str]) -> tuple[Question, ...]:
    """What the person asked about; ``topics`` are the labels of topics by intent."""
    found: list[Question] = []
    offered = ""  # the words that were answered with an offer of topics, until one of them is picked
    for event in events:
        if isinstance(event, UserUttered):
            said = Said.of(event)
            words = clipped(plain(said.text), LONGEST_QUESTION) if said.typed else ""
            if offered and words and not said.answers:  # something else instead of a pick
                found.append(Question("", offered))
                offered = ""
            topic = said.intent if said.intent in topics else said.topic
            if topic in topics:
                found.append(Question(topics[topic], words or offered))
                offered = ""
            elif said.typed and said.intent == keys.OFFER:
                offered = words
            elif said.typed and said.intent == keys.NOT_UNDERSTOOD and said.asks:
                found.append(Question("", words))
        elif isinstance(event, BotUttered) and offered and _topic_of(event) in topics:  # picked by its number
            found.append(Question(topics[_topic_of(event)], offered))
            offered = ""
    found += [Question("", offered)] if offered else []
    return _without_repeats(found)[:MOST_QUESTIONS]


def _topic_of(event: BotUttered) -> str:
    turn: dict[str, Any] = event.metadata.get(KEY) or {}
    return keys.TOPIC_PREFIX + str(turn.get("part") or turn.get("topic"))


def _without_repeats(found: list[Question]) -> tuple[Question, ...]:
    """One entry a topic, with the first words it was asked in."""
    by_label: dict[str, Question] = {}
    for question in found:
        key = question.label or question.words
        known = by_label.get(key)
        by_label[key] = question if known is None or not known.words else known
    return tuple(by_label.values())


def plain(text: str) -> str:
    """One line without names, fit for any document: no control characters, no broken ones."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return name_filter()(_SPACES.sub(" ", text).strip())


def clipped(text: str, longest: int) -> str:
    """At most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(" ,;.") + " ..."
