"""Every answer is as docs/openapi.yml says, to requests that it allows and to those that it does not."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator

from server.channels.rest import GuardedRest
from server.channels.web import Web
from server.launch.settings import ROOT
from server.watching.channel import Watching
from tests.conftest import Assistant

PATH = ROOT / "docs" / "openapi.yml"
DESCRIPTION = yaml.safe_load(PATH.read_text(encoding="utf-8"))
# More of them than a commit can wait for: EXAMPLES=500.
EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
schema = schemathesis.openapi.from_path(PATH)


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
          suppress_health_check=list(HealthCheck))
def test_an_answer_is_as_described(case: schemathesis.Case, assistant: Assistant) -> None:
    case.call_and_validate(base_url=assistant.base, timeout=30)


@pytest.mark.parametrize("channel", [GuardedRest, Web, Watching])
def test_every_address_is_described(channel: Any) -> None:
    made = channel.from_credentials({})
    routes = made.blueprint(None)._future_routes
    prefix = made.url_prefix() if made.url_prefix() == "/" else f"/webhooks/{made.url_prefix()}"
    found = {(f"{prefix.rstrip('/')}{route.uri}", method.lower()) for route in routes for method in route.methods}
    assert found and found <= {(path, method) for path, item in DESCRIPTION["paths"].items() for method in item}


WORDS = ("my calf keeps twitching", "none", "2", "does baclofen stop twitching", "/restart", "he wont wake up", "",
         "summary", "x" * 5000, "help is coming", "start over")


def test_each_line_of_a_stream_is_a_reply(assistant: Assistant) -> None:
    reply = Draft202012Validator({"$ref": "#/components/schemas/Reply", **DESCRIPTION})
    sender = secrets.token_urlsafe(24)
    for words in WORDS:
        answer = httpx.post(f"{assistant.base}/webhooks/web/message", json={"sender": sender, "message": words})
        *replies, last = [json.loads(line) for line in answer.text.splitlines()]
        assert replies and last == {"done": True}
        for one in replies:
            reply.validate(one)
