"""Whether everything that the content says belongs to a version; what is wrong is said with what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import yaml

from review.versions.content import digests
from review.versions.history import GONE, Version, difference, read, seal, state

COMMAND = "make knowledge-version ARGS=\"--say 'why' --bump minor\""
_SIGNATURE = {"who", "role", "date", "content"}
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def versions_of(root: Path) -> Path:
    """Where the versions stand; the server reads them too."""
    return root / "server" / "knowledge_versions.yml"


def problems(root: Path) -> list[str]:
    """Everything that is wrong, a sentence each."""
    versions = read(versions_of(root))
    return [*broken(versions), *unaccounted(versions, digests(root)), *unproven(root, versions),
            *untold(root, versions)]


def broken(versions: Sequence[Version]) -> Iterator[str]:
    """The list of versions itself."""
    for i, version in enumerate(versions):
        if version.seal != seal(versions[i + 1:], version.version, version.date, version.why, version.changed):
            yield (f"Version {version.version} was changed after it was written, or two versions were merged. "
                   f"Put back what stood there, take out the newest and run: {COMMAND}")
        if not version.why.strip() or not version.changed:
            yield f"Version {version.version} says no reason or names nothing that changed. Run: {COMMAND}"
        for signature in version.signed:
            if set(signature) != _SIGNATURE or not all(signature.values()):
                yield f"A signature of version {version.version} must say {', '.join(sorted(_SIGNATURE))}."
    for later, earlier in pairwise(versions):
        if later.number <= earlier.number or later.date < earlier.date:
            yield f"Version {later.version} does not follow {earlier.version} in number and date."


def unaccounted(versions: Sequence[Version], now: Mapping[str, str]) -> Iterator[str]:
    """Pieces that say something else than the newest version."""
    before = state(versions)
    changed = difference(before, now)
    if changed:
        named = ", ".join(f"{piece} ({how(piece, digest, before)})" for piece, digest in changed.items())
        yield (f"Medical content differs from version {versions[0].version if versions else 'none'}: {named}. "
               f"Say why, and give it a number: {COMMAND}")


def how(piece: str, digest: str, before: Mapping[str, str]) -> str:
    """In a word what happened to a piece."""
    return GONE if digest == GONE else "changed" if piece in before else "new"


def unproven(root: Path, versions: Sequence[Version]) -> Iterator[str]:
    """Rules that a version names and that have no source, or no case that fires them."""
    kept = {piece.removeprefix("rule/") for piece in state(versions) if piece.startswith("rule/")}
    rules = {rule["id"]: rule for rule in _blocks(root / "knowledge" / "rules")}
    fired = {rule for case in _blocks(root / "tests" / "rules") for rule in case.get("fires") or ()}
    for rule in sorted(kept & rules.keys()):
        if not rules[rule].get("sources"):
            yield f"Rule {rule} has no source. Name one of knowledge/sources.yml in its block."
        if rule not in fired:
            yield f"Rule {rule} has no case that fires it. Write one in tests/rules/{rules[rule]['_area']}.yml."


def untold(root: Path, versions: Sequence[Version]) -> Iterator[str]:
    """Versions after the first that CHANGELOG.md does not name."""
    told = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    for version in versions[:-1]:
        if not re.search(rf"Knowledge {re.escape(version.version)}(?!\d)", told):
            yield (f"CHANGELOG.md does not name version {version.version}. "
                   f'Write a line with "Knowledge {version.version}" and the medical reason.')


def _blocks(folder: Path) -> Iterator[dict]:
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), _Loader):
            yield {**block, "_area": path.stem}
