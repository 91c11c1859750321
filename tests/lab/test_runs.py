"""Playing stories: followed line by line, one run at a time, stopped when wanted; two models are compared."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.channels.request import BadRequest
from stories.lab.comparing import changed
from stories.lab.runs import Run, Runs

# What plays the stories, as simple as can be: it gets --model and a path, and names of stories.
HEAD = """
import json, sys, time
model, names = sys.argv[2], sys.argv[3:] or ["a/one", "a/two"]
def tell(**said): print(json.dumps(said), flush=True)
def story(path, text): tell(path=path, story=path, ok=True, skipped=None, wrong=[], turns=[{"said": "x", "text": text}])
print("a library has something to say", flush=True)
tell(of=len(names))
"""
PLAYS = HEAD + """
for name in names: story(name, f"{name} by {model}" if name == "a/two" else "the same")
tell(done=True, passed=len(names), failed=0)
"""
HANGS = HEAD + "story('a/one', 'x')\ntime.sleep(600)"
FATAL = HEAD + "tell(error='There is no such story')\nsys.exit(2)"
DIES = HEAD + "story('a/one', 'x')\nsys.exit(3)"
OLD, NEW = Path("old.tar.gz"), Path("new.tar.gz")


def runs(program: str) -> Runs:
    return Runs((sys.executable, "-c", program))


async def ended(run: Run) -> dict[str, Any]:
    while run.going:
        await asyncio.sleep(0.02)
    return run.as_dict()


async def begun(run: Run) -> None:
    while not run.as_dict()["results"]:
        await asyncio.sleep(0.02)


async def test_a_run_tells_each_story_and_when_it_is_done() -> None:
    run = runs(PLAYS).start(None, NEW, None)
    assert run.as_dict()["state"] == "starting"
    told = await ended(run)
    assert (told["state"], told["played"], told["of"], told["error"]) == ("done", 2, 2, None)
    assert [result["path"] for result in told["results"]] == ["a/one", "a/two"] and told["changed"] == []
    assert [result["path"] for result in run.as_dict(since=1)["results"]] == ["a/two"]


async def test_only_what_is_named_is_played() -> None:
    told = await ended(runs(PLAYS).start(["a/two"], NEW, None))
    assert [result["path"] for result in told["results"]] == ["a/two"]


async def test_two_models_are_played_one_after_the_other_and_compared() -> None:
    told = await ended(runs(PLAYS).start(None, NEW, OLD))
    assert (told["played"], told["of"], told["model"], told["against"]) == (4, 4, "new.tar.gz", "old.tar.gz")
    assert [one["path"] for one in told["changed"]] == ["a/two"]
    turn = told["changed"][0]["turns"][0]
    assert turn["before"]["text"] == "a/two by old.tar.gz" and turn["now"]["text"] == "a/two by new.tar.gz"


async def test_one_run_at_a_time() -> None:
    several = runs(HANGS)
    run = several.start(None, NEW, None)
    with pytest.raises(BadRequest, match="already") as refused:
        several.start(None, NEW, None)
    assert refused.value.status == 409
    await run.stop()
    await several.start(None, NEW, None).stop()


async def test_what_is_stopped_keeps_what_was_played() -> None:
    several = runs(HANGS)
    run = several.start(None, NEW, OLD)
    await begun(run)
    await several.stop()
    told = run.as_dict()
    assert not run.going and told["state"] == "stopped" and told["error"] is None
    assert (len(told["results"]), told["played"], told["of"]) == (1, 1, 4)


async def test_what_is_stopped_at_once_ends_too() -> None:
    run = runs(HANGS).start(None, NEW, None)
    await run.stop()
    assert run.as_dict()["state"] == "stopped" and not run.going


@pytest.mark.parametrize(("program", "error", "played"), [
    (FATAL, "There is no such story", 0), (DIES, "exit code 3", 1), ("raise SystemExit(1)", "exit code 1", 0)],
    ids=["fatal", "dies", "never begins"])
async def test_what_goes_wrong_is_told(program: str, error: str, played: int) -> None:
    told = await ended(runs(program).start(None, NEW, OLD))
    assert told["state"] == "failed" and error in told["error"] and told["played"] == played


async def test_a_program_that_is_not_there_is_told() -> None:
    told = await ended(Runs(("/there/is/no/such/program",)).start(None, NEW, None))
    assert told["state"] == "failed" and "could not be started" in told["error"]


async def test_the_latest_runs_are_kept() -> None:
    several = runs(PLAYS)
    first = several.start(None, NEW, None)
    await ended(first)
    for _ in range(Runs.KEPT):
        await ended(several.start(None, NEW, None))
    assert len(several.latest()) == Runs.KEPT
    with pytest.raises(BadRequest, match="long ago"):
        several.run(first.id)


def result(path: str, *turns: dict[str, Any], ok: bool = True) -> dict[str, Any]:
    return {"path": path, "story": path.title(), "ok": ok, "turns": list(turns)}


def turn(**facts: Any) -> dict[str, Any]:
    return {"said": "They write: x", "text": "same", "level": "nothing", "rules": [], **facts}


def test_only_what_differs_has_changed() -> None:
    before = [result("a/same", turn()), result("a/level", turn(), turn(level="routine")), result("a/longer", turn()),
              result("a/verdict", turn()), result("a/gone", turn())]
    now = [result("a/same", turn()), result("a/level", turn(), turn(level="nothing")),
           result("a/longer", turn(), turn(text="more")), result("a/verdict", turn(), ok=False),
           result("a/new", turn())]
    told = {one["path"]: one for one in changed(before, now)}
    assert set(told) == {"a/level", "a/longer", "a/verdict"}
    assert [(one["number"], one["differs"]) for one in told["a/level"]["turns"]] == [(2, ["level"])]
    assert told["a/longer"]["turns"][0]["before"] is None and told["a/longer"]["turns"][0]["now"]["text"] == "more"
    assert told["a/verdict"]["ok"] == {"before": True, "now": False} and told["a/verdict"]["turns"] == []


def test_the_loaded_model_is_the_first(lab: httpx.Client) -> None:
    models = lab.get("models").json()
    assert models[0]["loaded"] and models[0]["name"].endswith(".tar.gz") and models[0]["trained"] > 1.7e9
    assert [model["loaded"] for model in models[1:]] == [False] * (len(models) - 1)


@pytest.mark.parametrize(("body", "words"), [
    ({"model": "../../etc/passwd"}, "no such model"), ({"model": 7}, "no such model"), ({"only": []}, "list of names"),
    ({"only": ["--url"]}, "list of names"), ({"only": ["a/../b"]}, "list of names"), ({"only": "a"}, "list of names"),
    ({"against": "loaded"}, "two different models")])
def test_what_cannot_be_played_is_refused(lab: httpx.Client, body: dict[str, Any], words: str) -> None:
    if body.get("against") == "loaded":
        body = {"against": lab.get("models").json()[0]["name"]}
    answer = lab.post("runs", json=body)
    assert answer.status_code == 400 and words in answer.json()["error"]
