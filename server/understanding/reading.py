"""What was understood of one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Context = Literal["current", "hypothetical", "general", "asked", "past", "named", "unattached"]


@dataclass(frozen=True)
class Mention:
    """A finding in the message: ``value`` yes or no; ``context`` says whether it is about now; ``text`` the words.

    ``named`` is a bare name ("weakness"), or something sudden told of months; it counts only as a choice from a list
    just asked. ``unattached`` words that only mean this finding together with another one (``only_with``).
    """

    finding: str
    value: Literal["yes", "no"]
    context: Context
    start: int
    end: int
    text: str

    @property
    def counts(self) -> bool:
        """Whether it says something about the person's state now."""
        return self.context == "current"


@dataclass(frozen=True)
class Answer:
    """A short answer at the start of the message.

    ``kind`` yes, no, unsure, none, all, choice with the ``numbers`` picked (1-based; -1 is the last one), a mere time,
    or a wish about the questions themselves: back, again. ``not_sure`` are numbers that the person is not sure about.
    ``whole`` means that the message says nothing else.
    """

    kind: Literal["yes", "no", "unsure", "none", "all", "choice", "time", "back", "again"]
    numbers: tuple[int, ...] = ()
    whole: bool = True
    not_sure: tuple[int, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Everything the rules may use of a message; the text itself stays with Rasa.

    ``asks`` says that the message has the form of a question, ``country`` that it is the name of one; ``vague`` are
    the screens whose words ("spasm") it uses without saying enough; ``corrects`` that it begins like a correction.
    """

    mentions: tuple[Mention, ...]
    answer: Answer | None
    country: str | None = None
    asks: bool = False
    vague: tuple[str, ...] = ()
    corrects: bool = False

    def values(self) -> dict[str, str]:
        """``{finding: "yes" | "no"}`` for what counts now; a yes wins over a no in the same message."""
        values = {m.finding: "no" for m in self.mentions if m.counts and m.value == "no"}
        values.update({m.finding: "yes" for m in self.mentions if m.counts and m.value == "yes"})
        return values

    def as_dict(self) -> dict[str, Any]:
        """Plain data for Rasa's parse result; ``told`` is what the custom actions take up."""
        return {"mentions": [asdict(m) for m in self.mentions], "told": self.values(),
                "answer": asdict(self.answer) if self.answer else None, "country": self.country, "asks": self.asks,
                "vague": list(self.vague), "corrects": self.corrects}

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Reading:
        """The reading from its plain data."""
        answer = found.get("answer")
        return cls(tuple(Mention(**m) for m in found["mentions"]),
                   Answer(answer["kind"], tuple(answer["numbers"]), answer["whole"],
                          tuple(answer["not_sure"])) if answer else None,
                   found.get("country"), found.get("asks", False), tuple(found.get("vague", ())),
                   found.get("corrects", False))
