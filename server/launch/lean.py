"""Rasa without TensorFlow, where no component in ``config.yml`` uses it.

Rasa imports all of its own components to register them (``rasa/engine/recipes/default_components.py``), and with them
TensorFlow, used or not: more than half of the time of a start, and of the memory. Here names stand in for TensorFlow
that can be imported, inherited from and used as decorators, which is all that Rasa's class definitions do with it. A
model built on them refuses to be made, so nothing half works.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

# What Rasa imports of TensorFlow's family.
_FAMILY = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
# Rasa's components that use it (those whose modules import rasa/utils/tensorflow/models.py, or TensorFlow itself).
_USERS = frozenset({"DIETClassifier", "ResponseSelector", "ConveRTFeaturizer", "LanguageModelFeaturizer", "TEDPolicy",
                    "UnexpecTEDIntentPolicy"})


class TensorFlowLeftOut(RuntimeError):
    """Something needs TensorFlow after all."""


def leave_out_tensorflow(config: Path) -> bool:
    """Call before Rasa is imported; False where ``config`` names a component that uses TensorFlow, which then is loaded
    as usual, or where it has been loaded already."""
    if _FAMILY & sys.modules.keys() or _components(config) & _USERS:
        return False
    sys.meta_path.insert(0, _Finder())
    return True


def _components(config: Path) -> set[str]:
    """The names of all components; where a part is missing Rasa fills in its own, which use TensorFlow."""
    content = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    parts = [content.get("pipeline"), content.get("policies")]
    return {str(entry["name"]) for part in parts for entry in part} if all(parts) else set(_USERS)


class _Name(type):
    """A name of TensorFlow's, and by inheritance every class of Rasa's that is built on one."""

    def __getattr__(cls, name: str) -> Any:
        return _named(cls, name)

    def __getitem__(cls, key: object) -> _Name:
        return cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__module__ != __name__:
            raise TensorFlowLeftOut(f"{cls.__module__}.{cls.__name__} needs TensorFlow, which is left out because no "
                                    "component in config.yml that is known to use it was found (server/launch/lean.py)")
        decorated = args[0] if len(args) == 1 and not kwargs else None
        return decorated if callable(decorated) else cls


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return _named(self, name)


def _named(owner: type | ModuleType, name: str) -> _Name:
    if name.startswith("__"):
        raise AttributeError(name)
    made = _Name(name, (), {})
    setattr(owner, name, made)
    return made


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
                  ) -> ModuleSpec | None:
        """Ours for the whole family."""
        return ModuleSpec(fullname, self, is_package=True) if fullname.split(".")[0] in _FAMILY else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that has every name."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""
