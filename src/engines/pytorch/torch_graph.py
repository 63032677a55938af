"""A layer graph as a PyTorch module: its own layers, wired by torch.fx into a straight-line forward pass."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import fx, nn

from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import Graph
    from worker_kit.work import Form

_FUNCTIONS: dict[str, Callable] = {
    "gemm": torch.matmul,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "add": torch.add,
}


def build_module(graph: Graph, tensors: Mapping[str, np.ndarray]) -> tuple[fx.GraphModule, dict[str, Form]]:
    """The module on the CPU with the weights of the file, and how each node is implemented."""
    builder = _Builder(tensors)
    for entry in graph["inputs"]:
        builder.values[entry["name"]] = builder.graph.placeholder(entry["name"])
    for node in graph["nodes"]:
        builder.add(node)
    builder.graph.output(builder.values[graph["output"]])
    module = fx.GraphModule(builder.layers, builder.graph)
    # PyTorch has a native form of every kind of the vocabulary.
    return module, {node["id"]: "native" for node in graph["nodes"]}


class _Builder:
    def __init__(self, tensors: Mapping[str, np.ndarray]) -> None:
        self.graph = fx.Graph()
        self.layers = nn.Module()
        self.values: dict[str, fx.Node] = {}
        self._tensors = tensors

    def add(self, node: dict) -> None:
        inputs = [self.values[name] for name in node["inputs"]]
        self.values[node["id"]] = self._build(node, inputs)

    def _build(self, node: dict, inputs: list[fx.Node]) -> fx.Node:
        call = self.graph.call_function
        match node["kind"]:
            case kind if kind in _FUNCTIONS:
                return call(_FUNCTIONS[kind], tuple(inputs))
            case "dense":
                return self._layer(node, self._linear(node), inputs)
            case "lstm":
                result = self._layer(node, self._lstm(node), inputs)
                if node["returnSequences"]:
                    return call(operator.getitem, (result, 0))
                return call(operator.getitem, (call(operator.getitem, (call(operator.getitem, (result, 1)), 0)), -1))
            case "lastStep":
                return call(operator.getitem, (inputs[0], (slice(None), -1)))
            case "meanOverTime":
                return call(torch.mean, (inputs[0],), {"dim": 1})
            case "softmax":
                return call(torch.softmax, (inputs[0],), {"dim": -1})
            case "flatten":
                return call(torch.flatten, (inputs[0],), {"start_dim": 1})
            case "concat":
                return call(torch.cat, (inputs,), {"dim": -1})
            case other:
                raise UnsupportedWork(node["id"], f"PyTorch here has no {other}")

    def _layer(self, node: dict, layer: nn.Module, inputs: list[fx.Node]) -> fx.Node:
        name = f"{node['id']}Layer"
        self.layers.add_module(name, layer)
        return self.graph.call_module(name, tuple(inputs))

    def _weight(self, node: dict, name: str) -> torch.Tensor:
        return torch.from_numpy(np.array(self._tensors[f"{node['id']}.{name}"]))

    def _linear(self, node: dict) -> nn.Module:
        kernel = self._weight(node, "kernel")
        layer = nn.utils.skip_init(nn.Linear, *kernel.shape)
        with torch.no_grad():
            layer.weight.copy_(kernel.T)
            layer.bias.copy_(self._weight(node, "bias"))
        return layer

    def _lstm(self, node: dict) -> nn.Module:
        """nn.LSTM has our gate order (input, forget, cell, output) and a second bias: zero and frozen.

        Trained, it would get the same gradient as the first, and the sum would learn at double rate.
        """
        kernel = self._weight(node, "kernel")
        layer = nn.LSTM(kernel.shape[0], node["units"], batch_first=True)
        with torch.no_grad():
            layer.weight_ih_l0.copy_(kernel.T)
            layer.weight_hh_l0.copy_(self._weight(node, "recurrentKernel").T)
            layer.bias_ih_l0.copy_(self._weight(node, "bias"))
            layer.bias_hh_l0.zero_()
        layer.bias_hh_l0.requires_grad_(False)
        return layer
