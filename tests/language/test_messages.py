"""The labelled messages: they load, and a slip in them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.nlu.messages import KINDS, labelled
from triage import Knowledge, KnowledgeError


def test_the_shipped_messages_are_many_and_of_every_kind(knowledge: Knowledge) -> None:
    messages = labelled(knowledge)
    assert {m.kind for m in messages} == set(KINDS)
    assert all(m.yes for m in messages if m.kind == "emergencies")
    assert len({m.says for m in messages}) == len(messages) > 3000


@pytest.mark.parametrize(("name", "text", "expected"), [
    ("traps.yml", "- why: none", "traps.yml, message 1: needs 'says'"),
    ("traps.yml", "- just words", "traps.yml, message 1: needs 'says'"),
    ("reports.yml", '- {says: hot, "yes": [hi_fever]}', "reports.yml, message 1: unknown finding 'hi_fever'"),
    ("jokes.yml", "- says: ha", "jokes.yml: unknown kind of message. Allowed: emergencies, reports, traps"),
])
def test_a_slip_is_named(tmp_path: Path, knowledge: Knowledge, name: str, text: str, expected: str) -> None:
    for kind in KINDS:
        (tmp_path / f"{kind}.yml").write_text("- says: something", encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=expected.replace(".", r"\.")):
        labelled(knowledge, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path, knowledge: Knowledge) -> None:
    with pytest.raises(KnowledgeError, match=r"emergencies\.yml is missing"):
        labelled(knowledge, tmp_path)
