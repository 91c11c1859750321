"""One message being put together: its lines, its question, its buttons, its closing line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.shared.core.trackers import DialogueStateTracker

from server.nlu import keys
from server.speech.parts import Parts
from server.speech.summary import spoken_summary
from server.speech.turn import CHECK_SLOT, KEY, last_turn, turn, website_country
from triage import Level

if TYPE_CHECKING:
    from server.speech.generator import Speech


class Message:
    """One message being put together."""

    def __init__(self, speech: Speech, response: dict[str, Any], tracker: DialogueStateTracker,
                 say: dict[str, Any]) -> None:
        self.speech, self.response, self.tracker, self.say = speech, response, tracker, say
        self.metadata = response.get("metadata") or {}
        # The check speaks for itself; anything else is said against the background of the check so far.
        self.check = {} if say.get("from_check") else tracker.get_slot(CHECK_SLOT) or {}
        they = (self.check.get("findings") or {}).get(speech.knowledge.policy.third_party) == "yes"
        country = (say.get("country") or (self._latest().get(keys.READING) or {}).get("country")
                   or self.check.get("country") or website_country(tracker.latest_message))
        self.parts = Parts(speech.knowledge, country, say.get("they", they))
        self.pending = last_turn(tracker)
        self.buttons = list(response.get("buttons") or [])

    def finished(self) -> dict[str, Any]:
        """The message as Rasa wants it."""
        knowledge = self.speech.knowledge
        question, asking = self._question()
        offers = self._offers(asking)
        level = self._level()
        emergency = level == knowledge.policy.stop_asking_at
        # After an emergency nothing may come before the action, not even an answer that was asked for.
        known = self.say.get("rules") or self.metadata.get("says_steps") or self.metadata.get("help_is_known")
        lines = [self.parts.words["emergency_first"]] if emergency and not known else []
        lines.append(self._lines(question, asking))
        lines.append(self._offer(offers, asking))
        progress = self._progress(question)
        self.buttons = self._choices(offers, question, asking)
        if asking:
            counted = self.parts.words["progress"].format(number=progress[0], about=progress[1]) if progress else ""
            lines.append(f"{counted} {self.parts.question(question, asking)}".strip())
        elif not emergency:
            lines.append(knowledge.safety_net)
        if emergency:
            lines.append(self.parts.numbers_list())
            self._keep_the_steps_at_hand()
        self._offer_other_treatments()
        lines.append((level or _information(knowledge)).closing)
        text = self.parts.filled("\n".join(line for line in lines if line))
        return {"text": text, "buttons": self.buttons, KEY: turn(
            level=level.id if level and level.rank else None,
            final=bool(self.say.get("final") or self.check.get("final")),
            rules=self.say.get("rules") or self.check.get("rules") or self._unrecorded().get("rules"),
            asking=asking, movement=self.say.get("movement"), topic=self.metadata.get("topic"),
            part=self.metadata.get("part"), question=question, progress=progress,
            offered=[] if asking or self._answers else [f"utter_{i}" for i in offers],
            misses=self.pending.get("misses", 0) + 1 if "next_miss" in self.metadata else 0,
            choices=self.parts.choices(asking), country=self.parts.known_country,
            help_is_coming=bool(self.metadata.get("help_is_known")),
            offers=list(dict.fromkeys(self.speech.topic(i)["topic"] for i in offers)))}

    def _question(self) -> tuple[str | None, list[str]]:
        """What this message asks: its own question, else the one still pending, else the topic's."""
        if "asking" in self.say:
            return self.say.get("question"), list(self.say["asking"])
        if self.pending["triage"]["asking"] and not self.metadata.get("drops_question"):
            return self.pending["question"], list(self.pending["triage"]["asking"])
        for finding in self.metadata.get("asks") or ():
            if finding not in (self.check.get("findings") or {}):
                return finding, [finding]
        return None, []

    def _progress(self, question: str | None) -> list[int] | None:
        """How far the check is: as the check says, or as it was when a pending question is put again."""
        pending = self.pending["triage"].get("progress")
        if "asking" in self.say or not question or question != self.pending["question"] or not pending:
            return self.say.get("progress")
        return [pending["number"], pending["about"], pending["at_most"]]

    # Channels show no more.
    MOST_BUTTONS = 5

    def _keep_the_steps_at_hand(self) -> None:
        """As long as an emergency stands, what to do is one tap away."""
        if (self.say.get("rules") and not self.say.get("asking")) or self.metadata.get("says_steps"):
            return
        self.buttons = [{"title": self.parts.words["button_emergency_steps"], "payload": "/emergency_steps"},
                        *self.buttons][: self.MOST_BUTTONS]

    def _offer_other_treatments(self) -> None:
        """A result that names a movement can say what else is used for it."""
        movement = self.parts.movement_by_id(self.say.get("movement"))
        stop = self.speech.knowledge.policy.stop_asking_at.id
        if self.say.get("final") and movement and movement.others and self.say.get("level") != stop:
            self.buttons = [*self.buttons[:-1], {"title": self.parts.words["button_other_treatments"],
                                                 "payload": "/other_treatments"}, *self.buttons[-1:]]

    def _level(self) -> Level | None:
        """The more urgent of the message's own level and what the check has found so far."""
        levels = self.speech.knowledge.levels
        known = [levels[i] for i in (self.say.get("level"), self.metadata.get("level"), self.check.get("level"),
                                     self._unrecorded().get("level"), self._asked_at()) if i in levels]
        return max(known, key=lambda lv: lv.rank, default=None)

    def _asked_at(self) -> str | None:
        """How urgent a pending question was when it was put, as long as it is put again: it may be about an emergency
        that nobody has told for certain."""
        again = "asking" not in self.say and self._question()[1] == self.pending["triage"]["asking"] != []
        return self.pending["triage"]["level"] if again else None

    def _unrecorded(self) -> dict[str, Any]:
        """What the latest message said, where the check could not record it (the action server was down)."""
        said = self.pending["triage"]
        return said if said["rules"] and not self.say.get("from_check") and not self.check.get("level") else {}

    @property
    def _answers(self) -> bool:
        """Whether this message answers a topic: then others are offered beside it, not instead."""
        return bool(self.metadata.get("topic"))

    def _offers(self, asking: list[str]) -> list[str]:
        """Topics offered instead of guessing, beside the check's question, or beside an unsure answer."""
        of_message = self._latest().get(keys.OFFERS) if self.metadata.get("offers") or self._answers else ()
        most = self.speech.MOST_OFFERS if not asking else self.speech.MOST_OFFERS_BESIDE
        return [i for i in self.say.get("offers") or of_message or () if self.speech.topic(i)][:most]

    def _offer(self, offers: list[str], asking: list[str]) -> str:
        """The offers in words: a numbered list that can be typed, unless the numbers answer a question or there is an
        answer already."""
        labels = [self.speech.topic(i)["label"] for i in offers]
        if labels and (asking or self._answers):
            words = self.parts.words["meant_otherwise" if self._answers else "also_answers"]
            return words.format(labels="; ".join(label.rstrip("?") for label in labels))
        return "\n".join(f"{n}. {label}" for n, label in enumerate(labels, 1))

    def _choices(self, offers: list[str], question: str | None, asking: list[str]) -> list[dict[str, str]]:
        """The buttons: answers to the question and topics offered; of more than fit the last answer gives way."""
        topics = [{"title": self.speech.topic(i)["label"], "payload": f"/{i}"} for i in offers]
        if not asking and not self._answers:
            return topics + self.buttons
        own = self.parts.question_buttons(question or "", asking) if asking else self.buttons
        more = [t for t in topics if t["payload"] not in {b.get("payload") for b in own}]
        return own[: self.MOST_BUTTONS - len(more)] + more

    def _lines(self, question: str | None, asking: list[str]) -> str:
        """The response's own lines, placeholders filled, plus the source line of a topic."""
        values = self._values(question, asking)
        lines = []
        for line in self.response["text"].split("\n"):
            names = [n for n in values if "{" + n + "}" in line]
            if names and not any(values[n] for n in names):
                continue
            for name in names:
                line = line.replace("{" + name + "}", values[name])
            lines.append(line)
        if self.metadata.get("topic"):
            lines.append(self.parts.source(self.metadata.get("sources") or ()))
        return "\n".join(line for line in lines if line)

    def _values(self, question: str | None, asking: list[str]) -> dict[str, str]:
        """What the placeholders of a response stand for; empty where there is nothing to say."""
        say, parts, knowledge = self.say, self.parts, self.speech.knowledge
        rules = say.get("rules") or self.check.get("rules") or self._unrecorded().get("rules") or []
        level = self._level()
        level = level if level and level.rank else None
        urgent = level is not None and level.rank > knowledge.policy.red_flag_level.rank
        _, about, at_most = say.get("progress") or [0, 0, 0]
        return {
            "lead": parts.words.get(f"lead_{say.get('lead')}", ""),
            "opening": level.opening if level else "",
            "see": level.see if level else "",
            "watch_for": level.watch_for if level else "",
            "bring": level.bring if level else "",
            "no_level": "" if level else parts.words["no_level"],
            "numbers": "" if level else parts.numbers_list() or parts.words["number_of_country"],
            "ask_country": parts.words["ask_country"] if urgent and parts.country.list else "",
            "about": str(about), "at_most": str(at_most),
            "do": parts.what_to_do(rules),
            "meanwhile": parts.what_to_do_meanwhile(rules),
            "reasons": (parts.reasons(say.get("deciding") or rules)
                        or (parts.words["nothing_fired"] if level and not say.get("unsure") else "")),
            "told": parts.labels(say.get("told") or (), say.get("said")),
            "unsure": parts.labels(say.get("unsure") or ()),
            "movement": parts.movement(
                say.get("movement"), say.get("speaks_for") or [], say.get("speaks_against") or [],
                said=say.get("said"), unclear=bool(say.get("unclear"))),
            "others": parts.other_treatments(self.check.get("movement")),
            "why": (parts.why_asked(question or "", asking, say.get("because_of")) if asking
                    else parts.words["nothing_asked"]),
            "sources": "; ".join(dict.fromkeys(
                parts.source(knowledge.rule_by_id[r].sources) for r in rules[: parts.MOST_REASONS])),
            "answer": self._topic_text(say.get("topic")),
            "in_their_language": self._in_their_language(),
            "summary": (spoken_summary(self.tracker, knowledge, self.speech.responses)
                        if "{summary}" in self.response["text"] else ""),
            **parts.country.numbers}

    def _in_their_language(self) -> str:
        """The fixed text for someone who does not write English."""
        foreign = self._latest().get(keys.FOREIGN)
        texts: Any = self.speech.knowledge.language["other_languages"]
        if not foreign:
            return ""
        return str(texts[foreign["code"]]["reply_danger" if foreign["danger"] else "reply"])

    def _latest(self) -> dict[str, Any]:
        """What was understood of the latest message."""
        return (self.tracker.latest_message.parse_data if self.tracker.latest_message else None) or {}

    def _topic_text(self, topic: str | None) -> str:
        """The answer to a question that came along with symptoms."""
        texts = self.speech.responses.get(f"utter_{topic}") if topic else None
        if not texts:
            return ""
        self.metadata = {**self.metadata, **{k: texts[0]["metadata"].get(k) for k in ("topic", "part", "sources")}}
        return texts[0]["text"]


def _information(knowledge: Any) -> Level:
    """The pseudo level of plain information."""
    return min(knowledge.levels.values(), key=lambda lv: lv.rank)
