"""Requests from nobody's friend: refused with a reason, or let go, with others answered meanwhile and nothing logged.

What each channel refuses of requests in order is in tests/server/test_guard.py, test_web_channel.py and
tests/messenger/test_refused.py.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import Assistant, Conversation
from tests.http.wire import POST, Wire, answer_to, is_well

# Stands in whatever these tests say, and must stand in no log.
MARK = "xylorimba"
HELLO = json.dumps({"message": f"hello {MARK}"}).encode()
CLOSE = b"Connection: close\r\n"
LONG = b"Content-Length: %d\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
ADDRESSES = ["rest/webhook", "rest/summary", "web/conversation", "web/message", "web/summary", "web/forget"]


@pytest.fixture(autouse=True)
def others_are_answered(assistant: Assistant) -> Iterator[None]:
    yield
    assert is_well(assistant)


@pytest.mark.parametrize("said", [
    b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost x\r\n\r\n", POST + b"Content-Length: abc\r\n\r\n" + HELLO,
    POST + b"Content-Length: -5\r\n\r\n" + HELLO, POST + b"Content-Length: +5\r\n\r\n" + HELLO,
    POST + b"Content-Length: 1_0\r\n\r\n" + HELLO, POST + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n" + HELLO,
    POST + b"Content-Length: 4\r\n" + CHUNKED + b"0\r\n\r\n", POST + b"Transfer-Encoding: gzip\r\n\r\n" + HELLO,
    POST + b"Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n", POST + CHUNKED + b"zz\r\n" + HELLO + b"\r\n0\r\n\r\n",
    POST + CHUNKED + b"-1\r\n" + HELLO + b"\r\n0\r\n\r\n"])
def test_what_is_no_request_is_refused(assistant: Assistant, said: bytes) -> None:
    """A negative length once kept the whole server busy for ever."""
    answer = answer_to(assistant, said)
    assert answer.status == 400 and json.loads(answer.text)["error"]


@pytest.mark.parametrize("line", [b"/health\x00", b"/webhooks/\xff\xfe", b"/health?\xff=\xff", b"http://x:y:z/"])
def test_an_address_that_is_none_is_let_go(assistant: Assistant, line: bytes) -> None:
    answer = answer_to(assistant, b"GET " + line + b" HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n")
    assert answer.status in (0, 400, 404)


@pytest.mark.parametrize("length", [5_000_000, 100_000_000, 10**11])
def test_a_large_body_is_refused_before_it_is_read(assistant: Assistant, length: int) -> None:
    """Only its beginning is ever sent."""
    began = time.monotonic()
    answer = answer_to(assistant, POST + LONG % length + b'{"message": "' + b"x" * 50_000)
    assert answer.status == 413 and "limit" in json.loads(answer.text)["error"]
    assert time.monotonic() - began < 5


def test_a_body_without_end_is_not_read_to_its_end(assistant: Assistant) -> None:
    wire, sent = Wire(assistant), 0
    wire.send(POST + CHUNKED)
    while sent < 50_000_000 and wire.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n"):
        sent += 0x10000
    wire.close()
    assert sent < 20_000_000


@pytest.mark.parametrize("header", [b"X: " + b"x" * 20_000, b"\r\n".join(b"X-%d: y" % n for n in range(3000))])
def test_headers_without_measure_are_refused(assistant: Assistant, header: bytes) -> None:
    answer = answer_to(assistant, b"GET /health HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n")
    assert answer.status == 413 and json.loads(answer.text)["error"]


@pytest.mark.parametrize(("body", "status"), [
    (b'{"message": "' + MARK.encode() + b'\xff\xfe"}', 400), (HELLO.decode().encode("utf-16"), 400),
    (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, 400), (b'{"message": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400),
    (b'{"message": NaN}', 400), (b'{"message": 1e999}', 400), (b'{"message": "hi"', 400), (HELLO + b"\x00", 400),
    (b"\x1f\x8b\x08" + HELLO, 400), (b'{"message": "hi", "message": 7}', 400),
    (b'{"message": 7, "message": "hi"}', 200)])
def test_bodies(assistant: Assistant, body: bytes, status: int) -> None:
    """Of a key that stands twice the last counts."""
    for address in ("rest/webhook", "web/message"):
        answer = httpx.post(f"{assistant.base}/webhooks/{address}", content=body, timeout=20)
        assert answer.status_code == status, (address, answer.text)
        assert status == 200 or answer.json()["error"]


@pytest.mark.parametrize("kind", [
    "", "text/plain", "application/json; charset=utf-16", "application/json; charset=no-such-set", "image/png", ";;;=",
    "multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="',
    'text/html;q="', "a" * 999])
def test_a_content_type_is_only_a_word(assistant: Assistant, kind: str) -> None:
    """What is JSON is read as JSON, whatever it is called."""
    for address, body in (("rest/webhook", HELLO), ("web/message", HELLO), ("web/summary", b'{"sender": "me"}')):
        answer = httpx.post(f"{assistant.base}/webhooks/{address}", content=body, headers={"Content-Type": kind})
        assert answer.status_code in (200, 400), (address, answer.text)
        assert "hello" in answer.text.lower() or answer.json()["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "BREW"])
def test_other_methods_are_refused(assistant: Assistant, method: str) -> None:
    for address in ADDRESSES:
        answer = httpx.request(method, f"{assistant.base}/webhooks/{address}", timeout=10)
        assert answer.status_code == 405 and answer.headers["allow"] == "POST"
        assert method == "HEAD" or method in answer.json()["error"]


@pytest.mark.parametrize("path", [
    "/webhooks/rest/../../endpoints.yml", "/webhooks/web/..%2f..%2fcredentials.yml", "/webhooks/web/%2e%2e/%2e%2e/.env",
    "/webhooks//rest//webhook", "/webhooks/rest/webhook%00", "/webhooks/web/widget.js/../site.html", "/.env",
    "/.git/HEAD", "/webhooks/REST/webhook", "/model", "/domain", "/conversations/default/messages",
    "/webhooks/web/" + "x/" * 2000])
def test_other_paths_lead_nowhere(assistant: Assistant, path: str) -> None:
    answer = answer_to(assistant, f"GET {path} HTTP/1.1\r\nHost: x\r\n".encode() + CLOSE + b"\r\n")
    assert answer.status == 404 and json.loads(answer.text)["error"]


def test_requests_in_a_row_are_answered_in_order(assistant: Assistant) -> None:
    ids = [secrets.token_urlsafe(24) for _ in range(3)]
    bodies = [json.dumps({"sender": id, "message": f"hello {MARK}"}).encode() for id in ids]
    wire = Wire(assistant, 3)
    wire.send(b"".join(POST + LONG % len(body) + body for body in bodies))
    text = wire.received()
    assert text.count("HTTP/1.1 200 OK") == 3
    assert sorted(ids, key=text.index) == ids


def test_who_says_no_more_is_let_go(assistant: Assistant) -> None:
    """In the middle of a request, and after a whole one, whose answer may be lost with it."""
    for said in (POST + LONG % 500 + HELLO, POST + LONG % len(HELLO) + HELLO):
        wire = Wire(assistant, 25)
        wire.send(said)
        wire.socket.shutdown(1)
        assert "500 Internal" not in wire.received()


def test_slow_people_keep_nobody_waiting(assistant: Assistant) -> None:
    """Hundreds of connections that send a byte now and then, in their headers or in their body."""
    heads = [POST[:40], POST + LONG % 4000 + HELLO[:5]]
    slow = [Wire(assistant) for _ in range(200)]
    ends = threading.Event()

    def dribble() -> None:
        for wire, head in zip(slow, heads * 100, strict=True):
            wire.send(head)
        while not ends.wait(0.2):
            for wire in slow:
                wire.send(b"x")

    thread = threading.Thread(target=dribble)
    thread.start()
    try:
        time.sleep(1)
        began = time.monotonic()
        for _ in range(3):
            assert Conversation(assistant).say(f"my calf keeps twitching {MARK}")["triage"]["asking"]
        assert time.monotonic() - began < 10
    finally:
        ends.set()
        thread.join()
        for wire in slow:
            wire.close()


@pytest.mark.parametrize("typed", [
    "/restart", "/session_start", "/start_over", '/answer{"to":"gate","is":"unsure","check":{}}', "/help_is_coming",
    '/report_symptoms{"check": {"final": true}}', '/answer{"to":"baclofen_dose","is":"none"}'])
def test_p8_what_only_a_button_can_say_leaves_the_question_open(talk: Conversation, typed: str) -> None:
    asked = talk.say(f"my calf keeps twitching {MARK}")["triage"]["asking"]
    assert asked and "buttons I offered" in talk.say(typed)["text"]
    assert talk.say("why do you ask")["triage"]["asking"] == asked


def test_p9_nothing_of_all_this_is_in_a_log(assistant: Assistant) -> None:
    assert Conversation(assistant).say(f"{MARK} {MARK}")
    assert MARK not in assistant.log()
