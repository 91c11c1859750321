"""Pieces of messages, made from the knowledge: questions, reasons, results. No sentence of medicine is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from triage import Knowledge, Movement

_NUMBER = re.compile(r"\{(\w+)\}")
_UNKNOWN = "unknown"


class Parts:
    """Speaks for one person: ``country`` chooses phone numbers, ``they`` the wording for somebody else."""

    # More reasons than this are read by nobody.
    MOST_REASONS = 2
    MOST_LABELS = 4

    def __init__(self, knowledge: Knowledge, country: str | None, they: bool) -> None:
        self.knowledge, self.they = knowledge, they
        self.words: Mapping[str, str] = knowledge.language["wording"]  # type: ignore[assignment]
        self.country = knowledge.countries.get(country or _UNKNOWN, knowledge.countries[_UNKNOWN])

    @property
    def known_country(self) -> str | None:
        """Code of the country whose numbers are named; None while it is not known."""
        return None if self.country.code == _UNKNOWN else self.country.code

    def filled(self, text: str) -> str:
        """Put the country's phone numbers into a text."""
        return _NUMBER.sub(lambda m: self.country.numbers.get(m.group(1), m.group(0)), text)

    def numbers_list(self) -> str:
        """The emergency numbers of several countries, when the person's own is not known."""
        return self.country.list and self.words["numbers_by_country"].format(list=self.country.list)

    def question(self, question_id: str, asking: list[str]) -> str:
        """A single question, or a numbered list."""
        if len(asking) == 1:
            finding = self.knowledge.findings[asking[0]]
            return finding.asks_them if self.they else finding.asks
        screen = next((s for s in self.knowledge.screens if s.id == question_id), None)
        lines = [self.words["confirm_list"] if screen is None else screen.asks_them if self.they else screen.asks]
        lines += [f"{n}. {choice}" for n, choice in enumerate(self.choices(asking), 1)]
        return "\n".join([*lines, self.words["how_to_answer_list"]])

    def choices(self, asking: list[str]) -> list[str]:
        """The lines of a list question, in the order of its numbers; none for a single question."""
        return [self.knowledge.findings[i].short for i in asking] if len(asking) > 1 else []

    def question_buttons(self, question_id: str, asking: list[str]) -> list[dict[str, str]]:
        """Buttons that answer a question; each carries the question's id, so that a late press is not misread."""
        kinds = ("yes", "no", "unsure") if len(asking) == 1 else ("none", "unsure")
        return [{"title": self.words[f"button_{kind}"], "payload": f'/answer{{"to":"{question_id}","is":"{kind}"}}'}
                for kind in kinds] + [{"title": self.words["button_why"], "payload": "/why_asked"}]

    def why_asked(self, question_id: str, asking: list[str], rule: str | None) -> str:
        """Why the pending question is asked."""
        screen = next((s for s in self.knowledge.screens if s.id == question_id), None)
        if screen and len(asking) > 1:
            return screen.why
        if rule in self.knowledge.rule_by_id:
            return self.knowledge.rule_by_id[rule].because
        screen = next((s for s in self.knowledge.screens if asking and asking[0] in s.items), None)
        return screen.why if screen else self.words["why_in_general"]

    def labels(self, findings: Iterable[str], said: Mapping[str, str] | None = None) -> str:
        """Findings as a short list inside a sentence, with the person's own words where ``said`` has them."""
        return "; ".join(self._label(i, (said or {}).get(i)) for i in list(findings)[: self.MOST_LABELS])

    def _label(self, finding: str, words: str | None) -> str:
        label = self.knowledge.findings[finding].short
        return self.words["in_your_words"].format(label=label, words=words) if words else label

    def reasons(self, rules: list[str]) -> str:
        """Why the level: the first rules' reasons."""
        texts = [self.knowledge.rule_by_id[r].because for r in rules[: self.MOST_REASONS]]
        return " ".join(dict.fromkeys(texts))

    def what_to_do(self, rules: list[str]) -> str:
        """What to do now, by the first rule."""
        return self.knowledge.rule_by_id[rules[0]].do if rules else ""

    def what_to_do_meanwhile(self, rules: list[str]) -> str:
        """What to do until help is there: the same without the lines about calling it."""
        lines = self.what_to_do(rules).splitlines()
        return "\n".join(line for line in lines if not _NUMBER.search(line))

    def movement_by_id(self, movement_id: str | None) -> Movement | None:
        """The movement type of that id."""
        return next((m for m in self.knowledge.movements if m.id == movement_id), None)

    def other_treatments(self, movement_id: str | None) -> str:
        """What else is used for a movement type."""
        found = self.movement_by_id(movement_id)
        return found.others if found else ""

    def movement(self, movement_id: str | None, speaks_for: list[str], speaks_against: list[str], *,
                 said: Mapping[str, str] | None = None, unclear: bool = False) -> str:
        """What it sounds more like and what baclofen does for that; for ``unclear`` movements, that they are."""
        found = self.movement_by_id(movement_id)
        if found is None:
            return self.words["unclear"] if unclear else ""
        line = self.words["sounds_like"].format(name=found.plain_name)
        if speaks_for:
            line += " " + self.words["speaks_for"].format(labels=self.labels(speaks_for, said))
        if speaks_against:
            line += " " + self.words["speaks_against"].format(labels=self.labels(speaks_against))
        return f"{line} {self.words['only_examination']}\n{self.words['medicine_for_it'].format(text=found.medicine)}"

    def source(self, ids: Iterable[str]) -> str:
        """The first source that has a page to open, by name and address; else the first by name."""
        known = [self.knowledge.sources[i] for i in ids if i in self.knowledge.sources]
        linked = next((s for s in known if s.url.startswith("http")), None)
        if linked:
            name, url = f"{linked.title} ({linked.publisher})", linked.url.split(" ; ")[0]
            return self.words["source"].format(name=name, url=url)
        return self.words["source_plain"].format(name=known[0].title) if known else ""

