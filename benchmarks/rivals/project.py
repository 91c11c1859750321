"""A rival's Rasa project: this project's phrases and answers, with another pipeline and no code of ours."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

from benchmarks.talking import messages
from server.launch.settings import ROOT

_HERE = Path(__file__).parent
# What there is to say where an answer would take code of ours.
_TAKEN_UP = "utter_taken_up"
# What Rasa's FallbackClassifier says when it is not sure; so every message is answered.
_UNSURE = "nlu_fallback"
_STORIES, _TURNS = 10, 4


def write_starter(folder: Path, epochs: int, every: int) -> None:
    """Rasa's suggested pipeline, taught with every so many-th phrase of each intent of this project."""
    phrases: dict[str, list[str]] = {}
    answers: dict[str, str] = {}
    responses: dict[str, Any] = {_TAKEN_UP: [{"text": "Thank you. Please see a clinician about this."}]}
    for path in sorted((ROOT / "data").rglob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in content.get("nlu") or ():
            lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
            phrases.setdefault(block["intent"], []).extend(lines)
        for rule in content.get("rules") or ():
            intent, action = rule["steps"][0]["intent"], rule["steps"][1]["action"]
            answers[intent] = action if action.startswith("utter_") else _TAKEN_UP
        for name, texts in (content.get("responses") or {}).items():
            responses[name] = [{"text": texts[0]["text"].replace("{", "(").replace("}", ")")}]
    known = {intent: answers[intent] for intent in sorted(phrases) if intent in answers}
    order = random.Random(42)
    _write(folder, (_HERE / "starter.yml").read_text(encoding="utf-8").replace("{epochs}", str(epochs)),
           {"intents": list(known), "responses": responses},
           {intent: phrases[intent][::every] for intent in known}, {**known, _UNSURE: _TAKEN_UP},
           [order.sample(sorted(known), _TURNS) for _ in range(_STORIES)])


def write_floor(folder: Path) -> None:
    """A keyword classifier and one rule."""
    _write(folder, (_HERE / "floor.yml").read_text(encoding="utf-8"),
           {"intents": ["anything"], "responses": {_TAKEN_UP: [{"text": "Please see a clinician about this."}]}},
           {"anything": list(messages().keywords)}, {"anything": _TAKEN_UP}, [])


def _write(folder: Path, config: str, domain: dict[str, Any], phrases: dict[str, list[str]], answers: dict[str, str],
           stories: list[list[str]]) -> None:
    steps = {intent: [{"intent": intent}, {"action": action}] for intent, action in answers.items()}
    data = {
        "nlu": [{"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}
                for intent, lines in phrases.items()],
        "rules": [{"rule": f"answer {intent}", "steps": steps[intent]} for intent in answers],
        "stories": [{"story": f"story {number}", "steps": [step for intent in intents for step in steps[intent]]}
                    for number, intents in enumerate(stories, 1)]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yml").write_text(config, encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    (folder / "endpoints.yml").write_text("{}\n", encoding="utf-8")
    for name, content in (("domain.yml", domain), ("data.yml", {key: value for key, value in data.items() if value})):
        (folder / name).write_text(yaml.dump({"version": "3.1", **content}, Dumper=_InFull, allow_unicode=True,
                                             width=10_000), encoding="utf-8")


class _InFull(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Rasa's reader wants what is said twice written twice."""
        return True
