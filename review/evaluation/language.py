"""The part of the report on language: is each first message taken for what it is?

Every message begins a conversation of its own with a running assistant. Which findings a message tells is read here,
by the assistant's own reader of messages, because no reply says it.
"""

from __future__ import annotations

import secrets
import urllib.error
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from review.evaluation.measures import Bar, Measure, Share
from review.evaluation.messages import KINDS, Message
from review.evaluation.report import Part
from server.launch import chat
from server.understanding.understanding import understanding
from triage import Knowledge

# Conversations held at once.
AT_ONCE = 2
# Lines of the list of confusions, and of each list of findings.
MOST_CONFUSIONS, MOST_FINDINGS = 15, 10
# Characters of a message that are shown.
SHOWN = 130
# Talk with which the assistant must not begin anything.
NOT_OURS = ("out_of_scope", "adversarial")


@dataclass(frozen=True)
class Played:
    """A message with the replies to it and the findings heard in it; ``trouble`` tells why there is no reply."""

    message: Message
    replies: tuple[dict[str, Any], ...]
    heard: Mapping[str, str]
    trouble: str = ""


@dataclass(frozen=True)
class Judged:
    """A played message beside what it should be taken for. Without a reply nothing is right, and nothing wrong."""

    played: Played
    knowledge: Knowledge

    @property
    def message(self) -> Message:
        """What was sent, and what it is."""
        return self.played.message

    @cached_property
    def answered(self) -> tuple[tuple[str, str | None], ...]:
        """Each topic that was answered, with its part."""
        return tuple((r["topic"], r["part"]) for r in self.played.replies if r["topic"])

    @cached_property
    def offers(self) -> tuple[str, ...]:
        """Topics offered instead."""
        return tuple(topic for r in self.played.replies for topic in r["offers"])

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """Findings asked about."""
        return tuple(finding for r in self.played.replies for finding in r["triage"]["asking"])

    @cached_property
    def level(self) -> str | None:
        """The most urgent level that was said."""
        said = [r["triage"]["level"] for r in self.played.replies if r["triage"]["level"]]
        return max(said, key=self._rank, default=None)

    @cached_property
    def at_once(self) -> bool:
        """A right topic was answered."""
        return any(self.message.accepts(*answer) for answer in self.answered)

    @cached_property
    def at_once_or_offered(self) -> bool:
        """A right topic was answered, or is one of those offered."""
        return self.at_once or any(self.message.accepts(topic, None) for topic in self.offers)

    @cached_property
    def wrong(self) -> bool:
        """Some topic was answered that is not right."""
        return not all(self.message.accepts(*answer) for answer in self.answered)

    @cached_property
    def alarm(self) -> bool:
        """The reply says the most urgent level."""
        return self.level == self.knowledge.policy.stop_asking_at.id

    @cached_property
    def found_or_asked(self) -> bool:
        """The reply says one of the two most urgent levels, or asks about something that the message told."""
        second = self.knowledge.one_lower(self.knowledge.policy.stop_asking_at)
        return self._rank(self.level) >= second.rank or bool(set(self.asking) & set(self.message.yes))

    @cached_property
    def taken_up(self) -> bool:
        """The check began: something is asked, or a level said."""
        return bool(self.asking or self.level)

    @cached_property
    def no_topic(self) -> bool:
        """There was a reply, and it answers no topic."""
        return bool(self.played.replies) and not self.answered

    @cached_property
    def left_alone(self) -> bool:
        """There was a reply that answers no topic, offers none, and begins no check."""
        return self.no_topic and not self.offers and not self.taken_up

    @cached_property
    def recognised(self) -> bool:
        """The fixed text of the message's language was said, for danger or not."""
        return self._says("reply") or self.danger_told

    @cached_property
    def danger_told(self) -> bool:
        """The fixed text of the message's language for danger was said."""
        return self._says("reply_danger")

    @cached_property
    def got(self) -> str:
        """What came back, in a line."""
        parts = [part or topic for topic, part in self.answered]
        parts += [f"offers {', '.join(self.offers)}"] if self.offers else []
        parts += [self.level] if self.level else []
        parts += [f"asks {', '.join(self.asking)}"] if self.asking else []
        return self.played.trouble or "; ".join(parts) or "nothing of these"

    def _says(self, which: str) -> bool:
        """Whether a reply holds the first line of this text."""
        texts = cast("dict[str, dict[str, str]]", self.knowledge.language["other_languages"])
        text = texts[self.message.language].get(which)
        return bool(text) and any(text.splitlines()[0] in r["text"] for r in self.played.replies)

    def _rank(self, level: str | None) -> int:
        return self.knowledge.levels[level].rank if level else -1


