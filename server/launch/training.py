"""Trains when something the model is made from has changed, and only then."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

from server.digest import digest
from server.launch.settings import MODELS, ROOT, environment

# Everything a model is made from: what is said, how it is understood, and the code that learns.
_MADE_FROM = ("data", "knowledge", "domain.yml", "config.yml", "uv.lock", "server/nlu", "server/understanding",
              "server/importer.py", "server/routes.py", "triage")


class TrainingFailed(RuntimeError):
    """There is no model to answer with; the message says why."""


def model_path() -> Path:
    """The model for the present content, trained or not."""
    return MODELS / f"{digest(_MADE_FROM)}.tar.gz"


def check_readable(model: Path) -> None:
    """Raises :class:`TrainingFailed` when that file is no whole model: Rasa would start without one, and answer nothing
    but emergencies."""
    try:
        with tarfile.open(model) as archive:
            for _ in archive:
                pass
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise TrainingFailed(f"{model} is no whole model ({type(error).__name__}). Remove it and start again, or name "
                             "another one with MODEL.") from None


def train_if_needed() -> bool:
    """Make sure that :func:`model_path` exists; True when it had to be trained. Raises :class:`TrainingFailed`."""
    if model_path().exists():
        return False
    MODELS.mkdir(exist_ok=True)
    with (MODELS / ".training").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever else wants it waits, instead of training it as well
        return _train(model_path())


def training_command(folder: Path, name: str) -> list[str]:
    """What leaves a model of that name in a folder. Training itself refuses contradicting rules; what else Rasa can
    find takes long, and is among the tests."""
    return [sys.executable, "-m", "server.launch.rasa_server", "train", "--domain", "domain.yml", "--data", "data",
            "--config", "config.yml", "--out", str(folder), "--fixed-model-name", name, "--skip-validation"]


def _train(wanted: Path) -> bool:
    if wanted.exists():
        return False
    done = subprocess.run(training_command(MODELS, wanted.name.removesuffix(".tar.gz")), cwd=ROOT, env=environment(),
                          capture_output=True, text=True)
    if done.returncode or not wanted.exists():
        raise TrainingFailed(f"Training failed. Rasa says:\n{done.stdout}\n{done.stderr}"[-4000:])
    # The one before is kept: playing the stories with both tells what has changed.
    others = sorted((path for path in MODELS.glob("*.tar.gz") if path != wanted), key=lambda path: path.stat().st_mtime)
    for old in others[:-1]:
        old.unlink()
    return True


if __name__ == "__main__":
    try:
        print("Trained." if train_if_needed() else "Nothing to train: the model is up to date.")
    except TrainingFailed as error:
        sys.exit(str(error))
