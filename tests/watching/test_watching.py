"""Alive, ready, measured: for whoever runs the assistant, and without a word of anybody's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import yaml

from server.knowledge_version import knowledge_version
from tests.conftest import Assistant, Conversation

WATCHING = Path(__file__).resolve().parents[2] / "deploy" / "watching"
METRIC = re.compile(r"\b(?:triage|process)_[a-z_]+")


def get(assistant: Assistant, what: str) -> httpx.Response:
    return httpx.get(f"{assistant.base}/{what}", timeout=30)


def value(assistant: Assistant, sample: str) -> float:
    """A sample of the metrics; 0 when there is none yet."""
    found = re.search(rf"^{re.escape(sample)} (\S+)$", get(assistant, "metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0


def test_it_is_alive(assistant: Assistant) -> None:
    assert get(assistant, "health").json() == {"alive": True}


def test_it_is_ready_when_all_its_parts_work(assistant: Assistant) -> None:
    answer = get(assistant, "ready")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    state = answer.json()
    assert state["ready"] and state["knowledge"] == knowledge_version()
    assert state["model"]["works"] and state["model"]["id"]
    assert state["database"] == {"works": True, "kind": "sqlite"} and state["locks"]["kind"] == "this process"


def test_it_is_not_ready_without_its_actions_but_alive(assistant_without_actions: Assistant) -> None:
    answer = get(assistant_without_actions, "ready")
    assert answer.status_code == 503 and answer.json()["actions"] == {"works": False}
    assert get(assistant_without_actions, "health").status_code == 200


def test_turns_levels_topics_and_the_guard_are_counted(assistant: Assistant) -> None:
    samples = {'triage_turns_total{channel="rest"}': 4,
               'triage_levels_total{final="true",level="emergency_now"}': 1,
               'triage_topics_total{topic="baclofen_for_twitching"}': 1,
               'triage_guard_interventions_total{reason="too_long"}': 1,
               'triage_guard_interventions_total{reason="not_offered"}': 1,
               'triage_turn_seconds_count{channel="rest"}': 4}
    before = {sample: value(assistant, sample) for sample in samples}
    for words in ("does baclofen stop muscle twitching", "he wont wake up after his meds", "bla " * 1500, "/restart"):
        Conversation(assistant).say(words)
    assert {sample: value(assistant, sample) - before[sample] for sample in samples} == samples


def test_p9_metrics_hold_no_words_and_no_ids(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    talk.say("my calf keeps twitching, says Quuxina Bloggs")
    told = get(assistant, "metrics").text
    assert talk.id not in told and "Quuxina" not in told and "twitching, says" not in told


def test_a_turn_is_a_line_of_the_log_with_an_id_of_its_own(assistant: Assistant) -> None:
    talk = Conversation(assistant)
    talk.say("does baclofen stop muscle twitching")
    lines = [json.loads(line) for line in (assistant.state / "assistant.log").read_text().splitlines()
             if line.startswith("{")]
    turns = [line for line in lines if line["logger"] == "server.turns"]
    assert len({line["turn"] for line in turns}) == len(turns)
    assert (turns[-1]["topic"], turns[-1]["channel"]) == ("baclofen_for_twitching", "rest")
    assert turns[-1]["seconds"] > 0
    assert talk.id not in assistant.log()


def test_what_alerts_and_the_dashboard_ask_for_is_measured(assistant: Assistant) -> None:
    rules = yaml.safe_load((WATCHING / "alerts.yml").read_text())["groups"][0]["rules"]
    panels = json.loads((WATCHING / "grafana.json").read_text())["panels"]
    asked = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    # A counter with labels shows nothing before it has counted; its description is there.
    told = set(re.findall(r"^# TYPE (\S+) ", get(assistant, "metrics").text, re.MULTILINE))
    for name in {name for expression in asked for name in METRIC.findall(expression)}:
        assert name in told or name.removesuffix("_bucket") in told, name
    assert all(rule["annotations"]["summary"] and rule["labels"]["severity"] in ("page", "ticket") for rule in rules)
