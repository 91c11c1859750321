"""``python -m review.versions``: what differs from the newest version; with ``--say`` and ``--bump``, a new version."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from review.versions.check import COMMAND, broken, how, problems, versions_of
from review.versions.content import digests
from review.versions.history import BUMPS, HistoryError, add, difference, following, read, state
from server.knowledge_version import VERSIONS
from triage import KnowledgeError, load

ROOT = VERSIONS.parents[1]
_BUMP = "patch: the same in other words; minor: something else is asked, decided or said; major: signed anew as a whole"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """0 when a version was written or none is wanted, 1 when something is left to do, 2 when asked for wrongly."""
    parser = argparse.ArgumentParser(prog="make knowledge-version", description=__doc__, usage=COMMAND)
    parser.add_argument("--say", metavar="WHY", help="the medical reason, in a sentence")
    parser.add_argument("--bump", choices=BUMPS, help=_BUMP)
    asked = parser.parse_args(arguments)
    try:
        load(root / "knowledge")
        return _left_to_do(root) if asked.say is asked.bump is None else _write(root, asked.say, asked.bump)
    except KnowledgeError as error:
        return _refuse(f"The knowledge cannot be read yet; mend it first.\n{error}")
    except HistoryError as error:
        return _refuse(str(error))


def _write(root: Path, why: str | None, bump: str | None) -> int:
    versions = read(versions_of(root))
    before = state(versions)
    changed = difference(before, digests(root))
    faults = list(broken(versions))
    if faults:
        return _refuse("\n".join(faults))
    if not why or len(why.split()) < 3:
        return _refuse(f"Say why in a sentence that a reviewer understands: {COMMAND}")
    if bump is None:
        return _refuse(f"Say how much it changes with --bump. {_BUMP}.")
    if not changed:
        return _refuse(f"Nothing differs from version {versions[0].version}, so there is nothing to give a number to.")
    version = following(versions, bump, date.today().isoformat(), " ".join(why.split()), changed)
    add(versions_of(root), version)
    print(f"Version {version.version}:", *(f"  {piece} ({how(piece, digest, before)})"
                                           for piece, digest in changed.items()), sep="\n")
    _left_to_do(root)
    return 0


def _left_to_do(root: Path) -> int:
    found = problems(root)
    print(*(found or [f"All content belongs to version {read(versions_of(root))[0].version}."]), sep="\n")
    return 1 if found else 0


def _refuse(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
