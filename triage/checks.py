"""What can be wrong with the knowledge files, said so that whoever edits them can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from triage.knowledge import Knowledge


class KnowledgeError(Exception):
    """The knowledge files are not usable; the message lists every problem, one a line."""


class Problems:
    """Collects problems, so that all are told at once and not one per start."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, file: str, ident: str, problem: str, allowed: str) -> None:
        """Note a problem: file and id where it is, what it is, what would be right."""
        where = f"knowledge/{file}" + (f", {ident}" if ident else "")
        self.found.append(f"{where}: {problem}. Allowed: {allowed}.")

    def known(self, block: Mapping[str, Any], ids: Iterable[str], among: Mapping[str, Any], kind: str) -> None:
        """Every id must exist; a near miss is suggested."""
        for i in ids:
            if i not in among:
                near = difflib.get_close_matches(str(i), among, n=3) or [f"the ids of the {kind} files"]
                self.add(block["_file"], str(block.get("id", "")), f"unknown {kind} '{i}'", ", ".join(near))

    def all_of(self, block: Mapping[str, Any], key: str, among: Mapping[str, Any]) -> tuple[str, ...]:
        """The ids under ``key``, all of which must be in ``among``."""
        ids = tuple(map(str, block[key] or ()))
        self.known(block, ids, among, key)
        return ids

    def one_of(self, block: Mapping[str, Any], key: str, allowed: Collection[str]) -> Any:
        """The value under ``key``, which must be one of ``allowed``."""
        if block[key] not in allowed:
            self.add(block["_file"], block["id"], f"'{key}' is '{block[key]}'", ", ".join(allowed))
        return block[key]

    def pick(self, block: Mapping[str, Any], key: str, among: Mapping[str, Any]) -> Any:
        """The object in ``among`` that ``key`` names."""
        self.one_of(block, key, among)
        return among.get(block[key])

    def raise_if_any(self) -> None:
        """Raise :class:`KnowledgeError` if a problem was noted."""
        if self.found:
            raise KnowledgeError("\n".join(self.found))


def check_whole(knowledge: Knowledge, problems: Problems) -> None:
    """Checks that need everything loaded: references between files, and that no finding goes unused."""
    for macro, items in knowledge.macros.items():
        problems.known({"_file": "macros.yml", "id": macro}, items, knowledge.findings, "finding")
    for finding in knowledge.findings.values():
        if finding.follows:
            problems.known({"_file": "findings", "id": finding.id}, [finding.follows], knowledge.findings, "finding")
        if not finding.asks.endswith("?"):
            problems.add("findings", finding.id, "'asks' is not a question", "one plain sentence ending in '?'")
        if not finding.short:
            problems.add("findings", finding.id, "'short' is empty", "a label of a few words")
    numbers = [rule.number for rule in knowledge.rules]
    for rule in knowledge.rules:
        if numbers.count(rule.number) > 1:
            problems.add(f"rules/{rule.area}.yml", rule.id, f"number {rule.number} is used twice",
                         "a number of its own")
        if not rule.sources:
            problems.add(f"rules/{rule.area}.yml", rule.id, "has no source", "at least one id of sources.yml")
    for macro in [knowledge.policy.gate, *knowledge.policy.unknown_floors]:
        if macro not in knowledge.macros:
            problems.add("policy.yml", macro, "is not a macro", ", ".join(knowledge.macros))
    asked = [*knowledge.policy.ask_after_gate, knowledge.policy.third_party, *knowledge.policy.presumed]
    problems.known({"_file": "policy.yml"}, asked, knowledge.findings, "finding")
    known_rules = {rule.id: rule for rule in knowledge.rules}
    problems.known({"_file": "policy.yml", "id": "speak_at_once"}, knowledge.policy.speak_at_once, known_rules, "rule")
    problems.known({"_file": "policy.yml", "id": "never_doubted"}, knowledge.policy.never_doubted, known_rules, "rule")
    if "unknown" not in knowledge.countries:
        problems.add("numbers.yml", "unknown", "is missing", "a block for people whose country is not known")
