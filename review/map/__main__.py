"""``python -m review.map [folder]`` writes the pictures and the page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from review.map.cases import CasesError, read_cases
from review.map.files import contents
from review.map.version import version_of
from triage.loader import SHIPPED, KnowledgeError, shipped

ROOT = SHIPPED.parent
DEFAULT = ROOT / "review" / "out"


def main(arguments: list[str] | None = None) -> int:
    """Write the map; 0 when done, 2 with one line on the error stream when it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m review.map", description="Draw the rule table for review.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT, help="where to write (default: review/out/)")
    folder = parser.parse_args(arguments).folder
    problem = _unusable(folder)
    if problem:
        return _refuse(problem)
    try:
        knowledge = shipped()
        written = contents(knowledge, read_cases(ROOT / "tests" / "rules", knowledge), version_of(SHIPPED), SHIPPED)
    except (KnowledgeError, CasesError) as error:
        first, *more = str(error).splitlines()
        return _refuse(first + (f" (and {len(more)} more)" if more else ""))
    try:
        folder.mkdir(exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return _refuse(f"cannot write {error.filename or folder}: {error.strerror}")
    print(f"Wrote {len(written)} files to {folder}; open review.html in a browser and print it.")
    return 0


def _unusable(folder: Path) -> str | None:
    """Why nothing can be written there, if so. The folder itself is made, the one around it is not."""
    if folder.is_dir():
        return None
    if folder.exists():
        return f"{folder} is a file; name a folder"
    if not folder.absolute().parent.is_dir():
        return f"there is no folder {folder.parent}; make it first"
    return None


def _refuse(problem: str) -> int:
    print(f"review.map: {problem}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
