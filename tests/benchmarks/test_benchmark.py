"""The benchmark measures what it says; whether the figures are good is for people to judge."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from benchmarks.contestants import FLOOR, OURS, STARTER
from benchmarks.figures import Figures
from benchmarks.plot import draw
from benchmarks.rivals.project import write_floor, write_starter
from benchmarks.table import as_text
from benchmarks.talking import Times, messages

NAMES = (OURS, STARTER, FLOOR)


def figures(factor: dict[str, float]) -> Figures:
    made = Figures(titles={name: f"the {name}" for name in factor}, installed_mb=2000.0,
                   training_s={OURS: None, STARTER: 100.0, FLOOR: 20.0})
    made.start_s = {name: [10.0 * f, 30.0 * f, 11.0 * f] for name, f in factor.items()}
    made.memory_mb = {name: [500.0 * f, 600.0 * f] for name, f in factor.items()}
    made.turns = {kind: {name: Times(10 * f, 20 * f) for name, f in factor.items()}
                  for kind in ("fact", "emergency", "step")}
    made.first_words = {"fact": Times(8, 9), "as long": Times(10, 11), "emergency": Times(10, 12)}
    made.long = {name: {1: 8.0 * f, 5: 10.0 * f, 20: 12.5 * f} for name, f in factor.items()}
    made.crowds = {name: {1: 90 / f, 10: 100 / f} for name, f in factor.items()}
    made.where = {"fact": {"classifier": 4.0, "wording": 1.0}, "step": {"classifier": 0.0, "wording": 2.0}}
    return made


def test_the_table_shows_ratios_to_both_rivals() -> None:
    text = as_text(figures({OURS: 1.0, STARTER: 4.0, FLOOR: 0.5}))
    assert "| a fact, median | 10.0 ms | 40.0 ms | 5.0 ms | 0.25 | 2.00 |" in text
    assert "| start, nothing to train | 11 s | 44 s | 6 s | 0.25 | 2.00 |" in text
    assert "| training |  | 100 s | 20 s |  |  |" in text
    assert "turn 20 1.25" in text
    assert "an emergency 10.0 ms (1.25 and 1.00 of them)" in text
    assert "| channel, network and client | 5.0 ms | 8.0 ms |" in text


def test_without_the_starter_there_is_one_rival() -> None:
    text = as_text(figures({OURS: 1.0, FLOOR: 0.5}))
    assert "| | ours | floor | ours / floor |" in text and "| a fact, median | 10.0 ms | 5.0 ms | 2.00 |" in text


@pytest.mark.parametrize("factor", [{OURS: 1.0, STARTER: 4.0, FLOOR: 0.5}, {OURS: 1.0, FLOOR: 0.5}])
def test_the_plot_is_a_picture(factor: dict[str, float], tmp_path: Path) -> None:
    draw(figures(factor), tmp_path / "speed.svg")
    assert "<svg" in (tmp_path / "speed.svg").read_text()


def test_figures_are_kept_as_plain_numbers(tmp_path: Path) -> None:
    figures(dict.fromkeys(NAMES, 1.0)).write(tmp_path)
    assert json.loads((tmp_path / "figures.json").read_text())["turns"]["fact"][OURS]["median"] == 10


def test_the_starter_learns_from_our_data(tmp_path: Path) -> None:
    write_starter(tmp_path, epochs=7, every=1)
    data = yaml.safe_load((tmp_path / "data.yml").read_text())
    domain = yaml.safe_load((tmp_path / "domain.yml").read_text())
    phrases = sum(block["examples"].count("\n") for block in data["nlu"])
    assert phrases > 15_000 and len(data["nlu"]) > 100
    # Every intent has a rule, and every answer has a text; what it is not sure about is answered as well.
    answered = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in data["rules"]}
    assert set(domain["intents"]) | {"nlu_fallback"} == set(answered)
    assert set(answered.values()) <= set(domain["responses"])
    assert "epochs: 7" in (tmp_path / "config.yml").read_text()


def test_the_floor_answers_every_message(tmp_path: Path) -> None:
    """Else it would be measured while it does nothing."""
    write_floor(tmp_path)
    [block] = yaml.safe_load((tmp_path / "data.yml").read_text())["nlu"]
    keywords = {line[2:] for line in block["examples"].splitlines()}
    said = [*messages().facts, *messages().emergencies, messages().begins, *messages().steps]
    assert [message for message in said if not keywords & set(message.split())] == []


def test_times_have_a_median_and_a_tail() -> None:
    assert Times.of(range(1, 101)).median == 50.5
    assert Times.of(range(1, 101)).p95 == pytest.approx(95, abs=1)
    assert Times.of([3.0]) == Times(3.0, 3.0)
