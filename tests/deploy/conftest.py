"""The whole deployment, started once for these tests."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.here.topology import Topology
from server.launch.training import train_if_needed
from triage import Knowledge

_PORTS = 10


def free_ports() -> int:
    """The first of ten ports in a row that nobody listens on."""
    for first in range(21_000 + os.getpid() % 500 * 20, 60_000, _PORTS):
        with suppress(OSError):
            for port in range(first, first + _PORTS):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
    raise AssertionError("no free ports")


@pytest.fixture(scope="session")
def closings(knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(level.closing for level in knowledge.levels.values())


@pytest.fixture(scope="session")
def deployed() -> Iterator[Topology]:
    train_if_needed()
    # Not in pytest's own folder, which no other user may enter: PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="deployed-"))
    folder.chmod(0o711)
    topology = Topology(folder, free_ports()).start()
    yield topology
    topology.stop()
    shutil.rmtree(folder, ignore_errors=True)
