"""Story files: found, read and checked. What is wrong is told with its line, and with a guess at what was meant.

YAML is read as version 1.2 has it, so that a person may answer ``yes`` without quotation marks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from server.launch.settings import ROOT
from stories.schema import schema
from stories.story import SOMEBODY, Story, Turn
from stories.vocabulary import CHANNELS, ON_STORED, ON_TIME, TOGETHER, TURNS

FOLDER = Path(os.environ.get("STORIES_FOLDER", ROOT / "tests" / "conversations"))
# Below this likeness, in percent, a guess confuses more than it helps.
_LIKE = 60
_KINDS = {"string": "a text; put it in quotation marks", "array": "a list, in brackets: [first, second]",
          "object": "an indented block", "boolean": "true or false", "integer": "a whole number"}


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line; lines count from 1."""

    line: int
    message: str


class WrongStory(ValueError):
    """A file is no story; ``problems`` says what is wrong where."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"{name}, line {p.line}: {p.message}" for p in problems))
        self.problems = problems


def story_paths() -> list[Path]:
    """All story files, by name."""
    return sorted(FOLDER.rglob("*.yml"))


def name_of(path: Path) -> str:
    """``behaviour/a_sentence``."""
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def load(path: Path) -> Story:
    """The story in a file. Raises :class:`WrongStory`; :class:`OSError` when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[:error.start].count(b"\n") + 1
        raise WrongStory(path.name, [Problem(line, "this is not text in UTF-8; save the file as UTF-8")]) from None
    return read_story(text, path)


def read_story(text: str, path: Path | None = None) -> Story:
    """The story in a text. Raises :class:`WrongStory`."""
    name = name_of(path) if path and path.is_relative_to(FOLDER) else "story"
    try:
        data = YAML().load(text)
    except MarkedYAMLError as error:
        unfinished = "end of stream" in (error.problem or "")  # what was begun far above
        mark = (unfinished and error.context_mark) or error.problem_mark or error.context_mark
        what = " ".join((error.problem or "this is no YAML").split("\n")[0].split())
        raise WrongStory(name, [Problem(mark.line + 1 if mark else 1, f"{what} (indentation, a missing quotation mark "
                                        "or a colon inside a text are the usual reasons)")]) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise WrongStory(name, [Problem(line, f"a character that cannot be seen (number {error.character})")]) from None
    problems = list(_problems(data)) or list(_misplaced(data["turns"]))
    if problems:
        raise WrongStory(name, sorted(set(problems), key=lambda problem: problem.line))
    story = Story(name, str(data["story"]), tuple(_turn(turn) for turn in data["turns"]),
                  data.get("channel", CHANNELS[0]), data.get("during"), path)
    if not any(turn.bot for turn in story.all_turns()):
        nothing = Problem(_line(data, "turns"), 'nothing is expected of any reply; add a "bot:" to a turn')
        raise WrongStory(name, [nothing])
    return story


def _misplaced(turns: Any) -> Iterator[Problem]:
    """Expectations and faults where nobody says anything that could be answered."""
    for turn in turns:
        silent = next((kind for kind in (ON_STORED, ON_TIME, TOGETHER) if kind in turn), None)
        for word in ("bot", "during", "who"):
            if silent and word in turn:
                yield Problem(_line(turn, word), f'"{word}:" has no place beside "{silent}:"; nobody speaks there')


def _turn(data: Any) -> Turn:
    kind = next(kind for kind in TURNS if kind in data)
    together = tuple(_turn(turn) for turn in data[kind]) if kind == TOGETHER else ()
    value = {**data[kind]} if isinstance(data[kind], dict) else data[kind]
    return Turn(kind, value, data.lc.line + 1, data.get("who", SOMEBODY), data.get("during"), data.get("bot"), together)


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    return Draft7Validator(schema())


def _problems(data: Any) -> Iterator[Problem]:
    for error in _validator().iter_errors(data):
        yield from _explained(data, error)


def _explained(data: Any, error: ValidationError) -> Iterator[Problem]:
    """One fault of the schema's in words."""
    place = list(error.absolute_path)
    line = _line_of(data, place)
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for key in error.instance:
            if key not in known:
                yield Problem(_line(error.instance, key), f'"{key}" is not known here{_meant(str(key), known)}')
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        yield Problem(line, f'"{missing[0]}:" is missing')
    elif error.validator == "oneOf":
        given = [kind for kind in TURNS if kind in error.instance]
        yield Problem(line, f"one turn, one deed: put {' and '.join(given)} in turns of their own" if given else
                      f"nothing happens in this turn; it needs one of: {', '.join(TURNS)}")
    elif error.validator == "anyOf":
        # Of several things that may stand there, what is wrong with the one that was meant.
        meant = [inner for inner in error.context
                 if len(inner.absolute_path) > len(place) or inner.validator == "required"]
        if meant:
            yield from _explained(data, meant[0])
        else:
            yield Problem(line, _value(error.instance, list(error.context)))
    else:
        yield Problem(line, _value(error.instance, [error]))


def _value(given: Any, errors: list[ValidationError]) -> str:
    """Why a value cannot stand there, and what can."""
    allowed = [str(value) for error in errors if error.validator == "enum" for value in error.validator_value]
    kinds = [_KINDS.get(error.validator_value, error.validator_value) for error in errors if error.validator == "type"]
    if given is None:
        return "there is nothing in it"
    if any(error.validator in ("minItems", "minLength") for error in errors):
        return "there is nothing in it"
    if isinstance(given, str) and _KINDS["array"] in kinds:
        return f'"{given}" cannot stand here; it must be a list, in brackets: [{given}]'
    if isinstance(given, str) and allowed:
        listed = f"; allowed are: {', '.join(allowed)}" if len(allowed) <= 12 else ""
        return f'"{given}" cannot stand here{_meant(given, allowed) or listed}'
    if any(error.validator == "pattern" for error in errors):
        return f'"{given}" is not understood; write it like "13 hours"'
    return f"{_shown(given)} cannot stand here; it must be {' or '.join([*kinds, *allowed[:12]])}"


def _shown(given: Any) -> str:
    return "a list" if isinstance(given, list) else "a block" if isinstance(given, dict) else f'"{given}"'


def _meant(given: str, known: list[str]) -> str:
    """A guess at what was meant; empty when nothing is like it."""
    best = process.extractOne(given, known, scorer=fuzz.ratio, score_cutoff=_LIKE)
    return f'; did you mean "{best[0]}"?' if best else ""


def _line_of(data: Any, place: list[Any]) -> int:
    """The line of what stands at that place."""
    line = data.lc.line + 1 if hasattr(data, "lc") else 1
    for step in place:
        line = _line(data, step)
        data = data[step]
    return line


def _line(data: Any, key: Any) -> int:
    """The line of a key or list item."""
    try:
        return int((data.lc.key(key) if isinstance(data, dict) else data.lc.item(key))[0]) + 1
    except (AttributeError, KeyError, TypeError, IndexError):
        return int(data.lc.line) + 1 if hasattr(data, "lc") else 1
