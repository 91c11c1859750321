"""The map shows everything that is reviewed, stands alone, and is the same each time it is made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest

from review.map.__main__ import main
from review.map.cases import Case, CasesError, read_cases
from review.map.columns import spread
from review.map.question_order import steps
from review.map.unknown import missing_of
from review.map.version import version_of
from review.map.words import parts_of
from triage import Facts, Knowledge, assess, next_question
from triage.loader import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


class Seen(HTMLParser):
    """What a page says and what it points to."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for key, value in attrs if key == "id" and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def words(self) -> str:
        return " ".join("".join(self.text).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("map") / "out"
    assert main([str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return (folder / "review.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    return seen


@pytest.fixture(scope="module")
def words(page: Seen) -> str:
    return page.words()


@pytest.fixture(scope="module")
def cases(knowledge: Knowledge) -> tuple[Case, ...]:
    return read_cases(ROOT / "tests" / "rules", knowledge)


def plain(text: str) -> str:
    """A text as the page shows it: blanks by name, one space between words."""
    return " ".join(re.sub(r"\{(\w+)\}", lambda m: m[1].replace("_", " "), text).split())


def test_every_rule_is_there_with_number_wording_sources_and_room_to_write(
        knowledge: Knowledge, page: Seen, html: str) -> None:
    for rule in knowledge.rules:
        block = Seen()
        block.feed(html[html.index(f'<article id="rule-{rule.id}"'):].split("</article>")[0])
        said = block.words()
        for text in (rule.id, f"Rule {rule.number}", rule.because, rule.do, *(
                knowledge.sources[s].url.strip("-") for s in rule.sources)):
            assert plain(text) in said, (rule.id, text)
        assert {f"{rule.id}-{choice}" for choice in ("agree", "change", "comment")} <= set(block.ids)
        assert any(tag == "textarea" for tag, _ in block.tags)


def test_every_condition_is_told_by_the_labels_of_its_findings_or_groups(knowledge: Knowledge, html: str) -> None:
    for rule in knowledge.rules:
        block = html[html.index(f'<article id="rule-{rule.id}"'):].split("</article>")[0]
        for part in parts_of(knowledge, rule.when):
            for piece in part.pieces:
                for target in [f"group-{piece.group[1:]}"] if piece.group else [f"finding-{i}" for i in piece.findings]:
                    assert f'href="#{target}"' in block, (rule.id, target)


def test_the_parts_of_a_condition_name_all_of_its_findings_and_no_other(knowledge: Knowledge) -> None:
    for rule in knowledge.rules:
        for part in parts_of(knowledge, rule.when):
            named = {i for piece in part.pieces for i in piece.findings}
            meant = getattr(rule.when, part.key)
            assert named == (set(meant) if part.key == "none" else {i for term in meant for i in term})


def test_every_case_is_there_with_each_rule_it_names(cases: tuple[Case, ...], html: str, words: str) -> None:
    for case in cases:
        assert plain(case.name) in words, case
        for rule in (*case.fires, *case.spares):
            block = Seen()
            block.feed(html[html.index(f'<article id="rule-{rule}"'):].split("</article>")[0])
            assert plain(case.name) in block.words(), (case.name, rule)


def test_every_source_finding_screen_level_movement_and_country_is_there(
        knowledge: Knowledge, page: Seen, words: str) -> None:
    for source in knowledge.sources.values():
        assert plain(source.title) in words
        assert source.url in ("", "-") or plain(source.url) in words, source
    for finding in knowledge.findings.values():
        assert f"finding-{finding.id}" in page.ids
        assert plain(finding.short) in words and plain(finding.asks) in words and plain(finding.asks_them) in words
    for screen in knowledge.screens:
        assert f"screen-{screen.id}" in page.ids
        assert plain(screen.asks) in words and plain(screen.why) in words
    for level in knowledge.levels.values():
        for text in (level.opening, level.closing, level.see, level.watch_for, level.bring):
            assert plain(text) in words, level
    for movement in knowledge.movements:
        assert plain(movement.features) in words and plain(movement.medicine) in words
    for country in knowledge.countries.values():
        assert all(plain(number) in words for number in country.numbers.values())


def test_it_says_what_it_is_and_which_version(words: str, folder: Path) -> None:
    assert "not clinically validated" in words
    version = version_of(SHIPPED)
    assert words.count(version) >= 4
    assert all(version in path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_another_content_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- one", encoding="utf-8")
    first = version_of(tmp_path)
    (tmp_path / "a.yml").write_text("- two", encoding="utf-8")
    assert first != version_of(tmp_path)
    (tmp_path / "a.yml").write_text("- one", encoding="utf-8")
    assert first == version_of(tmp_path)
    (tmp_path / "a.yml").rename(tmp_path / "b.yml")
    assert first != version_of(tmp_path)


def test_the_page_loads_nothing(page: Seen, html: str) -> None:
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed", "image", "use", "base"}, tag
        assert not {"src", "srcset", "poster", "data", "background", "xlink:href"} & set(attributes), (tag, attributes)
        assert "href" not in attributes or tag == "a", (tag, attributes)
    assert "@import" not in html
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique(page: Seen) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = {value[1:] for _, attributes in page.tags if (value := attributes.get("href") or "").startswith("#")}
    assert inside <= set(page.ids), inside - set(page.ids)


def test_tables_and_language_are_told_to_a_screen_reader(page: Seen) -> None:
    assert ("html", {"lang": "en"}) in page.tags
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")


def test_pictures_are_xml_with_title_and_description_and_keep_within_their_frame(folder: Path) -> None:
    pictures = sorted(folder.glob("*.svg"))
    assert {"rule-table.svg", "question-order.svg"} <= {p.name for p in pictures}
    for path in pictures:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert root.tag == f"{SVG}svg"
        for part in ("title", "desc"):
            found = root.find(f"{SVG}{part}")
            assert found is not None and found.text, (path.name, part)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for rect in root.iter(f"{SVG}rect"):
            if "x" in rect.attrib:
                x, y, w, h = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
                assert x >= 0 and y >= 0 and x + w <= width and y + h <= height, (path.name, rect.attrib)


def test_the_pictures_show_every_rule_and_every_screen(knowledge: Knowledge, folder: Path) -> None:
    drawn = "".join(p.read_text(encoding="utf-8") for p in folder.glob("rule-table-*.svg"))
    overview = (folder / "rule-table.svg").read_text(encoding="utf-8")
    for rule in knowledge.rules:
        assert f">{rule.id}</text>" in drawn
        assert f'href="review.html#rule-{rule.id}"' in overview
    order = (folder / "question-order.svg").read_text(encoding="utf-8")
    for screen in knowledge.screens:
        assert f'href="review.html#screen-{screen.id}"' in order
    for number in (knowledge.policy.most_lists, knowledge.policy.most_singles):
        assert str(number) in order


def test_each_screen_has_one_step_and_a_check_with_only_noes_goes_through_the_steps_in_order(
        knowledge: Knowledge) -> None:
    place = {screen.id: step.number for step in steps(knowledge) for screen in step.screens}
    assert sorted(place) == sorted(screen.id for screen in knowledge.screens)
    asked: list[str] = []
    facts = Facts()
    while question := next_question(knowledge, facts, asked):
        asked.append(question.id)
        facts = Facts(facts.yes, facts.no | set(question.items))
    walked = [place[i] for i in asked if i in place]
    assert walked and walked == sorted(walked), asked


def test_what_is_said_of_a_missing_answer_is_what_the_decision_does(knowledge: Knowledge) -> None:
    """Each rule with one of its findings yes and nothing else known, at the end of the check."""
    waiting = set()
    for rule in knowledge.rules:
        told = missing_of(knowledge, rule)
        for finding in sorted(rule.when.positive - rule.when.from_macros):
            view = assess(knowledge, Facts(frozenset({finding})), closed=True)
            if not rule.when.pursued(view.facts):
                continue
            waiting.add(rule.id)
            lacking = rule.when.missing(view.facts)
            level = told.context_level if told.context and set(lacking) <= set(told.context) else told.level
            assert [f.level for f in view.fired if f.rule == rule] == ([level] if level else []), (rule.id, finding)
            assert told.waits, rule.id
    assert len(waiting) > len(knowledge.rules) / 3


def test_two_runs_are_equal_byte_for_byte(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        subprocess.run([sys.executable, "-m", "review.map", str(tmp_path / seed)], cwd=ROOT, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / seed).iterdir()} for seed in ("1", "2"))
    assert first == second


@pytest.mark.parametrize("place", ["a_file", "nowhere/out"])
def test_a_folder_that_cannot_be_used_is_told_in_one_line(
        place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a_file").write_text("mine", encoding="utf-8")
    assert main([str(tmp_path / place)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and str(tmp_path) in told and "Traceback" not in told
    assert (tmp_path / "a_file").read_text(encoding="utf-8") == "mine"


def test_a_picture_that_cannot_be_written_is_told_in_one_line(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "review.html").mkdir()
    assert main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("text", ["- case: x\n  level: y\n  fires: [no_such_rule]\n", "- level: y\n", "- [\n", "x"])
def test_a_case_that_cannot_be_shown_is_told_with_its_file(text: str, tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CasesError, match=r"broken\.yml") as told:
        read_cases(tmp_path, knowledge)
    assert "\n" not in str(told.value)


def test_boxes_are_spread_in_order_without_overlap() -> None:
    middles = spread([50.0, 10.0, 52.0, 200.0], [20.0, 20.0, 40.0, 20.0], 5.0)
    assert middles[1] - middles[0] >= 25 - 1e-9 and middles[2] - middles[1] >= 35 - 1e-9
    assert middles[3] == 200.0
