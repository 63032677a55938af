"""The reference as the kit's work. It is asked for parity; its times are of no interest, but they are true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reference_graph import ReferenceGraph
from reference_operations import OPERATIONS, OTHER_SIDE_OPERATIONS, TRAINING_OPERATIONS
from reference_sequences import VaryingGraph
from worker_kit.sequences import varies
from worker_kit.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from messages import Graph, PrepareMessage

Batch = tuple[dict[str, np.ndarray], np.ndarray | None]


class ReferenceWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        graph = request["graph"]
        weights = {name: _exact(array) for name, array in tensors.items() if not name.startswith("batch.")}
        self._trains = request["task"] == "TRAINING"
        operations = OPERATIONS
        if self._trains:
            operations = OTHER_SIDE_OPERATIONS if request["variant"] == "other-side" else TRAINING_OPERATIONS
        self._graph = (VaryingGraph if varies(request) else ReferenceGraph)(graph, weights, operations)
        self.parameter_count = _trainable_count(graph, weights)
        self.settings = {"numpy": np.__version__, "arithmetic": "float64"}
        self.implementation = {node["id"]: "composed" for node in graph["nodes"]}
        names = [entry["name"] for entry in graph["inputs"]]
        self.batches: list[Batch] = []
        for index in range(request["batchCount"]):
            inputs = {name: _exact(tensors[f"batch.{index}.{name}"]) for name in names}
            self.batches.append((inputs, _exact(tensors[f"batch.{index}.target"]) if self._trains else None))
        if self._trains:
            self._optimizer = _Optimizer(graph["training"]["optimizer"], weights)
            self._first = {name: array.copy() for name, array in self._graph.weights.items()}
        self._last = 0.0

    def step(self, batch: Batch) -> None:
        inputs, target = batch
        if self._trains:
            self._last, gradients = self._graph.loss_and_gradients(inputs, target)
            self._optimizer.apply(gradients)
        else:
            self._last = self._graph.forward(inputs)

    def synchronise(self) -> None:
        """NumPy has finished when its call returns."""

    def output(self, batch: Batch) -> np.ndarray:
        return self._graph.forward(batch[0])

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        inputs, target = batch
        weights = self._graph.weights
        losses = []
        for _ in range(steps):
            loss, gradients = self._graph.loss_and_gradients(inputs, target)
            losses.append(loss)
            for name, gradient in gradients.items():
                weights[name] -= learning_rate * gradient
        losses.append(self._graph.loss(inputs, target))
        self.rewind()
        return losses

    def rewind(self) -> None:
        for name, array in self._first.items():
            self._graph.weights[name][:] = array
        self._optimizer.rewind()

    def last_result(self) -> np.ndarray:
        return np.asarray(self._last)


class _Optimizer:
    """SGD, or Adam by Algorithm 1 of Kingma & Ba 2015 (epsilon beside the bias-corrected second moment)."""

    def __init__(self, spec: dict, weights: dict[str, np.ndarray]) -> None:
        self._spec, self._weights, self._steps = spec, weights, 0
        self._first = {name: np.zeros_like(array) for name, array in weights.items()}
        self._second = {name: np.zeros_like(array) for name, array in weights.items()}

    def rewind(self) -> None:
        """As before the first step."""
        self._steps = 0
        for moment in (*self._first.values(), *self._second.values()):
            moment[:] = 0

    def apply(self, gradients: dict[str, np.ndarray]) -> None:
        spec = self._spec
        self._steps += 1
        for name, gradient in gradients.items():
            if spec["kind"] == "sgd":
                self._weights[name] -= spec["learningRate"] * gradient
                continue
            first, second = self._first[name], self._second[name]
            first += (1 - spec["beta1"]) * (gradient - first)
            second += (1 - spec["beta2"]) * (gradient * gradient - second)
            mean = first / (1 - spec["beta1"] ** self._steps)
            deviation = np.sqrt(second / (1 - spec["beta2"] ** self._steps))
            self._weights[name] -= spec["learningRate"] * mean / (deviation + spec["epsilon"])


def _trainable_count(graph: Graph, weights: Mapping[str, np.ndarray]) -> int:
    """Every weight but the stored statistics of batch normalisation."""
    statistics = {
        f"{n['id']}.{own}" for n in graph["nodes"] if n["kind"] == "batchNorm" for own in ("mean", "variance")
    }
    return sum(array.size for name, array in weights.items() if name not in statistics)


def _exact(array: np.ndarray) -> np.ndarray:
    """float32 widened to float64, class numbers as they are; in memory of our own."""
    return np.array(array) if array.dtype.kind == "i" else np.array(array, dtype=np.float64)
