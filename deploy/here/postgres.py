"""PostgreSQL, where conversations are kept."""

from __future__ import annotations

import glob
import secrets
import signal
import subprocess
from pathlib import Path

from deploy.here.program import Program, as_user, found

_FOLDERS = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)


class Postgres(Program):
    """On loopback only, with a password of its own; ``url`` names it to the assistants."""

    name = "postgres"
    ends_with = signal.SIGINT  # at SIGTERM it waits until everybody has gone

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self._data, self._password_file = folder / "data", folder / "password"
        self._password = self._password_file.read_text() if self._data.exists() else secrets.token_urlsafe(16)

    @property
    def url(self) -> str:
        """As SQLAlchemy takes it."""
        return f"postgresql://triage:{self._password}@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        """The server; its data is made first."""
        if not self._data.exists():
            self._make()
        return [*as_user("postgres", self.folder), found("postgres", "postgresql", *_FOLDERS), "-D", str(self._data),
                "-p", str(self.port), "-k", str(self.folder), "-c", "listen_addresses=127.0.0.1",
                "-c", "max_connections=60"]

    def is_ready(self) -> bool:
        """Whether it takes questions."""
        ask = [found("pg_isready", "postgresql-client", *_FOLDERS), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0

    def _make(self) -> None:
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(self._password)
        make = [found("initdb", "postgresql", *_FOLDERS), "-D", str(self._data), "-U", "triage", "--pwfile",
                str(self._password_file), "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*as_user("postgres", self.folder), *make], check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL)