def play_all(base: str, messages: Iterable[Message]) -> list[Played]:
    """Every message, in their order. Raises :class:`urllib.error.URLError` when nobody is there."""
    messages, reader = list(messages), understanding()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        turns = list(pool.map(lambda message: _first_turn(base, message.says), messages))
    return [Played(message, replies, reader.read(message.says).values(), trouble)
            for message, (replies, trouble) in zip(messages, turns, strict=True)]


def _first_turn(base: str, said: str) -> tuple[tuple[dict[str, Any], ...], str]:
    """The replies, or what prevented them."""
    try:
        replies = chat.send(base, secrets.token_urlsafe(24), said)
    except (urllib.error.HTTPError, TimeoutError) as error:
        return (), f"no reply: {error}"
    return tuple(replies), "" if replies else "no reply"


def part(name: str, played: Sequence[Played], knowledge: Knowledge, held_to: dict[str, Any]) -> Part:
    """The table of one set, the worst confusions, and every miss in a line; ``held_to`` is ``bars.yml``, or nothing."""
    judged = [Judged(p, knowledge) for p in played]
    measures, details = _findings(judged, knowledge.policy.third_party)
    return Part(name=f"language_{name}", title=f"Language: the {name} set, {len(judged)} messages",
                measures={**_measures(judged), **measures}, bars=[Bar(**bar) for bar in held_to.get("language", ())],
                details=[*_confusions(judged), *_misses(judged), *details],
                data={"messages": [_as_data(j) for j in judged]})


def together(sets: Mapping[str, Sequence[Played]], knowledge: Knowledge, held_to: dict[str, Any]) -> Part:
    """The table of all sets, which is what the bars are for: a share of one set alone may be three points off."""
    every = part("all", [p for played in sets.values() for p in played], knowledge, held_to)
    return replace(every, title=f"Language: all {len(sets)} sets together", details=(), data={})


def _of(judged: Sequence[Judged], *kinds: str) -> list[Judged]:
    return [j for j in judged if j.message.kind in kinds]


def _measures(judged: Sequence[Judged]) -> dict[str, Measure]:
    def share(attribute: str, some: Sequence[Judged]) -> Share:
        return Share(sum(getattr(j, attribute) for j in some), len(some))

    topics, talk, foreign = (_of(judged, kind) for kind in ("topic", "talk", "language"))
    emergencies, reports = _of(judged, "emergency"), _of(judged, "report", "emergency")
    return {
        "topics answered at once": share("at_once", topics),
        "topics answered or offered": share("at_once_or_offered", topics),
        "topics answered wrongly": share("wrong", topics),
        "emergencies found": share("alarm", emergencies),
        "emergencies found or asked about at once": share("found_or_asked", emergencies),
        "false alarms": share("alarm", _of(judged, "report", "trap", "topic", "talk")),
        "reports taken as reports": share("taken_up", reports),
        "out of scope handled": share("left_alone", [j for j in talk if j.message.talk == NOT_OURS[0]]),
        "adversarial handled": share("left_alone", [j for j in talk if j.message.talk == NOT_OURS[1]]),
        "other talk answered without a topic": share("no_topic", [j for j in talk if j.message.talk not in NOT_OURS]),
        "other languages recognised": share("recognised", foreign),
        "emergencies in other languages given the danger text": share(
            "danger_told", [j for j in foreign if j.message.danger])}


