"""Sequences whose lengths differ, in float64: each by itself and only as long as it is, whatever fills it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reference_graph import ReferenceGraph
from worker_kit.sequences import lengths_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from messages import Graph
    from reference_operations import Operation

    Inputs = Mapping[str, np.ndarray]


class VaryingGraph:
    """A `ReferenceGraph` asked once for every sequence of a batch; losses and gradients are means over the batch."""

    def __init__(self, graph: Graph, weights: dict[str, np.ndarray], operations: dict[str, Operation]) -> None:
        self._lengths = lengths_name(graph)
        self._varying = [entry["name"] for entry in graph["inputs"] if entry.get("role") == "VARYING"]
        inputs = [entry for entry in graph["inputs"] if entry["name"] != self._lengths]
        plain = {**graph, "inputs": inputs, "nodes": [_plain(node) for node in graph["nodes"]]}
        self._one = ReferenceGraph(plain, weights, operations)
        self.weights = weights

    def forward(self, inputs: Inputs) -> np.ndarray:
        return np.concatenate([self._one.forward(row) for row, _ in self._rows(inputs)])

    def loss(self, inputs: Inputs, target: np.ndarray) -> float:
        return float(np.mean([self._one.loss(row, target[at]) for row, at in self._rows(inputs)]))

    def loss_and_gradients(self, inputs: Inputs, target: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        losses, sums = [], {}
        for row, at in self._rows(inputs):
            loss, gradients = self._one.loss_and_gradients(row, target[at])
            losses.append(loss)
            for name, gradient in gradients.items():
                sums[name] = sums[name] + gradient if name in sums else gradient
        return float(np.mean(losses)), {name: gradient / len(losses) for name, gradient in sums.items()}

    def _rows(self, inputs: Inputs) -> Iterator[tuple[Inputs, slice]]:
        """Every sequence as a batch of its own, and its place in the batch."""
        names = [name for name in inputs if name != self._lengths]
        for index in range(len(inputs[names[0]])):
            at = slice(index, index + 1)
            row = {name: inputs[name][at] for name in names}
            if self._lengths is not None:
                there = int(inputs[self._lengths][index])
                row |= {name: row[name][:, :there] for name in self._varying}
            yield row, at


def _plain(node: dict) -> dict:
    """Of a sequence that is there as a whole the last step is the last one."""
    kept = {name: value for name, value in node.items() if name != "lengths"}
    return kept | {"inputs": node["inputs"][:1]} if node["kind"] == "lastStep" else kept
