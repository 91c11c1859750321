"""A real Redis and a real PostgreSQL, started for these tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.here.postgres import Postgres
from deploy.here.redis import Redis
from server.launch.shell import free_port


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path / "redis", free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    # Not in pytest's own folder, which no other user may enter: PostgreSQL does not run as root.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o711)
    server = Postgres(folder / "postgres", free_port())
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
