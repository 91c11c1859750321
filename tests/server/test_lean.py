"""A start without TensorFlow: Rasa is imported whole, and nothing that needs TensorFlow half works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from server.launch.settings import ROOT, environment

BEGIN = ("import sys\nfrom pathlib import Path\nfrom server.launch.lean import leave_out_tensorflow\n"
         "left_out = leave_out_tensorflow(Path({config!r}))\n")


def run(code: str, config: Path = ROOT / "config.yml") -> str:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", BEGIN.format(config=str(config)) + code], cwd=ROOT,
                          env=environment(), capture_output=True, text=True)
    return done.stdout + done.stderr


def test_rasa_is_imported_without_tensorflow() -> None:
    said = run("import rasa.core.run, rasa.model_training, rasa.engine.recipes.default_components as d\n"
               "print('::', left_out, len(d.DEFAULT_COMPONENTS), type(sys.modules['tensorflow']).__module__)")
    assert said.split("::")[-1].split()[:3] == ["True", "31", "server.launch.lean"]


def test_a_model_that_needs_it_refuses_to_be_made() -> None:
    said = run("from rasa.nlu.classifiers.diet_classifier import DIET\nDIET()")
    assert "TensorFlowLeftOut: rasa.nlu.classifiers.diet_classifier.DIET needs TensorFlow" in said


def test_it_is_loaded_where_a_component_uses_it(tmp_path: Path) -> None:
    for number, content in enumerate(("pipeline: [{name: DIETClassifier}]\npolicies: [{name: RulePolicy}]",
                                      "pipeline: [{name: KeywordIntentClassifier}]\npolicies: [{name: TEDPolicy}]",
                                      "pipeline: [{name: KeywordIntentClassifier}]", "language: en")):
        config = tmp_path / f"{number}.yml"
        config.write_text(content)
        assert run("print(left_out)", config).strip() == "False", content
