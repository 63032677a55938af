"""A layer graph compiled by PyTensor as the kit's work: one function per iteration, the batch its arguments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytensor
import pytensor.tensor as pt

from pytensor_graph import NATIVE, batch_statistics, expression
from pytensor_settings import MODES, read_settings
from pytensor_training import LOSSES, updates
from worker_kit.kept import Kept
from worker_kit.sequences import refuse_packed
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import PrepareMessage

# Unrolled windows and scans make deep expressions.
_RECURSION_LIMIT = 50_000
_STATISTICS = ("mean", "variance")


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
    sys.setrecursionlimit(_RECURSION_LIMIT)
    if request["task"] == "TRAINING" and request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    return PyTensorWork(request, tensors)


def _shape(entry: dict) -> tuple[int | None, ...]:
    rows, *rest = entry["shape"]
    return (rows, None, *rest[1:]) if entry.get("role") == "VARYING" else (rows, *rest)


class PyTensorWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        self._request, graph = request, request["graph"]
        self._training = request["task"] == "TRAINING"
        refuse_packed(graph, "PyTensor")
        self._shared = {
            name: pytensor.shared(np.array(array), name=name, shape=array.shape)
            for name, array in tensors.items()
            if not name.startswith("batch.")
        }
        norms = {node["id"] for node in graph["nodes"] if node["kind"] == "batchNorm"}
        statistics = {f"{norm}.{own}" for norm in norms for own in _STATISTICS}
        self._trained = [variable for name, variable in self._shared.items() if name not in statistics]
        self.parameter_count = sum(variable.get_value(borrow=True).size for variable in self._trained)
        self._inputs = [
            pt.tensor(entry["name"], dtype=entry["dtype"], shape=_shape(entry)) for entry in graph["inputs"]
        ]
        self._moved: dict = {}
        self._output = self._express(graph)
        self.implementation = {n["id"]: "native" if n["kind"] in NATIVE else "composed" for n in graph["nodes"]}
        names = [entry["name"] for entry in graph["inputs"]] + (["target"] if self._training else [])
        self.batches = [
            tuple(np.array(tensors[f"batch.{index}.{name}"]) for name in names)
            for index in range(request["batchCount"])
        ]
        self._last = np.zeros(())

    def _express(self, graph: dict) -> pt.TensorVariable:
        values = {entry["name"]: x for entry, x in zip(graph["inputs"], self._inputs, strict=True)}
        for node in graph["nodes"]:
            prefix = f"{node['id']}."
            own = {n.removeprefix(prefix): v for n, v in self._shared.items() if n.startswith(prefix)}
            arguments = [values[name] for name in node["inputs"]]
            values[node["id"]] = expression(node, arguments, own, training=self._training)
            if node["kind"] == "batchNorm" and self._training:
                kept = np.float32(node["momentum"])
                for name, now in batch_statistics(arguments[0]).items():
                    self._moved[own[name]] = kept * own[name] + (np.float32(1) - kept) * now
        output = values[graph["output"]]
        if output.dtype != "float32":
            raise ArithmeticError(f"the output became {output.dtype}: PyTensor widened something on the way")
        return output

    def _function(self, inputs: list, output: pt.TensorVariable, changes: dict | None = None) -> Callable:
        function = pytensor.function(inputs, output, updates=changes, mode=MODES[self._request["variant"]])
        # Arguments are arrays of the right type and shape: checking that again would be timed.
        function.trust_input = True
        return function

    def compile(self) -> None:
        if not self._training:
            self._call = self._function(self._inputs, self._output)
            self._forward = self._call
        else:
            training = self._request["graph"]["training"]
            target = pt.ivector("target") if training["loss"] == "crossEntropy" else self._output.type("target")
            self._step_inputs = [*self._inputs, target]
            self._loss = LOSSES[training["loss"]](self._output, target)
            self._gradients = pytensor.grad(self._loss, self._trained)
            changes = updates(training["optimizer"], self._trained, self._gradients) | self._moved
            weights = set(self._shared.values())
            self._optimizer_state = [variable for variable in changes if variable not in weights]
            self._first = Kept(variable.get_value(borrow=True) for variable in self._shared.values())
            self._call = self._function(self._step_inputs, self._loss, changes)
            self._forward = self._function(self._inputs, self._output)
        self.settings = read_settings(self._request)

    def step(self, batch: tuple) -> None:
        self._last = self._call(*batch)

    def compilations(self) -> int:
        """Its functions are compiled once, for all lengths."""
        return 1

    def synchronise(self) -> None:
        """Everything has been computed when the function returns."""

    def output(self, batch: tuple) -> np.ndarray:
        return np.asarray(self._forward(*batch[: len(self._inputs)]))

    def sgd_losses(self, batch: tuple, steps: int, learning_rate: float) -> list[float]:
        rate = np.float32(learning_rate)
        changes = {w: w - rate * g for w, g in zip(self._trained, self._gradients, strict=True)}
        sgd = self._function(self._step_inputs, self._loss, changes)
        losses = [float(sgd(*batch)) for _ in range(steps + 1)]
        self.rewind()
        return losses

    def rewind(self) -> None:
        for variable, value in zip(self._shared.values(), self._first, strict=True):
            variable.set_value(value, borrow=True)
        # All of it begins at zero.
        for variable in self._optimizer_state:
            variable.set_value(np.zeros_like(variable.get_value(borrow=True)), borrow=True)

    def last_result(self) -> np.ndarray:
        return np.asarray(self._last)
