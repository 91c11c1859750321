"""Plays messages against a running assistant and prints the conversation.

Takes messages from ``--say "one|two"``, or one a line from standard input.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

from server.launch import settings


def send(base: str, conversation: str, message: str) -> list[dict[str, Any]]:
    """One message; the replies. Raises :class:`urllib.error.URLError` when nobody answers."""
    request = urllib.request.Request(
        f"{base}/webhooks/rest/webhook", json.dumps({"sender": conversation, "message": message}).encode(),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def play(base: str, messages: Iterable[str]) -> None:
    """Print the conversation; ``#2`` presses the second button of the last reply."""
    conversation = secrets.token_urlsafe(24)
    buttons: list[dict[str, str]] = []
    for message in messages:
        pressed = buttons[int(message[1:]) - 1] if message[:1] == "#" and message[1:].isdigit() else None
        print(f"\nYou: {pressed['title'] if pressed else message}")
        for reply in send(base, conversation, pressed["payload"] if pressed else message):
            buttons = reply.get("buttons", [])
            print("\nAssistant: " + reply["text"].replace("\n", "\n           "))
            print("           " + "  ".join(f"[#{n} {b['title']}]" for n, b in enumerate(buttons, 1)))
            triage = reply["triage"]
            print(f"           ({triage['level'] or 'no level yet'}{', final' if triage['final'] else ''}; rules: "
                  f"{', '.join(triage['rules'][:4]) or '-'}; asks: {', '.join(triage['asking'][:3]) or '-'}; "
                  f"topic: {reply['topic'] or '-'}; movement: {triage['movement'] or '-'})")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--say", help="messages, separated by |")
    parser.add_argument("--url", default=f"http://127.0.0.1:{settings.port()}")
    options = parser.parse_args()
    if options.say is None and sys.stdin.isatty():
        print("Type a message; #1 presses the first button; Ctrl-D ends.")
    messages = options.say.split("|") if options.say is not None else (line.rstrip("\n") for line in sys.stdin)
    try:
        play(options.url, messages)
    except urllib.error.URLError as error:
        print(f"The assistant at {options.url} could not be reached ({error.reason}). Start it with: make run")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
