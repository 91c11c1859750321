"""Evaluation messages: what people write first, and what it should be taken for.

Wrong files are refused with file, entry, problem and what is allowed; all problems at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from server.launch.settings import ROOT
from triage import Knowledge

FOLDER = ROOT / "tests" / "messages"
SETS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
TOPICS = ROOT / "data" / "topics"
TALK = (ROOT / "data" / "talk", ROOT / "data" / "check")
KINDS = ("report", "emergency", "trap")
# What an entry may be, with the keys it must and may have besides.
_FORMS = {"topic": ((), ()), "talk": ((), ()), "language": ((), ("emergency",)), "kind": (("yes", "no"), ("why",))}
_LISTS = ("topic", "yes", "no")


class MessageError(Exception):
    """The messages are not usable; the message lists every problem, one a line."""


@dataclass(frozen=True)
class Message:
    """One message and what it is.

    ``kind`` is topic, talk, language, or one of ``KINDS``. ``topics`` are the right answers, the best one first, and
    ``parents`` the topics that one of them is a part of. ``danger`` marks an emergency told in another ``language``.
    ``yes`` and ``no`` are the findings that are plainly told and plainly denied.
    """

    says: str
    kind: str
    topics: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    talk: str = ""
    language: str = ""
    danger: bool = False
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    why: str = ""

    def accepts(self, topic: str | None, part: str | None) -> bool:
        """Whether an answer is right. The parent of a right part is, too, but another part of it is not."""
        if part in self.topics:
            return True
        return topic in self.topics and topic not in self.parents if part else topic in (*self.topics, *self.parents)


def load(knowledge: Knowledge, name: str, folder: Path = FOLDER) -> list[Message]:
    """Every message of a set, by file and place. Raises :class:`MessageError`."""
    reader = _Reader(knowledge)
    files = sorted((folder / name).glob("*.yml"))
    if not files:
        reader.add(f"{folder.name}/{name}", "there is no message", "at least one .yml file")
    found = [message for path in files for message in reader.read(path, path.relative_to(folder.parent).as_posix())]
    if reader.problems:
        raise MessageError("\n".join(reader.problems))
    return found


@lru_cache(maxsize=1)
def parents() -> dict[str, str]:
    """``{topic: the topic that it is a part of}``, its own id where it is part of none."""
    return {path.stem: _content(path)["responses"][f"utter_ask_{path.stem}"][0]["metadata"]["topic"]
            for path in sorted(TOPICS.glob("*.yml"))}


@lru_cache(maxsize=1)
def talk_ids() -> tuple[str, ...]:
    """What people may want that is no topic: the intents of ``data/talk`` and ``data/check``."""
    blocks = [block for folder in TALK for path in sorted(folder.glob("*.yml"))
              for block in _content(path).get("nlu") or ()]
    return tuple(block["intent"] for block in blocks if "intent" in block)


def _content(path: Path) -> dict[str, Any]:
    # Every scalar as text, so that the keys yes and no are words with quotes and without.
    return cast("dict[str, Any]", yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader))


class _Reader:
    """Reads and checks; notes problems instead of stopping at the first."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.problems: list[str] = []
        self.seen: dict[str, str] = {}
        texts = cast("dict[str, dict[str, Any]]", knowledge.language["other_languages"])
        findings = tuple(knowledge.findings)
        self.ids = {"topic": tuple(parents()), "talk": talk_ids(), "language": tuple(texts), "kind": KINDS,
                    "yes": findings, "no": findings}
        self.with_danger = tuple(code for code, text in texts.items() if "reply_danger" in text)

    def add(self, where: str, problem: str, allowed: str) -> None:
        self.problems.append(f"{where}: {problem}. Allowed: {allowed}.")

    def read(self, path: Path, file: str) -> list[Message]:
        try:
            blocks: Any = _content(path)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            self.add(f"{file}, line {mark.line + 1}" if mark else file,
                     f"not readable: {getattr(error, 'problem', error)}",
                     "YAML in UTF-8; quote texts that contain ': ' or '#'")
            return []
        if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
            self.add(file, "expected a list of entries", "entries that start with '- says: ...'")
            return []
        return [m for number, block in enumerate(blocks, 1) if (m := self._message(f"{file}, entry {number}", block))]

    def _message(self, where: str, block: dict[str, Any]) -> Message | None:
        before = len(self.problems)
        says = block.get("says")
        if not isinstance(says, str) or not says.strip():
            self.add(where, "'says' is missing or no text", "one text; quote it")
            return None
        where += f" '{says[:40]}'"
        if says in self.seen:
            self.add(where, f"the same message stands in {self.seen[says]}", "each message once")
        self.seen[says] = where
        forms = [form for form in _FORMS if form in block]
        if len(forms) != 1:
            self.add(where, f"is {' and '.join(forms) or 'nothing'}", f"one of {', '.join(_FORMS)}")
            return None
        self._keys(where, block, forms[0])
        lists = {key: self._list(where, key, block[key]) for key in _LISTS if key in block}
        texts = {key: self._text(where, key, block[key]) for key in block if key not in ("says", *_LISTS)}
        if "topic" in lists and not lists["topic"]:
            self.add(where, "'topic' is empty", "topic: [best_id, another_right_id]")
        for both in sorted(set(lists.get("yes", ())) & set(lists.get("no", ()))):
            self.add(where, f"'{both}' is both yes and no", "one of the two")
        if len(self.problems) > before:
            return None
        topics = lists.get("topic", ())
        return Message(
            says=says, kind=texts.get("kind") or forms[0], topics=topics,
            parents=tuple(parents()[t] for t in topics if parents()[t] != t), talk=texts.get("talk", ""),
            language=texts.get("language", ""), danger="emergency" in texts, yes=lists.get("yes", ()),
            no=lists.get("no", ()), why=texts.get("why", ""))

    def _keys(self, where: str, block: dict[str, Any], form: str) -> None:
        """The keys that belong to this form, and no other."""
        must, may = _FORMS[form]
        for key in sorted(set(block) - {"says", form, *must, *may}):
            self.add(where, f"'{key}' does not belong to '{form}'", ", ".join(("says", form, *must, *may)))
        for key in must:
            if key not in block:
                self.add(where, f"'{key}' is missing", "a list of ids, which may be empty")
        if block.get("kind") in KINDS[1:] and not block.get("why"):
            self.add(where, "'why' is missing", "a few words on what makes it one, or none")
        if "emergency" in block and (block["emergency"] != "true" or block.get("language") not in self.with_danger):
            self.add(where, "'emergency' is no mark here", f"emergency: true, with {', '.join(self.with_danger)}")

    def _list(self, where: str, key: str, written: Any) -> tuple[str, ...]:
        """The ids under a key."""
        if not isinstance(written, list) or not all(isinstance(i, str) for i in written):
            self.add(where, f"'{key}' is no list of ids", f"{key}: [one_id, another_id]")
            return ()
        self._known(where, key, written)
        return tuple(written)

    def _text(self, where: str, key: str, written: Any) -> str:
        """The text, or the one id, under a key."""
        if not isinstance(written, str):
            self.add(where, f"'{key}' is no text", "one text; quote it")
            return ""
        self._known(where, key, [written] if key in self.ids else ())
        return written

    def _known(self, where: str, key: str, ids: Collection[str]) -> None:
        """Every id must exist; near misses are suggested, and a short list is told whole."""
        for i in ids:
            if i not in self.ids[key]:
                among = self.ids[key]
                near = among if len(among) < 10 else difflib.get_close_matches(i, among, n=3)
                self.add(where, f"unknown id '{i}' in '{key}'", ", ".join(near) or f"the ids for '{key}'")
