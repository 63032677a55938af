"""How often a step of a Keras model was traced, for which Keras itself has no word."""

from __future__ import annotations

from functools import wraps
from typing import Any

import keras


class Traces:
    """Where a backend traces a step, its Python is run once for each trace and never else: that is counted."""

    def __init__(self, model: keras.Model, step: str) -> None:
        """`step`: the method that is traced, `train_step` or `predict_step`; before its function is made."""
        self._model, self._runs = model, 0
        if keras.backend.backend() == "torch":
            # Eager: it runs in every iteration, in whose time nothing of ours belongs.
            return
        plain = getattr(model, step)

        @wraps(plain)
        def counted(*arguments: Any) -> Any:
            self._runs += 1
            return plain(*arguments)

        setattr(model, step, counted)

    def count(self) -> int | None:
        """So far; None where it is not known."""
        if keras.backend.backend() == "torch":
            return None if self._model.jit_compile else 0
        # TensorFlow traces in any case, JAX only what it compiles.
        traced = keras.backend.backend() == "tensorflow" or self._model.jit_compile
        return self._runs if traced else None