def _findings(judged: Sequence[Judged], third_party: str) -> tuple[dict[str, Measure], list[str]]:
    """How well findings are heard, and which are heard worst. Who a message is about is left out: it is no symptom.

    What a message tells besides the findings it is marked with counts against precision, so that is a lower bound.
    """
    missed, extra = Counter[str](), Counter[str]()
    told = denied = right = heard_denied = flips = 0
    for j in _of(judged, *KINDS):
        yes, no = set(j.message.yes) - {third_party}, set(j.message.no) - {third_party}
        heard = {value: {f for f, v in j.played.heard.items() if v == value} - {third_party} for value in ("yes", "no")}
        missed.update(yes - heard["yes"])
        extra.update(heard["yes"] - yes)
        told, denied = told + len(yes), denied + len(no)
        right += len(yes & heard["yes"])
        heard_denied += len(no & heard["no"])
        flips += len(yes & heard["no"]) + len(no & heard["yes"])
    details = []
    for title, counts in (("Findings most often missed", missed), ("Findings most often wrongly heard", extra)):
        details += [title, *(f"{n:>4}  {i}" for i, n in counts.most_common(MOST_FINDINGS)), ""]
    return {
        "findings: recall": Share(right, told), "findings: precision": Share(right, right + extra.total()),
        "findings: denials heard": Share(heard_denied, denied),
        "findings: polarity flips": Share(flips, told + denied)}, details


def _confusions(judged: Sequence[Judged]) -> list[str]:
    """The commonest pairs of the best topic and a wrong one answered."""
    pairs = Counter(f"{j.message.topics[0]} -> {part or topic}" for j in _of(judged, "topic")
                    for topic, part in j.answered if not j.message.accepts(topic, part))
    return ["Worst confusions", *(f"{n:>4}  {pair}" for pair, n in pairs.most_common(MOST_CONFUSIONS)), ""]


def _misses(judged: Sequence[Judged]) -> list[str]:
    """Every miss in a line, in groups."""
    topics, talk, emergencies = (_of(judged, kind) for kind in ("topic", "talk", "emergency"))
    groups = {
        "Topics answered wrongly": [j for j in topics if j.wrong],
        "Topics not answered": [j for j in topics if not j.at_once and not j.wrong],
        "Emergencies missed": [j for j in emergencies if not j.found_or_asked],
        "Emergencies not found but asked about": [j for j in emergencies if j.found_or_asked and not j.alarm],
        "False alarms": [j for j in _of(judged, "report", "trap", "topic", "talk") if j.alarm],
        "Reports not taken up": [j for j in _of(judged, "report", "emergency") if not j.taken_up],
        "Out of scope or adversarial, not handled": [
            j for j in talk if j.message.talk in NOT_OURS and not j.left_alone],
        "Other talk answered with a topic, or not at all": [
            j for j in talk if j.message.talk not in NOT_OURS and not j.no_topic],
        "Other languages not recognised, or danger not told": [
            j for j in _of(judged, "language") if not (j.danger_told if j.message.danger else j.recognised)]}
    lines = []
    for title, some in groups.items():
        lines += [f"{title}: {len(some) or 'none'}", *map(_in_a_line, some), ""]
    return lines


def _expected(message: Message) -> str:
    told = f" ({', '.join(message.yes)})" if message.yes else ""
    return " or ".join(message.topics) or message.talk or message.language or f"{message.kind}{told}"


def _in_a_line(judged: Judged) -> str:
    says = " ".join(judged.message.says.split())
    shown = says if len(says) <= SHOWN else says[:SHOWN].rstrip() + " ..."
    return f"- {shown} | {_expected(judged.message)} | got: {judged.got}"


def _as_data(judged: Judged) -> dict[str, Any]:
    return {"says": judged.message.says, "kind": judged.message.kind, "expected": _expected(judged.message),
            "answered": [part or topic for topic, part in judged.answered], "offers": list(judged.offers),
            "level": judged.level, "asking": list(judged.asking), "heard": dict(judged.played.heard),
            "trouble": judged.played.trouble}
