"""No medical content changes without a number, a reason, a source, a case and a line in the changelog.

Each test really changes files, in a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from review.versions.__main__ import main
from review.versions.check import COMMAND, problems
from review.versions.content import digests
from review.versions.history import read, state
from server.knowledge_version import VERSIONS, knowledge_version, newest

ROOT = Path(__file__).resolve().parents[2]
RULES, PUMP = "knowledge/rules/pump.yml", "rule/e_pump_overdose"
NOW = newest(VERSIONS)
MAJOR, MINOR, PATCH = map(int, NOW.split("."))
NEXT = {"patch": f"{MAJOR}.{MINOR}.{PATCH + 1}", "minor": f"{MAJOR}.{MINOR + 1}.0", "major": f"{MAJOR + 1}.0.0"}
WHY = ["--say", "A reviewer found it too narrow", "--bump", "minor"]
# What a new rule needs besides a version.
RULE = """
- id: s_new_in_this_test
  number: 9999
  level: soon_days
  when: {all: [has_baclofen_pump, low_mood_new]}
  if_unknown: silent
  because: This stands here for a test.
  do: See somebody.
  sources: [OWN]
"""
CASE = """
- case: a sentence that only this test has
  "yes": [takes_baclofen, has_baclofen_pump, low_mood_new]
  level: soon_days
  fires: [s_new_in_this_test]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("knowledge", "data", "tests/rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "server").mkdir()
    for file in ("server/knowledge_versions.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def versions(root: Path) -> Path:
    return root / "server" / "knowledge_versions.yml"


def test_all_content_belongs_to_a_version() -> None:
    """The gate itself: what fails here is mended with ``make knowledge-version``."""
    assert problems(ROOT) == []


def test_everything_a_clinician_signs_has_a_hash(knowledge) -> None:
    """P11: as the assistant itself reads it."""
    found = digests(ROOT)
    for kind, ids in (("rule", knowledge.rule_by_id), ("finding", knowledge.findings), ("level", knowledge.levels),
                      ("movement", [m.id for m in knowledge.movements]), ("source", knowledge.sources),
                      ("question", [s.id for s in knowledge.screens]), ("number", knowledge.countries),
                      ("group", knowledge.macros), ("words", knowledge.language),
                      ("policy", type(knowledge.policy).__annotations__)):
        assert {name.partition("/")[2] for name in found if name.startswith(f"{kind}/")} == set(ids), kind
    topics = {f"answer/utter_ask_{path.stem}" for path in (ROOT / "data" / "topics").glob("*.yml")}
    assert topics <= found.keys()
    assert state(read(VERSIONS)) == found


@pytest.mark.parametrize(("file", "old", "new", "piece"), [
    (RULES, "dizzy_or_faint, new_confusion]", "new_confusion]", PUMP),
    (RULES, "level: emergency_now", "level: soon_days", PUMP),
    (RULES, "can end in coma", "can end badly", PUMP),
    ("knowledge/findings/pump.yml", "tier: T1", "tier: T3", "finding/has_baclofen_pump"),
    ("knowledge/levels.yml", "This needs emergency help now.", "This may need help.", "level/emergency_now"),
    ("knowledge/numbers.yml", '"911"', '"912"', "number/US"),
    ("knowledge/policy.yml", "most_singles: 8", "most_singles: 3", "policy/most_singles"),
    ("knowledge/macros.yml", "  - chest_pain\n", "", "group/@GATE0"),
    ("knowledge/questions.yml", "Do any of these apply right now or today?", "Anything?", "question/gate"),
    ("knowledge/safety_net.yml", "a fit, ", "", "text/safety_net"),
    ("data/talk/bot_challenge.yml", "I can miss things", "I know everything", "answer/utter_bot_challenge"),
    ("data/topics/kidney.yml", "  - text: |-", "  - text: |-\n      Do not worry.", "answer/utter_ask_kidney"),
])
def test_a_change_without_a_version_says_what_to_do(copy: Path, file: str, old: str, new: str, piece: str) -> None:
    edit(copy / file, old, new)
    [problem] = problems(copy)
    assert f"{NOW}: {piece} (changed). " in problem and COMMAND in problem


def test_turning_the_order_of_levels_round_is_a_change(copy: Path) -> None:
    path = copy / "knowledge" / "levels.yml"
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump([blocks[1], blocks[0], *blocks[2:]], allow_unicode=True), encoding="utf-8")
    [problem] = problems(copy)
    assert ": order/levels (changed). " in problem


@pytest.mark.parametrize(("file", "edited"), [
    (RULES, lambda text: f"# Looked through again.\n\n{text}"),
    (RULES, lambda text: yaml.safe_dump(yaml.safe_load(text), allow_unicode=True, width=40)),
    ("data/talk/thanks.yml", lambda text: text.replace("  examples: |\n", "  examples: |\n    - ta very much\n")),
])
def test_comments_layout_and_training_phrases_are_no_change(copy: Path, file: str, edited: Callable) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8")
    path.write_text(edited(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    assert problems(copy) == []


def test_a_rule_that_is_taken_out_is_gone(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "knowledge" / "rules" / "twitch.yml"
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(blocks[1:], allow_unicode=True), encoding="utf-8")
    [problem] = problems(copy)
    assert f"rule/{blocks[0]['id']} (gone)" in problem
    main(WHY, copy)
    assert read(versions(copy))[0].changed == {f"rule/{blocks[0]['id']}": "gone"}
    assert f"rule/{blocks[0]['id']}" not in state(read(versions(copy)))


def test_the_command_writes_what_was_changed_and_what_is_left_to_do(
        copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(copy / RULES, RULE)
    edit(copy / "knowledge" / "numbers.yml", '"911"', '"912"')
    assert main(WHY, copy) == 0
    said = capsys.readouterr().out
    assert "number/US (changed)" in said and "rule/s_new_in_this_test (new)" in said
    assert "Rule s_new_in_this_test has no case that fires it. Write one in tests/rules/pump.yml." in said
    assert f"CHANGELOG.md does not name version {NEXT['minor']}." in said
    assert main([], copy) == 1
    append(copy / "tests" / "rules" / "pump.yml", CASE)
    append(copy / "CHANGELOG.md", f"- Knowledge {NEXT['minor']}: `s_new_in_this_test`, because of a test.\n")
    assert problems(copy) == []
    assert main([], copy) == 0
    first, second, *_ = read(versions(copy))
    assert (first.version, first.why, first.signed) == (NEXT["minor"], WHY[1], [])
    assert set(first.changed) == {"number/US", "rule/s_new_in_this_test"}
    assert (second.version, newest(versions(copy))) == (NOW, NEXT["minor"])


def test_a_line_about_a_later_version_tells_nothing_of_this_one(copy: Path) -> None:
    edit(copy / "knowledge" / "numbers.yml", '"911"', '"912"')
    main(WHY, copy)
    append(copy / "CHANGELOG.md", f"- Knowledge {NEXT['minor']}1: another.\n")
    assert any(f"CHANGELOG.md does not name version {NEXT['minor']}." in problem for problem in problems(copy))


def test_a_rule_without_a_source_is_named(copy: Path) -> None:
    edit(copy / RULES, "sources: [LBL_IT, LIO_SITE]", "sources: []")
    assert "Rule e_pump_overdose has no source. Name one of knowledge/sources.yml in its block." in problems(copy)


def test_a_rule_whose_cases_were_taken_out_is_named(copy: Path) -> None:
    for path in (copy / "tests" / "rules").glob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace("e_pump_overdose", "u_pump_site"), encoding="utf-8")
    assert problems(copy) == ["Rule e_pump_overdose has no case that fires it. Write one in tests/rules/pump.yml."]


@pytest.mark.parametrize(("bump", "number"), NEXT.items())
def test_numbers_go_up(copy: Path, bump: str, number: str) -> None:
    edit(copy / "knowledge" / "numbers.yml", '"911"', '"912"')
    main(["--say", "The number was a wrong one", "--bump", bump], copy)
    assert newest(versions(copy)) == number


@pytest.mark.parametrize(("old", "new", "said"), [
    ("    rule/e_stroke: ", "    rule/e_stroke: f", "Version 1.0.0 was changed after it was written"),
    ("when versions begin", "when all began", "Version 1.0.0 was changed after it was written"),
    ("signed: []", "signed: [{who: A clinician}]", f"A signature of version {NOW} must say content, date, role, who."),
])
def test_what_was_written_is_not_rewritten_by_hand(copy: Path, old: str, new: str, said: str) -> None:
    """Else a hash copied into an old version would hide a change."""
    edit(versions(copy), old, new)
    assert any(said in problem for problem in problems(copy))


def test_a_signature_is_filled_in_by_hand(copy: Path) -> None:
    edit(versions(copy), "signed: []",
         "signed: [{who: A. Clinician, role: clinician, date: 2026-12-01, content: 0123456789ab}]")
    assert problems(copy) == []


@pytest.mark.parametrize(("arguments", "changed", "said"), [
    (["--bump", "minor"], True, "Say why in a sentence"),
    (["--say", "typo", "--bump", "patch"], True, "Say why in a sentence"),
    (["--say", "A reviewer found it"], True, "Say how much it changes with --bump"),
    (WHY, False, f"Nothing differs from version {NOW}"),
])
def test_wrong_use_is_said_in_a_sentence_and_writes_nothing(
        copy: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], changed: bool, said: str) -> None:
    if changed:
        edit(copy / "knowledge" / "numbers.yml", '"911"', '"912"')
    before = versions(copy).read_text(encoding="utf-8")
    assert main(arguments, copy) == 2
    assert capsys.readouterr().err.startswith(said)
    assert versions(copy).read_text(encoding="utf-8") == before


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    (RULES, "level: emergency_now", "level: at_once", "The knowledge cannot be read yet; mend it first."),
    ("server/knowledge_versions.yml", "- version", "<<<<<<< ours\n- version", "no list of versions any more"),
    ("server/knowledge_versions.yml", "  why:", "  reason:", "no list of versions any more"),
    ("server/knowledge_versions.yml", "Nobody has", "Somebody has", "was changed after it was written"),
])
def test_files_that_are_not_sound_are_refused(copy: Path, capsys: pytest.CaptureFixture[str], file: str, old: str,
                                              new: str, said: str) -> None:
    edit(copy / file, old, new)
    assert main(WHY, copy) == 2
    assert said in capsys.readouterr().err


def test_the_server_names_the_newest_version() -> None:
    assert knowledge_version() == read(VERSIONS)[0].version
    assert knowledge_version().count(".") == 2
