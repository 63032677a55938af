"""A Keras model as the kit's work: the functions that predict and fit call, or predict and fit themselves."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

from keras_model import ModelBuilder
from keras_settings import configure, is_user_api, read_settings
from keras_traces import Traces
from keras_training import LOSSES, FitTrainer, JaxTrainer, Trainer, build_optimizer, restore, snapshot
from worker_kit.refusal import refusing
from worker_kit.sequences import refuse_packed
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from keras_backends import Backend
    from messages import Pipeline, PrepareMessage
    from worker_kit.pipeline import Loader


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray], backend: Backend) -> Work:
    configure(request, backend)
    if request["task"] == "INFERENCE":
        return InferenceWork(request, tensors, backend)
    if request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    return TrainingWork(request, tensors, backend)


class _KerasWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray], backend: Backend) -> None:
        self._request, self._backend = request, backend
        with _placement(request, backend):
            refuse_packed(request["graph"], "Keras")
            builder = ModelBuilder(request["graph"], tensors)
            self._model = builder.build()
            self.batches = [self._stage(tensors, index) for index in range(request["batchCount"])]
        self.implementation = builder.implementation
        self.parameter_count = sum(int(np.prod(weight.shape)) for weight in self._model.trainable_weights)
        step = "train_step" if request["task"] == "TRAINING" else "predict_step"
        self._traces = Traces(self._model, step, backend)

    def _stage(self, tensors: Mapping[str, np.ndarray], index: int) -> tuple:
        """(x, y, no sample weights); predict and fit get NumPy arrays, the functions below them tensors."""
        inputs = [np.array(tensors[f"batch.{index}.{entry['name']}"]) for entry in self._request["graph"]["inputs"]]
        if not is_user_api(self._request):
            dtype = keras.config.dtype_policy().variable_dtype
            inputs = [ops.convert_to_tensor(x, x.dtype.name if x.dtype.kind == "i" else dtype) for x in inputs]
        x = inputs if len(inputs) > 1 else inputs[0]
        if self._request["task"] == "INFERENCE":
            return (x,)
        target = np.array(tensors[f"batch.{index}.target"])
        return x, target if is_user_api(self._request) else ops.convert_to_tensor(target), None

    def compilations(self) -> int | None:
        return self._traces.count()

    def peak_device_bytes(self) -> int | None:
        return self._backend.peak_device_bytes()

    def loader(self, plan: Pipeline) -> Loader:
        from keras_images import KerasLoader

        on_host = is_user_api(self._request)
        dtype = keras.config.dtype_policy().variable_dtype

        def place(images: Any) -> tuple:
            return (images if on_host else ops.convert_to_tensor(images, dtype),)

        return KerasLoader(plan, tuple(self._request["graph"]["inputs"][0]["shape"]), place, on_host=on_host)


class InferenceWork(_KerasWork):
    def compile(self) -> None:
        self._model.compile(jit_compile="auto")
        self._model.make_predict_function()
        self._state: Any = None
        with _refusing():
            self._last: Any = self._predict(self.batches[0])
        self.settings = read_settings(self._request, self._backend, self._model)

    def _predict(self, batch: tuple) -> Any:
        if is_user_api(self._request):
            x = batch[0]
            rows = len(x[0]) if isinstance(x, list) else len(x)
            return self._model.predict(x, batch_size=rows, verbose=0)
        if keras.backend.backend() != "jax":
            return self._model.predict_function([batch])
        if self._state is None:
            state = self._model._get_jax_state(
                trainable_variables=True, non_trainable_variables=True, purge_model_variables=False
            )
            self._state = tuple(state)[:2]
        output, self._state = self._model.predict_function(self._state, iter((batch,)))
        return output

    def step(self, batch: tuple) -> None:
        self._last = self._predict(batch)

    def synchronise(self) -> None:
        if not is_user_api(self._request):
            self._backend.wait(self._last)

    def output(self, batch: tuple) -> np.ndarray:
        return _readable(self._predict(batch))

    def sgd_losses(self, batch: Any, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")

    def last_result(self) -> np.ndarray:
        return _readable(self._last)


class TrainingWork(_KerasWork):
    _steps: Trainer

    def compile(self) -> None:
        """Compiles by a first step, everything as it was afterwards."""
        training = self._request["graph"]["training"]
        optimizer = build_optimizer(training["optimizer"])
        optimizer.build(self._model.trainable_variables)
        self._model.compile(optimizer, LOSSES[training["loss"]](), jit_compile="auto")
        self._everything = [*self._model.variables, *optimizer.variables]
        self._first = snapshot(self._everything)
        with _refusing():
            self._trainer(self._model).step(self.batches[0])
        restore(self._everything, self._first)
        self.block_loss = "LAST_STEP" if is_user_api(self._request) else "MEAN_OF_STEPS"
        self._steps = self._trainer(self._model)
        self.settings = read_settings(self._request, self._backend, self._model)

    def _trainer(self, model: keras.Model) -> Trainer:
        if is_user_api(self._request):
            return FitTrainer(model, self._backend)
        kind = JaxTrainer if keras.backend.backend() == "jax" else Trainer
        model.reset_metrics()
        return kind(model, self._backend)

    def step(self, batch: tuple) -> None:
        self._steps.step(batch)

    def synchronise(self) -> None:
        self._steps.wait()

    def output(self, batch: tuple) -> np.ndarray:
        return _readable(self._model(batch[0], training=True))

    def sgd_losses(self, batch: tuple, steps: int, learning_rate: float) -> list[float]:
        """Through a second model over the same layers, so that what is timed stays as it was compiled."""
        probe = keras.Model(self._model.inputs, self._model.outputs)
        loss = LOSSES[self._request["graph"]["training"]["loss"]]()
        probe.compile(keras.optimizers.SGD(learning_rate), loss, jit_compile="auto")
        probe.optimizer.build(probe.trainable_variables)
        trainer, losses = self._trainer(probe), []
        for _ in range(steps + 1):
            trainer.step(batch)
            losses.append(trainer.loss())
        self.rewind()
        return losses

    def rewind(self) -> None:
        restore(self._everything, self._first)
        self._steps.rewind()

    def last_result(self) -> np.ndarray:
        return np.float32(self._steps.loss())


def _placement(request: PrepareMessage, backend: Backend) -> AbstractContextManager:
    """Where there is a choice. (Within a device scope Keras's PyTorch variables are copies that nothing trains.)"""
    if not backend.gpus():
        return nullcontext()
    return keras.device("cpu:0" if request["device"] == "cpu" else request["device"].replace("cuda", "gpu"))


def _refusing() -> AbstractContextManager[None]:
    """As XLA says it, of types that have no kernels on a device."""
    return refusing("Keras on JAX", ValueError, "not supported by")


def _readable(output: Any) -> np.ndarray:
    """float32 on the host; of a model of one output, some backends hand out a list."""
    value = output[0] if isinstance(output, list) else output
    if isinstance(value, np.ndarray):
        # Of `predict`: a backend need not know all types of NumPy again.
        return value.astype(np.float32)
    return ops.convert_to_numpy(ops.cast(value, "float32"))
