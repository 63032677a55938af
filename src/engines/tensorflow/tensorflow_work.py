"""A built graph as the kit's work: one call per iteration with the batch as its arguments, by variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from tensorflow_graph import TensorFlowGraph
from tensorflow_optimizers import build_optimizer
from tensorflow_settings import arithmetic, configure, device_name, read_settings
from worker_kit.checksum import sample_stride
from worker_kit.kept import Kept
from worker_kit.sequences import refuse_packed, varies
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import Pipeline, PrepareMessage
    from worker_kit.pipeline import Loader

Batch = tuple[tf.Tensor, ...]


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> TensorFlowWork:
    """Sets threads and precision before TensorFlow starts, builds, loads the weights, stages every batch."""
    if request["task"] == "TRAINING" and request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    configure(request)
    with tf.device(device_name(request)):
        return (InferenceWork if request["task"] == "INFERENCE" else TrainingWork)(request, tensors)


class TensorFlowWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        self._request, self._device = request, device_name(request)
        self._on_gpu = request["device"] != "cpu"
        self._how = arithmetic(request)
        refuse_packed(request["graph"], "TensorFlow")
        self.graph = TensorFlowGraph(request["graph"], tensors, self._how)
        self.implementation = self.graph.implementation
        self.parameter_count = sum(int(np.prod(variable.shape)) for variable in self.graph.variables)
        self._input_count = len(request["graph"]["inputs"])
        names = [entry["name"] for entry in request["graph"]["inputs"]]
        if request["task"] == "TRAINING":
            names.append("target")
        self.batches: list[Batch] = [
            tuple(self._stage(np.array(tensors[f"batch.{index}.{name}"])) for name in names)
            for index in range(request["batchCount"])
        ]
        self._functions: list = []
        self._forward = self.function(lambda *inputs: self.graph.forward(inputs), self._input_count)
        self._last: tf.Tensor | None = None

    def _stage(self, array: np.ndarray) -> tf.Tensor:
        return tf.constant(array) if array.dtype.kind == "i" else tf.cast(tf.constant(array), self._how.stored)

    def function(self, body: Callable, arguments: int) -> Callable:
        """A tf.function of the first `arguments` tensors of a batch, its shapes fixed; the body itself for eager."""

        def placed(*tensors: tf.Tensor) -> tf.Tensor:
            with tf.device(self._device):
                return body(*tensors)

        variant = self._request["variant"]
        if variant == "eager":
            return placed
        if variant == "xla":
            # XLA compiles for each shape; where they vary, so does what is traced.
            signature = None if varies(self._request) else self.signature(arguments)
            function = tf.function(placed, input_signature=signature, autograph=False, jit_compile=True)
        else:
            function = tf.function(placed, input_signature=self.signature(arguments), autograph=False)
        self._functions.append(function)
        return function

    def signature(self, arguments: int) -> list[tf.TensorSpec]:
        """Where sequences vary their axis is left open, as TensorFlow documents it: one trace is of all lengths."""
        open_axes = [entry.get("role") == "VARYING" for entry in self._request["graph"]["inputs"]] + [False]
        return [
            tf.TensorSpec([tensor.shape[0], None, *tensor.shape[2:]] if is_open else tensor.shape, tensor.dtype)
            for tensor, is_open in zip(self.batches[0][:arguments], open_axes, strict=False)
        ]

    def callable_step(self, function: Callable) -> Callable:
        """What an iteration calls: the concrete function where there is one."""
        variant = self._request["variant"]
        called_itself = variant == "eager" or (variant == "xla" and varies(self._request))
        return function if called_itself else function.get_concrete_function()

    def compilations(self) -> int:
        return sum(function.experimental_get_tracing_count() for function in self._functions)

    def step(self, batch: Batch) -> None:
        self._last = self._call(*batch)

    def synchronise(self) -> None:
        if self._on_gpu:
            tf.test.experimental.sync_devices()
        else:
            # Public, without a copy, and there only once the tensor is computed: .numpy() would copy all of it.
            # Python's buffers know no bfloat16: its bits are shown as those of whole numbers.
            is_bfloat16 = self._last.dtype == tf.bfloat16
            memoryview(tf.bitcast(self._last, tf.uint16) if is_bfloat16 else self._last).release()

    def peak_device_bytes(self) -> int | None:
        return int(tf.config.experimental.get_memory_info("GPU:0")["peak"]) if self._on_gpu else None

    def output(self, batch: Batch) -> np.ndarray:
        return tf.cast(self._forward(*batch[: self._input_count]), tf.float32).numpy()

    def last_result(self) -> np.ndarray:
        flat = tf.reshape(self._last, [-1])
        return tf.cast(flat[:: sample_stride(flat.shape[0])], tf.float32).numpy()

    def _first_call(self) -> None:
        """XLA compiles when it is first called, and some types turn out to have no kernels."""
        try:
            self._call(*self.batches[0])
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError, tf.errors.NotFoundError) as error:
            raise UnsupportedWork(None, f"TensorFlow: {str(error).strip().splitlines()[0]}") from error

    def loader(self, plan: Pipeline) -> Loader:
        from tensorflow_images import TensorFlowLoader

        return TensorFlowLoader(plan, tuple(self._request["graph"]["inputs"][0]["shape"]), self._how.stored)


class InferenceWork(TensorFlowWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        self.settings = read_settings(request, self._how, None)

    def compile(self) -> None:
        self._call = self.callable_step(self._forward)
        if self._request["variant"] == "xla" or self._how.computed != tf.float32:
            self._first_call()

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")


class TrainingWork(TensorFlowWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        training = request["graph"]["training"]
        self._loss = _LOSSES[training["loss"]]
        self.optimizer = build_optimizer(training["optimizer"], self.graph.variables)
        self.train = self.function(self.training_step, self._input_count + 1)
        self.settings = read_settings(request, self._how, self.optimizer.form)

    def remember(self) -> None:
        self._first = Kept(variable.numpy() for variable in self.graph.all_variables)

    def compile(self) -> None:
        self._call = self.callable_step(self.train)
        if self._request["variant"] == "xla" or self._how.computed != tf.float32:
            self._first_call()
            self.rewind()

    def _loss_and_gradients(self, batch: Batch) -> tuple[tf.Tensor, list]:
        with tf.GradientTape() as tape:
            loss = self._loss(tf.cast(self.graph.forward(batch[:-1]), tf.float32), batch[-1])
        return loss, tape.gradient(loss, self.graph.variables)

    def training_step(self, *batch: tf.Tensor) -> tf.Tensor:
        loss, gradients = self._loss_and_gradients(batch)
        self.optimizer.apply(gradients)
        return loss

    def sgd_step(self, rate: tf.Tensor | tf.Variable, batch: Batch) -> tf.Tensor:
        """The loss before a step of plain SGD, which it takes."""
        loss, gradients = self._loss_and_gradients(batch)
        for variable, gradient in zip(self.graph.variables, gradients, strict=True):
            if gradient is not None:
                variable.assign_sub(rate * tf.convert_to_tensor(gradient))
        return loss

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        rate = tf.Variable(learning_rate, dtype=tf.float32)
        function = self.function(lambda *tensors: self.sgd_step(rate, tensors), self._input_count + 1)
        # Each call answers with the loss before its own step; the step after the last loss is undone below.
        losses = [float(function(*batch).numpy()) for _ in range(steps + 1)]
        self.rewind()
        return losses

    def rewind(self) -> None:
        for variable, value in zip(self.graph.all_variables, self._first, strict=True):
            variable.assign(value)
        self.optimizer.rewind()
        if self._on_gpu:
            tf.test.experimental.sync_devices()


def _cross_entropy(logits: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits))


def _mean_squared_error(output: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.math.squared_difference(output, target))


_LOSSES = {"crossEntropy": _cross_entropy, "meanSquaredError": _mean_squared_error}
