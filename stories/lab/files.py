"""The story files: listed, read, checked, saved. Nothing outside their folder is ever touched."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any

import yaml

from server.channels.request import BadRequest
from stories.reading import FOLDER, WrongStory, name_of, read_story, story_paths

# behaviour/a_sentence
_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,59}/[a-z0-9][a-z0-9_]{0,99}")
_TITLE = re.compile(r"^story:.*$", re.MULTILINE)


def listed() -> list[dict[str, str]]:
    """All stories: path and title."""
    return [{"path": name_of(path), "story": _title(path)} for path in story_paths()]


def problems_of(text: str) -> list[dict[str, Any]]:
    """What keeps a text from being a story, with lines; empty for a story."""
    try:
        read_story(text)
    except WrongStory as error:
        return [{"line": problem.line, "message": problem.message} for problem in error.problems]
    return []


def text_of(name: Any) -> str:
    """The text of a story file. Raises :class:`BadRequest`."""
    try:
        return _path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadRequest("there is no such story", 404) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"this story cannot be read ({type(error).__name__})") from None


def save(name: Any, text: Any, replace: bool) -> str:
    """Write a story file, wholly or not at all; its name. Raises :class:`BadRequest`: 409 where one is already and must
    not be replaced, 400 for a text that is no story."""
    path = _path(name)
    if not isinstance(text, str):
        raise BadRequest("'text' must be a text")
    if problems := problems_of(text):
        raise BadRequest("this is no story yet: " + "; ".join(f"line {p['line']}: {p['message']}" for p in problems))
    if not FOLDER.is_dir():
        raise BadRequest("the assistant has no folder of stories where it runs; download the story instead")
    try:
        _write(path, text, replace)
    except FileExistsError:
        raise BadRequest("there is already a story of that name; choose another one, or replace it", 409) from None
    except OSError as error:
        raise BadRequest(f"the story cannot be saved where the assistant runs ({type(error).__name__}); "
                         "download it instead") from None
    return name_of(path)


def _write(path: Path, text: str, replace: bool) -> None:
    """Under another name first, so that nobody ever reads half a story. Raises :class:`OSError`."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{path.stem}.{secrets.token_hex(8)}.draft")
    try:
        draft.write_text(text, encoding="utf-8")
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)  # unlike renaming, this fails where there is a file
    finally:
        draft.unlink(missing_ok=True)


def _path(name: Any) -> Path:
    """Where the story of that name is or will be. Raises :class:`BadRequest`."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadRequest("'path' must be like behaviour/a_sentence, of small letters, digits and '_'")
    path = FOLDER / f"{name}.yml"
    if not path.resolve().is_relative_to(FOLDER.resolve()):  # a link that leads elsewhere
        raise BadRequest("'path' must lie in the folder of stories")
    return path


def _title(path: Path) -> str:
    """The sentence a story begins with; its name where that cannot be read."""
    try:
        line = _TITLE.search(path.read_text(encoding="utf-8"))
        return str(yaml.safe_load(line.group(0))["story"]) if line else path.stem
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return path.stem
