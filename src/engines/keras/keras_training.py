"""Training through the very function that `fit` calls for every batch, and Adam as its paper writes it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

from worker_kit.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keras_backends import Backend

LOSSES = {
    "crossEntropy": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    "meanSquaredError": keras.losses.MeanSquaredError,
}


class PaperAdam(type(keras.optimizers.Adam())):
    """Algorithm 1 of Kingma & Ba 2015, on the class that Keras takes for the backend: for PyTorch it has its own form.

    Keras divides by √v + ε̂ where the algorithm divides by √(v / (1 - β₂ᵗ)) + ε: one for ε̂ = ε·√(1 - β₂ᵗ).

    TensorFlow hands over an embedding's gradient as one slice per word, and Keras adds up the squares of the slices
    where the algorithm squares their sum: another optimizer as soon as a word occurs twice. So they are added first.
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        if type(gradient).__name__ == "IndexedSlices":
            gradient = ops.segment_sum(gradient.values, gradient.indices, num_segments=variable.shape[0])
        with self._epsilon_of_this_step():
            super().update_step(gradient, variable, learning_rate)

    def _parallel_update_step(self, grads: list, variables: list, learning_rate: Any) -> None:
        """PyTorch's only: all variables at once."""
        with self._epsilon_of_this_step():
            super()._parallel_update_step(grads, variables, learning_rate)

    @contextmanager
    def _epsilon_of_this_step(self) -> Iterator[None]:
        plain = self.epsilon
        step = ops.cast(self.iterations + 1, "float32")
        self.epsilon = plain * ops.sqrt(1 - ops.power(ops.cast(self.beta_2, "float32"), step))
        yield
        self.epsilon = plain


def build_optimizer(spec: dict) -> keras.optimizers.Optimizer:
    if spec["kind"] == "sgd":
        return keras.optimizers.SGD(spec["learningRate"])
    return PaperAdam(spec["learningRate"], spec["beta1"], spec["beta2"], spec["epsilon"])


class Trainer:
    """Steps of one compiled model. The loss is read from Keras's running mean, which every reading starts anew."""

    def __init__(self, model: keras.Model, backend: Backend) -> None:
        model.make_train_function()
        self._model, self._backend = model, backend
        self._logs: Any = None
        self._loss = float("nan")

    def step(self, batch: tuple) -> None:
        # PyTorch's takes a list of batches, TensorFlow's an iterator over them.
        self._logs = self._model.train_function([batch] if keras.backend.backend() == "torch" else iter((batch,)))

    def wait(self) -> None:
        self._backend.wait(self._logs)

    def loss(self) -> float:
        """Mean over the steps since the last reading; the same again until the next step."""
        if self._logs is not None:
            self._loss = float(ops.convert_to_numpy(self._logs["loss"]))
            self._logs = None
            self._forget_mean()
        return self._loss

    def rewind(self) -> None:
        """After the variables were put back: nothing of the steps so far is left."""
        self._logs = None
        self._model.reset_metrics()
        self._backend.wait([])

    def _forget_mean(self) -> None:
        self._model.reset_metrics()


class JaxTrainer(Trainer):
    """On JAX the state goes from step to step by hand, as `fit` does it, and is given away each time."""

    def __init__(self, model: keras.Model, backend: Backend) -> None:
        super().__init__(model, backend)
        self._state: Any = None

    def step(self, batch: tuple) -> None:
        if self._state is None:
            self.rewind()
        self._logs, self._state = self._model.train_function(self._state, iter((batch,)))

    def rewind(self) -> None:
        """The state of the variables as they are."""
        super().rewind()
        self._state = self._model._get_jax_state(
            trainable_variables=True,
            non_trainable_variables=True,
            optimizer_variables=True,
            metrics_variables=True,
            purge_model_variables=False,
        )
        self._backend.wait(self._state)

    def wait(self) -> None:
        self._backend.wait((self._logs, self._state))

    def _forget_mean(self) -> None:
        trained, fixed, optimizer, metrics = self._state
        self._state = (trained, fixed, optimizer, [ops.zeros_like(metric) for metric in metrics])


class FitTrainer(Trainer):
    """`model.fit` for one batch: what a person calls."""

    def __init__(self, model: keras.Model, backend: Backend) -> None:
        self._model, self._backend = model, backend
        self._loss = float("nan")

    def step(self, batch: tuple) -> None:
        x, y = batch[:2]
        history = self._model.fit(x, y, batch_size=len(y), epochs=1, shuffle=False, verbose=0)
        self._loss = float(history.history["loss"][0])

    def wait(self) -> None:
        """fit has read the loss back."""

    def rewind(self) -> None:
        """It keeps nothing beside the variables."""

    def loss(self) -> float:
        return self._loss


def snapshot(variables: list) -> Kept:
    return Kept(ops.convert_to_numpy(variable) for variable in variables)


def restore(variables: list, values: Kept) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
