"""Redis, where locks are shared; it keeps nothing on disk."""

from __future__ import annotations

import secrets
from pathlib import Path

from deploy.here.program import Program, found


class Redis(Program):
    """On loopback only, with a password of its own; ``url`` names it to the assistants."""

    name = "redis"

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self._password = secrets.token_urlsafe(16)

    @property
    def url(self) -> str:
        """As redis-py takes it."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """The server, told by a file: arguments can be read by everybody on a machine."""
        settings = self.folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\nsave \"\"\n"
                            "appendonly no\nmaxmemory 64mb\nmaxmemory-policy noeviction\n")
        return [found("redis-server", "redis-server"), str(settings)]
