"""``make stories`` as staff meet it: verdicts, reports, and what it says when nothing can be played."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from server.launch.settings import ROOT
from tests.conftest import Assistant

GOOD = "story: A greeting asks nothing\nturns:\n- user: hello\n  bot: {asks: nothing}\n"
BAD = ("story: A greeting is <b>no</b> emergency\nturns:\n- user: hello \U0001f600\n  bot: {asks: nothing}\n"
       "- user: hello\n  bot: {level: emergency_now}\n")
INNER = "story: Somebody is answered without actions\nduring: the action server is down\n" + GOOD.split("\n", 1)[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("greetings/asks_nothing", GOOD), ("greetings/is_no_emergency", BAD), ("faults/inner", INNER)):
        path = tmp_path / f"{name}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "stories", *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, env={**os.environ, "STORIES_FOLDER": str(folder)})


def test_a_verdict_in_plain_words_and_two_reports(folder: Path, assistant: Assistant, tmp_path: Path) -> None:
    done = run(folder, "--url", assistant.base, "--out", str(tmp_path / "out"))
    assert done.returncode == 1 and done.stderr == ""
    assert "2 stories played" in done.stdout and "1 did not go as they should" in done.stdout
    assert "line 5: They write: hello" in done.stdout and "1 were not played" in done.stdout

    cases = {case.get("name"): case for case in Xml.parse(tmp_path / "out" / "junit.xml").iter("testcase")}
    assert cases["asks_nothing"].find("failure") is None and cases["asks_nothing"].get("classname") == "greetings"
    assert "is not so" in (cases["is_no_emergency"].find("failure").get("message") or "")
    assert "needs a fault" in (cases["inner"].find("skipped").get("message") or "")

    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "2 played" in page and "1 did not go as it should" in page and "needs a fault" in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page and "<b>no" not in page


def test_all_well_is_said_and_the_exit_code_tells(folder: Path, assistant: Assistant, tmp_path: Path) -> None:
    done = run(folder, "greetings/asks_nothing.yml", "--url", assistant.base, "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "1 story played" in done.stdout and "all went as they should" in done.stdout


def test_a_stream_for_programs(folder: Path, assistant: Assistant) -> None:
    done = run(folder, "--stream", "--url", assistant.base, "greetings")
    first, *stories, last = map(json.loads, done.stdout.splitlines())
    assert first == {"of": 2} and last == {"done": True, "passed": 1, "failed": 1}
    assert [story["ok"] for story in stories] == [True, False]
    assert stories[1]["turns"][0]["asks about"] == [] and "assistant" in stories[1]["turns"][0]["text"]


@pytest.mark.parametrize(("arguments", "says"), [
    (["nothing_like_it"], "There is no story nothing_like_it. The behaviours are: faults, greetings"),
    (["--url", "http://127.0.0.1:1"], "No assistant answers at http://127.0.0.1:1"),
    (["--url", "staging"], "No assistant answers at staging"),
    (["--model", "models/none.tar.gz"], "There is no model models/none.tar.gz"),
])
def test_what_cannot_be_played_is_told_in_one_line(folder: Path, arguments: list[str], says: str) -> None:
    done = run(folder, *arguments)
    assert done.returncode == 2 and done.stderr == ""
    assert done.stdout.removeprefix("Loading the assistant (about half a minute) ...\n").startswith(says)
    assert done.stdout.count("\n") <= 2


def test_all_wrong_files_are_named_before_anything_is_played(folder: Path) -> None:
    (folder / "greetings" / "wrong.yml").write_text(GOOD.replace("asks", "aks"))
    (folder / "faults" / "inner.yml").write_text("story: x\n")
    done = run(folder)
    assert done.returncode == 2
    assert 'greetings/wrong, line 4: "aks" is not known here; did you mean "asks"?' in done.stdout
    assert 'faults/inner, line 1: "turns:" is missing' in done.stdout


def test_another_server_is_no_assistant(folder: Path, assistant: Assistant) -> None:
    done = run(folder, "--url", f"{assistant.base}/nowhere")
    assert done.returncode == 2 and "is no assistant that is ready (status 404)" in done.stdout
