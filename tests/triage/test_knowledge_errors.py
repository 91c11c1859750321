"""Wrong knowledge files are refused with file, id, problem and what is allowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from triage import KnowledgeError, load
from triage.loader import SHIPPED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "knowledge"))


@pytest.mark.parametrize(("file", "old", "new", "expected"), [
    ("rules/pump.yml", "level: emergency_now", "level: emergancy",
     ["rules/pump.yml, e_pump_overdose", "'emergancy'", "emergency_now, urgent_same_day"]),
    ("rules/pump.yml", "all: [has_baclofen_pump]", "all: [has_baclofen_pmp]",
     ["rules/pump.yml, e_pump_overdose", "unknown finding 'has_baclofen_pmp'", "has_baclofen_pump"]),
    ("rules/twitch.yml", '"@NEURO"', '"@NERVE"', ["rules/twitch.yml", "unknown macro '@NERVE'", "@NEURO"]),
    ("rules/pump.yml", "if_unknown: fires", "if_unknown: maybe", ["'maybe'", "fires, one_lower, silent"]),
    ("rules/pump.yml", "  because:", "  becuase:", ["unknown key 'becuase'", "'because' is missing"]),
    ("rules/pump.yml", "- id: u_pump_site", "- id: u_pump_alarm", ["u_pump_alarm", "used twice"]),
    ("rules/pump.yml", "LBL_IT", "LBL_XX", ["unknown sources 'LBL_XX'", "LBL_IT"]),
    ("findings/pump.yml", "follows: has_baclofen_pump", "follows: pump", ["unknown finding 'pump'"]),
    ("policy.yml", "most_lists: 6", "", ["policy.yml, most_lists", "is missing"]),
    ("macros.yml", "breathing_trouble", "breathing", ["macros.yml", "breathing"]),
])
def test_a_slip_is_named(folder: Path, file: str, old: str, new: str, expected: list[str]) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load(folder)
    for words in expected:
        assert words in str(error.value)


def test_broken_yaml_names_file_and_line(folder: Path) -> None:
    (folder / "levels.yml").write_text("- id: a\n  closing: b: c\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"knowledge/levels.yml, line 2: not readable as YAML"):
        load(folder)


def test_a_missing_file_and_an_empty_folder_are_named(folder: Path) -> None:
    (folder / "numbers.yml").unlink()
    shutil.rmtree(folder / "movements")
    with pytest.raises(KnowledgeError) as error:
        load(folder)
    assert "knowledge/numbers.yml: the file is missing" in str(error.value)
    assert "knowledge/movements: no .yml file" in str(error.value)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    for file in ("rules/pump.yml", "rules/twitch.yml"):
        path = folder / file
        path.write_text(path.read_text().replace("if_unknown: ", "if_unknown: x"), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load(folder)
    assert "rules/pump.yml" in str(error.value) and "rules/twitch.yml" in str(error.value)


def test_not_utf8_is_named(folder: Path) -> None:
    (folder / "safety_net.yml").write_bytes(b"text: caf\xe9\n")
    with pytest.raises(KnowledgeError, match=r"safety_net\.yml: the file is not UTF-8"):
        load(folder)
