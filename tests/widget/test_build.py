"""The built file is what its sources make, and carries the licence of what is in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_architecture import ROOT

WIDGET, BUILT = ROOT / "widget", ROOT / "server" / "pages" / "triage-chat.js"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources in a folder of their own, with packages as the lock file names them."""
    assert shutil.which("npm"), "Node and npm are needed to build the widget: apt install nodejs npm"
    folder = tmp_path_factory.mktemp("project") / "widget"
    shutil.copytree(WIDGET, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                   capture_output=True, timeout=300)
    return folder


def test_the_committed_build_is_a_fresh_build(fresh: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.js"
    subprocess.run(["node", "build.mjs", str(made)], cwd=fresh, check=True, timeout=120)
    assert made.read_bytes() == BUILT.read_bytes(), "server/pages/triage-chat.js is out of date: make widget"


def test_its_types_are_right(fresh: Path) -> None:
    done = subprocess.run(["npm", "run", "--silent", "check"], cwd=fresh, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


def test_versions_are_pinned() -> None:
    package = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    locked = json.loads((WIDGET / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry for path, entry in locked.items() if path)


def test_the_licence_of_lit_goes_along() -> None:
    assert "SPDX-License-Identifier: BSD-3-Clause" in BUILT.read_text(encoding="utf-8")
