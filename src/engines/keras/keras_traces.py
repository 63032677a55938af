"""How often a step of a Keras model was traced, for which Keras itself has no word."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras

    from keras_backends import Backend


class Traces:
    """Where a backend traces a step, its Python is run once for each trace and never else: that is counted."""

    def __init__(self, model: keras.Model, step: str, backend: Backend) -> None:
        """`step`: the method that is traced, `train_step` or `predict_step`; before its function is made."""
        self._model, self._backend, self._runs = model, backend, 0
        if not backend.traces_steps:
            # It runs in every iteration, in whose time nothing of ours belongs.
            return
        plain = getattr(model, step)

        @wraps(plain)
        def counted(*arguments: Any) -> Any:
            self._runs += 1
            return plain(*arguments)

        setattr(model, step, counted)

    def count(self) -> int | None:
        """So far; None where it is not known."""
        return self._backend.compilations(self._runs, compiled=bool(self._model.jit_compile))
