"""The house rules that can be checked: who imports whom, and that Python knows no medicine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from triage import Knowledge

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {"triage": set(), "actions": {"triage"}, "server": {"triage"}, "review": {"triage", "server"},
              "stories": {"triage", "actions", "server"}, "benchmarks": {"server", "stories", "deploy"},
              "deploy": {"server"}}
ROOMS = sorted(MAY_IMPORT)
# Words that a clinician would have to review; names of things we build with are none.
MEDICAL = re.compile(r"\b(baclofen|seizure|overdose|suicid\w*|breath\w*|pump|withdrawal|kidney|dialysis|stroke|"
                     r"spasticity|fasciculation|twitch\w*|cramp\w*|fever|999|911|poison)\b", re.IGNORECASE)


def files(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_they_may(room: str) -> None:
    for path in files(room):
        foreign = imported(path) & set(ROOMS) - {room} - MAY_IMPORT[room]
        assert not foreign, f"{path.relative_to(ROOT)} imports {foreign}"


def test_reviewers_see_the_assistant_from_outside() -> None:
    """Of the server they use only how it is started and talked to; the reader of messages, to measure it alone; and
    where it reads its content version."""
    allowed = {"server.understanding.understanding", "server.knowledge_version"}
    for path in files("review"):
        inner = {n.module for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(n, ast.ImportFrom) and n.module and n.module.startswith("server")} - allowed
        assert all(module.startswith("server.launch") for module in inner), f"{path.relative_to(ROOT)}: {inner}"


def test_the_decision_knows_neither_rasa_nor_network_nor_clock() -> None:
    for path in files("triage"):
        assert not imported(path) & {"rasa", "rasa_sdk", "sanic", "socket", "urllib", "time", "datetime", "random"}


@pytest.mark.parametrize("room", ROOMS)
def test_python_knows_no_medicine(room: str, knowledge: Knowledge) -> None:
    """Content is data: no finding, rule, movement or level id and no medical word stands in code (docstrings may)."""
    ids = {*knowledge.findings, *knowledge.rule_by_id, *knowledge.levels, *(m.id for m in knowledge.movements)}
    for path in files(room):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = {id(n.body[0].value) for n in ast.walk(tree)
                      if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
                      and n.body and isinstance(n.body[0], ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
                assert node.value not in ids, f"{path.relative_to(ROOT)}: {node.value!r}"
                assert not MEDICAL.search(node.value), f"{path.relative_to(ROOT)}: {node.value!r}"


@pytest.mark.parametrize("room", ROOMS)
def test_public_things_say_what_they_mean(room: str) -> None:
    for path in files(room):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in ast.walk(tree):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
                parents_public = True
                assert ast.get_docstring(node) or not parents_public or _is_nested(tree, node), (path, node.name)


def _is_nested(tree: ast.Module, node: ast.AST) -> bool:
    """Inside a function or a private class."""
    return any(node in ast.walk(outer) and node is not outer for outer in ast.walk(tree)
               if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
               or (isinstance(outer, ast.ClassDef) and outer.name.startswith("_")))
