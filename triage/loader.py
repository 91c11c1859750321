"""Loads ``knowledge/`` once and checks it; every error names file, id, problem and what is allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from triage.checks import KnowledgeError, Problems, check_whole
from triage.condition import Condition
from triage.knowledge import Country, Finding, Knowledge, Level, Movement, Policy, Rule, Screen, Source

SHIPPED = Path(__file__).resolve().parent.parent / "knowledge"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PlainLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """The project's own knowledge, read from disk once per process."""
    return load(SHIPPED)


def load(folder: Path) -> Knowledge:
    """Read and check a knowledge folder.

    Raises :class:`KnowledgeError` listing every problem found at once.
    """
    problems = Problems()
    read = _Reader(folder, problems)
    levels = {b["id"]: b for b in read.blocks("levels.yml", _LEVEL)}
    # The file lists levels from the most urgent down; the last, plain information, carries no urgency.
    ranks = {level: rank for rank, level in enumerate(reversed(levels))}
    level_by_id = {i: Level(rank=ranks[i], **_texts(b, _LEVEL)) for i, b in levels.items()}
    sources = {b["id"]: Source(**_texts(b, _SOURCE)) for b in read.blocks("sources.yml", _SOURCE)}
    finding_blocks = read.folder("findings", _FINDING)
    ids_of_findings = {b["id"]: b for b in finding_blocks}
    findings = {b["id"]: Finding(
        id=b["id"], tier=b["tier"], asks=b["asks"], asks_them=b["asks_them"], short=b["short"],
        heard_as=tuple(map(str, b["heard_as"] or ())), denied_as=tuple(map(str, b.get("denied_as") or ())),
        follows=b.get("follows"), **{key: problems.all_of({key: [], **b}, key, ids_of_findings)
                                     for key in ("only_with", "asked_with", "rules_out")},
        context=bool(b.get("context")), medicine=b.get("medicine"))
        for b in finding_blocks}
    macros = {str(k): tuple(v) for k, v in read.mapping("macros.yml").items()}
    conditions = _Conditions(macros, findings, problems)
    rules = tuple(sorted((Rule(
        id=b["id"], number=b["number"], level=problems.pick(b, "level", level_by_id), because=b["because"], do=b["do"],
        when=conditions.parse(b, b["when"]), if_unknown=problems.one_of(b, "if_unknown", _IF_UNKNOWN),
        sources=problems.all_of(b, "sources", sources), area=Path(b["_file"]).stem)
        for b in read.folder("rules", _RULE)), key=lambda r: r.number))
    movements = tuple(Movement(
        id=b["id"], name=b["name"], plain_name=b["plain_name"], order=b["order"],
        needs=tuple(conditions.parse(b, c) for c in _as_list(b["needs"])),
        speaks_for=problems.all_of(b, "speaks_for", findings),
        speaks_against=problems.all_of(b, "speaks_against", findings),
        features=b["features"], medicine=b["medicine"], others=b.get("others") or "",
        sources=problems.all_of(b, "sources", sources))
        for b in read.folder("movements", _MOVEMENT))
    questions = read.mapping("questions.yml")
    screens = tuple(Screen(
        id=b["id"], asks=b["asks"], asks_them=b["asks_them"], why=b["why"],
        items=problems.all_of(b, "items", findings), clarifies=tuple(map(str, b.get("clarifies") or ())),
        when_untold=bool(b.get("when_untold")), early=bool(b.get("early")),
        opens_with=frozenset(problems.all_of({"opens_with": [], **b}, "opens_with", findings)))
        for b in read.checked("questions.yml", questions.get("screens"), _SCREEN))
    countries = {b["country"]: Country(
        code=b["country"], name=b["name"], aliases=tuple(map(str, b["aliases"] or ())),
        emergency_number=b["emergency_number"], poison_line=b["poison_line"], crisis_line=b["crisis_line"],
        urgent_line=b["urgent_line"], list=b.get("list", ""))
        for b in read.blocks("numbers.yml", _COUNTRY)}
    policy = _policy(read.mapping("policy.yml"), level_by_id, problems)
    # In word lists "no", "yes" and "1" are words, so these files are read with every scalar as text.
    language = {f.stem: read.mapping(f"language/{f.name}", _PlainLoader)
                for f in sorted((folder / "language").glob("*.yml"))}
    safety_net = str(read.mapping("safety_net.yml").get("text", ""))
    problems.raise_if_any()
    knowledge = Knowledge(levels=level_by_id, sources=sources, findings=findings, macros=macros, rules=rules,
                          movements=movements, screens=screens, countries=countries, policy=policy,
                          safety_net=safety_net, language=language, version=_version(folder))
    check_whole(knowledge, problems)
    problems.raise_if_any()
    return knowledge


