"""A built graph as the kit's work: one concrete function per iteration, called with the batch as its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from tensorflow_graph import TensorFlowGraph
from tensorflow_optimizers import build_optimizer
from tensorflow_settings import configure, device_name, read_settings
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import PrepareMessage

Batch = tuple[tf.Tensor, ...]


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
    """Sets threads and precision before TensorFlow starts, builds, loads the weights, stages every batch."""
    if request["task"] == "TRAINING" and request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    configure(request)
    with tf.device(device_name(request)):
        return (InferenceWork if request["task"] == "INFERENCE" else TrainingWork)(request, tensors)


class _TensorFlowWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        self._device = device_name(request)
        self._on_gpu = request["device"] != "cpu"
        self._graph = TensorFlowGraph(request["graph"], tensors, self._on_gpu)
        self.implementation = self._graph.implementation
        self.parameter_count = sum(int(np.prod(variable.shape)) for variable in self._graph.variables)
        self._input_count = len(request["graph"]["inputs"])
        names = [entry["name"] for entry in request["graph"]["inputs"]]
        if request["task"] == "TRAINING":
            names.append("target")
        self.batches: list[Batch] = [
            tuple(tf.constant(np.array(tensors[f"batch.{index}.{name}"])) for name in names)
            for index in range(request["batchCount"])
        ]
        self._forward = self._function(lambda *inputs: self._graph.forward(inputs), self._input_count)
        self._last: tf.Tensor | None = None

    def _function(self, body: Callable, arguments: int) -> tf.types.experimental.PolymorphicFunction:
        """A tf.function of the first `arguments` tensors of a batch, its shapes fixed by a signature."""
        signature = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in self.batches[0][:arguments]]

        def placed(*tensors: tf.Tensor) -> tf.Tensor:
            with tf.device(self._device):
                return body(*tensors)

        return tf.function(placed, input_signature=signature, autograph=False)

    def step(self, batch: Batch) -> None:
        self._last = self._call(*batch)

    def synchronise(self) -> None:
        if self._on_gpu:
            tf.test.experimental.sync_devices()
        else:
            # Public, without a copy, and there only once the tensor is computed: .numpy() would copy all of it.
            memoryview(self._last).release()

    def output(self, batch: Batch) -> np.ndarray:
        return self._forward(*batch[: self._input_count]).numpy()

    def last_checksum(self) -> float:
        return float(np.sum(self._last.numpy(), dtype=np.float64))


class InferenceWork(_TensorFlowWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        self.settings = read_settings(request, None)

    def compile(self) -> None:
        self._call = self._forward.get_concrete_function()

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")


class TrainingWork(_TensorFlowWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        training = request["graph"]["training"]
        self._loss = _LOSSES[training["loss"]]
        self._optimizer = build_optimizer(training["optimizer"], self._graph.variables)
        self._train = self._function(self._training_step, self._input_count + 1)
        self.settings = read_settings(request, self._optimizer.form)

    def compile(self) -> None:
        self._call = self._train.get_concrete_function()

    def _loss_and_gradients(self, batch: Batch) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            loss = self._loss(self._graph.forward(batch[:-1]), batch[-1])
        return loss, tape.gradient(loss, self._graph.variables)

    def _training_step(self, *batch: tf.Tensor) -> tf.Tensor:
        loss, gradients = self._loss_and_gradients(batch)
        self._optimizer.apply(gradients)
        return loss

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        before = [variable.numpy() for variable in self._graph.variables]
        rate = tf.Variable(learning_rate, dtype=tf.float32)

        def sgd_step(*tensors: tf.Tensor) -> tf.Tensor:
            loss, gradients = self._loss_and_gradients(tensors)
            for variable, gradient in zip(self._graph.variables, gradients, strict=True):
                if gradient is not None:
                    variable.assign_sub(rate * gradient)
            return loss

        function = self._function(sgd_step, self._input_count + 1)
        # Each call answers with the loss before its own step; the step after the last loss is undone below.
        losses = [float(function(*batch).numpy()) for _ in range(steps + 1)]
        for variable, value in zip(self._graph.variables, before, strict=True):
            variable.assign(value)
        return losses


def _cross_entropy(logits: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=logits))


def _mean_squared_error(output: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.math.squared_difference(output, target))


_LOSSES = {"crossEntropy": _cross_entropy, "meanSquaredError": _mean_squared_error}
