"""A layer graph in float64: forward, loss, and the gradients of every weight by reverse accumulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from reference_losses import LOSSES
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import Graph
    from reference_operations import Backward, Operation

Inputs = Mapping[str, np.ndarray]


class ReferenceGraph:
    """`weights`: full name (`<node id>.<weight>`) → float64 array; changed in place by whoever trains."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], operations: dict[str, Operation]) -> None:
        self._operations = operations
        self._last_reader = {name: node["id"] for node in graph["nodes"] for name in node["inputs"]}
        self.weights = weights
        self._graph = graph
        self._weights_of: dict[str, dict[str, str]] = {node["id"]: {} for node in graph["nodes"]}
        for full in weights:
            node, _, name = full.partition(".")
            self._weights_of[node][name] = full
        for node in graph["nodes"]:
            if node["kind"] not in operations:
                raise UnsupportedWork(node["id"], f"the reference has no {node['kind']}")

    def forward(self, inputs: Inputs) -> np.ndarray:
        """The output node's value."""
        return self._run(inputs, keep_tape=False)[0]

    def loss(self, inputs: Inputs, target: np.ndarray) -> float:
        """The training loss, nothing changed."""
        return LOSSES[self._graph["training"]["loss"]](self.forward(inputs), target)[0]

    def loss_and_gradients(self, inputs: Inputs, target: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        """The training loss and its gradient with respect to every weight, by full name."""
        output, tape = self._run(inputs, keep_tape=True)
        loss, output_gradient = LOSSES[self._graph["training"]["loss"]](output, target)
        of_values: dict[str, np.ndarray] = {self._graph["output"]: output_gradient}
        of_weights: dict[str, np.ndarray] = {}
        for node in reversed(self._graph["nodes"]):
            if (gradient := of_values.pop(node["id"], None)) is None:
                continue  # nothing that the loss depends on
            of_inputs, of_own = tape[node["id"]](gradient)
            for name, value in zip(node["inputs"], of_inputs, strict=True):
                of_values[name] = of_values[name] + value if name in of_values else value
            of_weights |= {self._weights_of[node["id"]][name]: value for name, value in of_own.items()}
        return loss, of_weights

    def _run(self, inputs: Inputs, *, keep_tape: bool) -> tuple[np.ndarray, dict[str, Backward]]:
        """Without a tape every value is forgotten after its last reader: deep graphs would not fit otherwise."""
        values, tape = dict(inputs), {}
        for node in self._graph["nodes"]:
            weights = {name: self.weights[full] for name, full in self._weights_of[node["id"]].items()}
            arguments = [values[name] for name in node["inputs"]]
            values[node["id"]], backward = self._operations[node["kind"]](node, arguments, weights)
            if keep_tape:
                tape[node["id"]] = backward
                continue
            for name in set(node["inputs"]):
                if self._last_reader[name] == node["id"] and name != self._graph["output"]:
                    del values[name]
        return values[self._graph["output"]], tape