def _version(folder: Path) -> str:
    """The same files have the same version, wherever they lie."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yml"), key=lambda f: f.relative_to(folder).as_posix()):
        digest.update(f"{file.relative_to(folder).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


_LEVEL = {"id": str, "opening": str, "closing": str, "see": str, "watch_for": str, "bring": str}
_SOURCE = {"id": str, "title": str, "publisher": str, "year": str, "url": str}
_FINDING = {"id": str, "tier": str, "asks": str, "asks_them": str, "short": str, "heard_as": list,
            "denied_as?": list, "follows?": str, "only_with?": list, "asked_with?": list,
            "rules_out?": list, "context?": bool, "medicine?": str}
_RULE = {"id": str, "number": int, "level": str, "when": dict, "if_unknown": str, "because": str, "do": str,
         "sources": list}
_MOVEMENT = {"id": str, "name": str, "plain_name": str, "order": int, "needs": (list, dict), "speaks_for": list,
             "speaks_against": list, "features": str, "medicine": str, "others?": str, "sources": list}
_SCREEN = {"id": str, "asks": str, "asks_them": str, "why": str, "items": list, "opens_with?": list,
           "clarifies?": list, "when_untold?": bool, "early?": bool}
_COUNTRY = {"country": str, "name": str, "aliases": list, "emergency_number": str, "poison_line": str,
            "crisis_line": str, "urgent_line": str, "sources?": list, "list?": str}
_IF_UNKNOWN = ("fires", "one_lower", "silent")
_CONDITION_KEYS = ("all", "any", "with_any", "none", "unless")


def _texts(block: Mapping[str, Any], shape: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(block[key] or "").strip() for key in shape}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class _Reader:
    """Reads YAML files and checks that each block has the keys its kind has."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        self.root, self.problems = folder, problems
        self.seen: dict[tuple[tuple[str, ...], str], str] = {}

    def _yaml(self, name: str, loader: Any = _Loader) -> Any:
        path = self.root / name
        try:
            return yaml.load(path.read_text(encoding="utf-8"), loader)
        except FileNotFoundError:
            self.problems.add(name, "", "the file is missing", "a YAML file of that name")
        except UnicodeDecodeError:
            self.problems.add(name, "", "the file is not UTF-8 text", "text saved as UTF-8")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1}" if mark else ""
            self.problems.add(name, where, f"not readable as YAML: {getattr(error, 'problem', error)}",
                              "YAML; quote texts that contain ': ' or '#'")
        return None

    def mapping(self, name: str, loader: Any = _Loader) -> dict[str, Any]:
        found = self._yaml(name, loader)
        if found is not None and not isinstance(found, dict):
            self.problems.add(name, "", "expected 'key: value' lines", "a mapping")
        return found if isinstance(found, dict) else {}

    def blocks(self, name: str, shape: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self.checked(name, self._yaml(name), shape)

    def folder(self, name: str, shape: Mapping[str, Any]) -> list[dict[str, Any]]:
        files = sorted((self.root / name).glob("*.yml"))
        if not files:
            self.problems.add(name, "", "no .yml file in this folder", "one file per area")
        return [block for f in files for block in self.blocks(f"{name}/{f.name}", shape)]

    def checked(self, name: str, found: Any, shape: Mapping[str, Any]) -> list[dict[str, Any]]:
        if not isinstance(found, list):
            if found is not None:
                self.problems.add(name, "", "expected a list of blocks", "blocks that start with '- '")
            return []
        good = []
        for block in found:
            if not isinstance(block, dict):
                self.problems.add(name, str(block)[:40], "is not a block", "keys " + ", ".join(shape))
                continue
            block = {**block, "_file": name}
            if self._well_formed(name, block, shape):
                good.append(block)
        return good

    def _well_formed(self, name: str, block: dict[str, Any], shape: Mapping[str, Any]) -> bool:
        key = next(iter(shape))
        ident = str(block.get(key, "?"))
        allowed = [k.rstrip("?") for k in shape]
        before = len(self.problems.found)
        for unknown in sorted(map(str, set(block) - set(allowed) - {"_file"})):
            self.problems.add(name, ident, f"unknown key '{unknown}'", ", ".join(allowed))
        for k, kind in shape.items():
            required, k = not k.endswith("?"), k.rstrip("?")
            if k not in block:
                if required:
                    self.problems.add(name, ident, f"'{k}' is missing", "keys " + ", ".join(allowed))
            elif kind is str and k not in ("year",) and not isinstance(block[k], str) and block[k] is not None:
                self.problems.add(name, ident, f"'{k}' is {block[k]!r}", "text; quote it")
            elif kind is not str and block[k] is not None and not isinstance(block[k], kind):
                self.problems.add(name, ident, f"'{k}' is {block[k]!r}", f"a {getattr(kind, '__name__', 'list')}")
        first = self.seen.get((tuple(shape), ident))
        if first:
            self.problems.add(name, ident, f"the id is used twice (first in {first})", "an id of its own")
        self.seen[tuple(shape), ident] = name
        return len(self.problems.found) == before


class _Conditions:
    """Turns the ``when`` of a block into a Condition, expanding macros and checking every id."""

    def __init__(self, macros: Mapping[str, tuple[str, ...]], findings: Mapping[str, Finding],
                 problems: Problems) -> None:
        self.macros, self.findings, self.problems = macros, findings, problems

    def parse(self, block: Mapping[str, Any], when: Any) -> Condition:
        if not isinstance(when, dict) or not when:
            self.problems.add(block["_file"], block["id"], "the condition is empty", ", ".join(_CONDITION_KEYS))
            return Condition()
        for key in sorted(set(when) - set(_CONDITION_KEYS)):
            self.problems.add(block["_file"], block["id"], f"unknown condition '{key}'", ", ".join(_CONDITION_KEYS))
        order: dict[str, None] = {}
        from_macros: set[str] = set()
        parts = {}
        for key in _CONDITION_KEYS:
            terms = []
            for written in _as_list(when.get(key) or []):
                if str(written).startswith("@"):
                    items = self.macros.get(str(written), ())
                    if not items:
                        self.problems.add(block["_file"], block["id"], f"unknown macro '{written}'",
                                          ", ".join(self.macros))
                    from_macros.update(items)
                    terms += [frozenset((i,)) for i in items]
                    order.update(dict.fromkeys(items))
                else:
                    ids = [i.strip() for i in str(written).split("+")]
                    self.problems.known(block, ids, self.findings, "finding")
                    terms.append(frozenset(ids))
                    order.update(dict.fromkeys(ids))
            parts[key] = tuple(terms)
        none = frozenset().union(*parts["none"])
        named = {i for key in ("all", "any", "with_any") for t in parts[key] for i in t
                 if not any(i in self.macros[m] for m in self.macros if m in _as_list(when.get(key) or []))}
        return Condition(all=parts["all"], any=parts["any"], with_any=parts["with_any"], none=none,
                         unless=parts["unless"], from_macros=frozenset(from_macros - named), order=tuple(order),
                         asked_with=frozenset(i for f in named & self.findings.keys()
                                              for i in self.findings[f].asked_with))


def _policy(found: dict[str, Any], levels: Mapping[str, Level], problems: Problems) -> Policy:
    values: dict[str, Any] = {}
    for key, kind in Policy.__annotations__.items():
        if key not in found:
            problems.add("policy.yml", key, "is missing", "see docs/rules.md")
        elif kind == "Level":
            values[key] = problems.pick({"id": key, "_file": "policy.yml", key: found[key]}, key, levels)
        elif kind.startswith("Mapping"):
            values[key] = {m: problems.pick({"id": key, "_file": "policy.yml", m: v}, m, levels)
                           for m, v in found[key].items()}
        else:
            values[key] = tuple(found[key]) if isinstance(found[key], list) else found[key]
    problems.raise_if_any()
    return Policy(**values)


__all__ = ["KnowledgeError", "load", "shipped"]
