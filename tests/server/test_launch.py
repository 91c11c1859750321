"""Starting: what happens when the machine is not as hoped for."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from server.launch.shell import free_port
from server.launch.training import model_path
from stories.people.crowd import Person, speak
from tests.conftest import Assistant, Conversation

ROOT = Path(__file__).resolve().parents[2]


def launch(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "server.launch"], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, env={**os.environ, **environment})


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = launch(PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is already in use" in done.stdout and f"PORT={port + 1} make run" in done.stdout


def bare_setup(tmp_path: Path, *programs: str) -> subprocess.CompletedProcess[str]:
    """``scripts/setup`` in an empty project with only some programs on the path."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for program in ("sh", "dirname", "cut", "cmp", "cp", "rm", *programs):
        (tools / program).symlink_to(shutil.which(program) or program)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup", tmp_path / "scripts" / "setup")
    return subprocess.run([str(tmp_path / "scripts" / "setup")], capture_output=True, text=True, timeout=60,
                          env={"PATH": str(tools), "HOME": str(tmp_path)})


def test_no_python_at_all_is_said_with_a_way_out(tmp_path: Path) -> None:
    done = bare_setup(tmp_path)
    assert done.returncode == 1
    assert "No usable Python 3 was found" in done.stderr and "apt install python3" in done.stderr


def test_no_python_3_10_is_said_with_a_way_out(tmp_path: Path) -> None:
    # uv is there, and finds no Python 3.10.
    uv = tmp_path / ".tools" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    uv.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "uv 0.13.9 (test)" && exit 0\nexit 2\n')
    uv.chmod(0o755)
    done = bare_setup(tmp_path)
    assert done.returncode == 1
    assert "Rasa needs Python 3.10" in done.stderr and "pyenv install 3.10" in done.stderr


def test_a_second_start_has_nothing_to_train() -> None:
    done = subprocess.run([sys.executable, "-m", "server.launch.training"], cwd=ROOT, capture_output=True, text=True,
                          timeout=300)
    again = subprocess.run([sys.executable, "-m", "server.launch.training"], cwd=ROOT, capture_output=True, text=True,
                           timeout=60)
    assert done.returncode == again.returncode == 0
    assert "Nothing to train" in again.stdout


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_killed_action_server_comes_back_and_ctrl_c_stops_both(tmp_path: Path) -> None:
    server = Assistant(tmp_path).start()
    try:
        subprocess.run(["pkill", "-9", "-f", f"rasa_sdk --actions .* --port {server.actions_port}"], check=True)
        reply = Conversation(server).say("my toddler ate one of my pills")
        assert reply["triage"]["level"] == "emergency_now"
        end = time.monotonic() + 30
        while not listens(server.actions_port) and time.monotonic() < end:
            time.sleep(0.3)
        assert Conversation(server).say("my calf keeps twitching")["triage"]["asking"]
        assert server.process is not None
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(100) == 0
        assert not listens(server.port) and not listens(server.actions_port)
    finally:
        server.stop()


def test_p10_an_assistant_killed_in_the_middle_of_a_turn_comes_back_and_nothing_is_lost_or_answered_twice(
        tmp_path: Path) -> None:
    server = Assistant(tmp_path).start()
    try:
        person = Person(["my calf keeps twitching", "none", "no"])
        asyncio.run(speak(person, server.base, 0))
        killed = threading.Timer(0.02, lambda: subprocess.run(
            ["pkill", "-9", "-f", f"server.launch.rasa_server run .* --port {server.port}"], check=True))
        killed.start()
        asyncio.run(speak(person, server.base, 1))  # as the website's chat does: again, until there is a whole answer
        killed.join()  # it may have come after the answer
        asyncio.run(speak(person, server.base, 2))
        numbers = [replies[-1]["triage"]["progress"]["number"] for replies in person.heard]
        assert numbers == [1, 2, 3]
        with sqlite3.connect(tmp_path / "conversations.sqlite") as stored:
            said = stored.execute("SELECT json_extract(data, '$.text') FROM events WHERE type_name = 'user'").fetchall()
        assert [text for text, in said] == person.plan
        end = time.monotonic() + 30
        while "has ended by itself; starting it again" not in server.log():
            assert time.monotonic() < end, server.log()[-2000:]
            time.sleep(0.2)
    finally:
        server.stop()


@pytest.mark.parametrize("content", [b"", b"no model at all", None])
def test_a_model_that_is_not_whole_is_named(tmp_path: Path, content: bytes | None) -> None:
    model = tmp_path / "broken.tar.gz"
    model.write_bytes(model_path().read_bytes()[:200_000] if content is None else content)
    done = launch(MODEL=str(model), PORT=str(free_port()), ACTIONS_PORT=str(free_port()))
    assert done.returncode == 1 and f"{model} is no whole model" in done.stdout and "Traceback" not in done.stdout
