"""nginx, the one address that people reach."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.here.program import Program, found

TEMPLATE = Path(__file__).parents[1] / "nginx.conf.template"
# Nobody types faster; a page with the chat asks for a few things at once.
MESSAGES_PER_SECOND = 10


class Nginx(Program):
    """In front of the assistants at those ports. ``listen`` is an address and port."""

    name = "nginx"

    def __init__(self, folder: Path, port: int, assistants: list[int], host: str = "127.0.0.1") -> None:
        super().__init__(folder, port)
        self._host, self._assistants = host, assistants

    def command(self) -> list[str]:
        """The server in the foreground."""
        servers = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in self._assistants)
        settings = self.folder / "nginx.conf"
        settings.write_text(filled(TEMPLATE.read_text(encoding="utf-8"), {
            "FOLDER": str(self.folder), "LISTEN": f"{self._host}:{self.port}", "ASSISTANTS": servers,
            "MESSAGES_PER_SECOND": str(MESSAGES_PER_SECOND)}))
        return [found("nginx", "nginx-light"), "-e", "stderr", "-p", str(self.folder), "-c", str(settings),
                "-g", "daemon off;"]


def filled(template: str, values: dict[str, str]) -> str:
    """The template with its ``${NAMES}`` filled in. Raises :class:`KeyError` for one without a value."""
    return re.sub(r"\$\{([A-Z_]+)\}", lambda name: values[name[1]], template)
