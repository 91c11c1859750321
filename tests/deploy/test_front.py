"""What nginx lets in, and what it says to the rest."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from deploy.here.topology import Topology


def client(address: str) -> httpx.Client:
    """Somebody at an address of their own."""
    return httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=30)


@pytest.mark.parametrize("path", ["", "ready", "metrics", "webhooks/lab/", "version", "conversations/x/tracker",
                                  "model/parse"])
def test_what_is_for_staff_or_for_rasa_is_not_there(deployed: Topology, path: str) -> None:
    with client("127.9.0.1") as somebody:
        answer = somebody.get(f"{deployed.base}/{path}")
    assert answer.status_code == 404 and answer.json() == {"error": "there is nothing here"}
    assert answer.headers["server"] == "nginx", "which version is nobody's business"


def test_a_body_too_large_is_refused_before_it_is_read(deployed: Topology) -> None:
    with socket.create_connection(deployed.base.removeprefix("http://").split(":")) as line:
        line.sendall(b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
        line.settimeout(5)
        assert b" 413 " in line.recv(1000)


def test_one_address_is_slowed_down_and_others_feel_nothing(deployed: Topology) -> None:
    def ask(somebody: httpx.Client) -> httpx.Response:
        return somebody.post(f"{deployed.base}/webhooks/web/conversation", content=b"{}")

    with client("127.9.0.2") as one, client("127.9.0.3") as other, ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: ask(one), range(200)))
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused and len(refused) < 190
        assert "wait a few seconds" in refused[0].json()["error"] and "emergency number" in refused[0].json()["error"]
        assert refused[0].headers["retry-after"] == "5" and refused[0].headers["access-control-allow-origin"] == "*"
        assert ask(other).status_code == 200


def test_slow_senders_keep_nobody_waiting_and_are_cut_off(deployed: Topology) -> None:
    host, port = deployed.base.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port)), source_address=(f"127.9.1.{n + 1}", 0)) for n in range(200)]
    for line in slow:
        line.sendall(b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
    with client("127.9.0.4") as somebody:
        began = time.monotonic()
        [reply] = somebody.post(f"{deployed.base}/webhooks/rest/webhook", json={"message": "he wont wake up"}).json()
        assert reply["triage"]["level"] == "emergency_now" and time.monotonic() - began < 5
    slow[0].settimeout(20)
    assert slow[0].recv(1000) == b"" or b"408" in slow[0].recv(1), "cut off after ten seconds"
    for line in slow:
        line.close()
