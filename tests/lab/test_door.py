"""Who comes in: nobody without the password, and nobody from another website."""

from __future__ import annotations

import threading

import httpx
import pytest

from tests.conftest import LAB_PASSWORD, Assistant

READING = ("", "lab.js", "lab.css", "words", "stories", "story?path=a/b", "models", "runs", "runs/x")
DOING = ("talk", "check", "save", "compose", "runs", "runs/x/stop")
ROUTES = [*(("GET", path) for path in READING), *(("POST", path) for path in DOING)]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_nothing_is_reached_without_the_password(assistant: Assistant, method: str, path: str) -> None:
    answer = httpx.request(method, f"{assistant.base}/webhooks/lab/{path}", timeout=30)
    assert answer.status_code == 401 and "Basic" in answer.headers["www-authenticate"]
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("given", ["Basic", "Basic !", "Basic /w==", "Bearer abc", "Basic YW55Ym9keTp3cm9uZw==",
                                   "Basic YW55Ym9keQ=="])
def test_wrong_passwords_are_refused(assistant: Assistant, given: str) -> None:
    answer = httpx.get(f"{assistant.base}/webhooks/lab/models", headers={"Authorization": given}, timeout=30)
    assert answer.status_code == 401 and "name" not in answer.text


def test_guesses_wait_for_each_other_and_nobody_else_does(lab: httpx.Client, assistant: Assistant) -> None:
    answered: list[str] = []

    def guess() -> None:
        httpx.get(f"{assistant.base}/webhooks/lab/models", auth=("x", "a wrong password"), timeout=60)
        answered.append("guess")

    guesses = [threading.Thread(target=guess) for _ in range(3)]
    for one in guesses:
        one.start()
    assert lab.get("models").status_code == 200
    answered.append("staff")
    for one in guesses:
        one.join()
    assert len(answered) == 4 and answered[-1] == "guess"


def test_any_name_will_do(assistant: Assistant) -> None:
    for name in ("", "nurse", "Zoë"):
        answer = httpx.get(f"{assistant.base}/webhooks/lab/models", auth=(name, LAB_PASSWORD), timeout=30)
        assert answer.status_code == 200


@pytest.mark.parametrize("origin", ["https://clinic.example", "null", "http://website.test"])
def test_other_websites_can_do_nothing_with_it(lab: httpx.Client, origin: str) -> None:
    """Their visitors may be staff whose browsers know the password."""
    for answer in (lab.post("check", json={"text": "story: x"}, headers={"Origin": origin}),
                   lab.get("stories", headers={"Origin": origin})):
        assert answer.status_code == 403 and "own page" in answer.json()["error"]


def test_its_own_page_can(lab: httpx.Client, assistant: Assistant) -> None:
    answer = lab.post("check", json={"text": "story: x"}, headers={"Origin": assistant.base})
    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "status"), [
    ("", 200), ("lab.css", 200), ("words", 200), ("runs/x", 404), ("story?path=..", 400)])
def test_every_answer_is_sealed(lab: httpx.Client, path: str, status: int) -> None:
    answer = lab.get(path)
    assert answer.status_code == status
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_is_found_without_its_last_slash(assistant: Assistant) -> None:
    answer = httpx.get(f"{assistant.base}/webhooks/lab", auth=("x", LAB_PASSWORD), follow_redirects=True, timeout=30)
    assert answer.status_code == 200 and str(answer.url).endswith("/webhooks/lab/")
