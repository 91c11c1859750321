"""Pieces of messages, made from the knowledge: questions, reasons, results. No sentence of medicine is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from triage import Knowledge

_NUMBER = re.compile(r"\{(\w+)\}")


class Parts:
    """Speaks for one person: ``country`` chooses phone numbers, ``they`` the wording for somebody else."""

    # More reasons than this are read by nobody.
    MOST_REASONS = 2
    MOST_LABELS = 4

    def __init__(self, knowledge: Knowledge, country: str | None, they: bool) -> None:
        self.knowledge, self.they = knowledge, they
        self.words: Mapping[str, str] = knowledge.language["wording"]  # type: ignore[assignment]
        self.country = knowledge.countries.get(country or "unknown", knowledge.countries["unknown"])

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
        screen = next(s for s in self.knowledge.screens if s.id == question_id)
        lines = [screen.asks_them if self.they else screen.asks]
        lines += [f"{n}. {self.knowledge.findings[i].short}" for n, i in enumerate(asking, 1)]
        return "\n".join([*lines, self.words["how_to_answer_list"]])

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

    def labels(self, findings: Iterable[str]) -> str:
        """Findings as a short list inside a sentence."""
        shorts = [self.knowledge.findings[i].short for i in findings][: self.MOST_LABELS]
        return "; ".join(shorts)

    def reasons(self, rules: list[str]) -> str:
        """Why the level: the first rules' reasons."""
        texts = [self.knowledge.rule_by_id[r].because for r in rules[: self.MOST_REASONS]]
        return " ".join(dict.fromkeys(texts))

    def what_to_do(self, rules: list[str]) -> str:
        """What to do now, by the first rule."""
        return self.knowledge.rule_by_id[rules[0]].do if rules else ""

    def movement(self, movement_id: str | None, speaks_for: list[str], speaks_against: list[str]) -> str:
        """What it sounds more like and what baclofen does for that."""
        found = next((m for m in self.knowledge.movements if m.id == movement_id), None)
        if found is None:
            return ""
        line = self.words["sounds_like"].format(name=found.plain_name)
        if speaks_for:
            line += " " + self.words["speaks_for"].format(labels=self.labels(speaks_for))
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

