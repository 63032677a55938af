"""A layer graph as a PyTorch module: its own layers, wired by torch.fx into a straight-line forward pass.

Images are [batch, channels, height, width] inside. Between kinds that only look at single numbers, channels or
windows they stay so; another reader gets them in canonical order, which is counted as a conversion.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as functional
from torch import fx, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from torch_layers import LayerMaker
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from messages import Graph
    from worker_kit.work import Form

TO_CHANNELS_FIRST = (0, 3, 1, 2)
TO_CHANNELS_LAST = (0, 2, 3, 1)

_ELEMENTWISE: dict[str, Callable] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "add": torch.add,
}
_RECURRENT = ("lstm", "gru", "rnn")


@dataclass(frozen=True)
class Built:
    """The module on the CPU with the weights of the file."""

    module: fx.GraphModule
    implementation: dict[str, Form]
    output_is_image: bool
    """The output is [batch, channels, height, width]."""
    has_images: bool
    conversions: int
    """Nodes whose input is permuted inside the forward pass."""
    has_second_bias: bool


def build_module(graph: Graph, tensors: Mapping[str, np.ndarray]) -> Built:
    builder = _Builder(tensors)
    for entry in graph["inputs"]:
        builder.add_input(entry)
    for node in graph["nodes"]:
        builder.add(node)
    builder.graph.output(builder.values[graph["output"]])
    return Built(
        fx.GraphModule(builder.layers, builder.graph),
        # PyTorch has a native form of every kind of the vocabulary.
        {node["id"]: "native" for node in graph["nodes"]},
        graph["output"] in builder.images,
        bool(builder.images),
        builder.conversions,
        builder.maker.has_second_bias,
    )


def last_there(sequence: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """[batch, time, features] and [batch] → [batch, features] of the last step that is there of each sequence."""
    rows = torch.arange(sequence.shape[0], device=sequence.device)
    return sequence[rows, lengths.to(sequence.device) - 1]


class _Builder:
    def __init__(self, tensors: Mapping[str, np.ndarray]) -> None:
        self.graph = fx.Graph()
        self.layers = nn.Module()
        self.values: dict[str, fx.Node] = {}
        self.images: set[str] = set()
        self.ranks: dict[str, int] = {}
        self.conversions = 0
        self.maker = LayerMaker(tensors)

    def add_input(self, entry: dict) -> None:
        self.values[entry["name"]] = self.graph.placeholder(entry["name"])
        self.ranks[entry["name"]] = len(entry["shape"])
        if len(entry["shape"]) == 4:
            self.images.add(entry["name"])

    def add(self, node: dict) -> None:
        names, kind = node["inputs"], node["kind"]
        if kind in ("conv2d", "maxPool", "averagePool") or (
            kind in (*_ELEMENTWISE, "gelu", "batchNorm") and any(name in self.images for name in names)
        ):
            self.images.add(node["id"])
        self.ranks[node["id"]] = self._rank(node)
        as_images = node["id"] in self.images or kind == "globalAveragePool"
        self.values[node["id"]] = self._build(node, [self._value(name, as_images) for name in names])

    def _rank(self, node: dict) -> int:
        """Number of axes of the node's value."""
        match node["kind"]:
            case "embedding":
                return self.ranks[node["inputs"][0]] + 1
            case "globalAveragePool" | "lastStep" | "meanOverTime" | "flatten":
                return 2
            case kind if kind in _RECURRENT:
                return 3 if node["returnSequences"] else 2
            case _:
                return self.ranks[node["inputs"][0]]

    def _value(self, name: str, as_image: bool) -> fx.Node:
        if (name in self.images) == as_image:
            return self.values[name]
        self.conversions += 1
        order = TO_CHANNELS_FIRST if as_image else TO_CHANNELS_LAST
        return self.graph.call_function(torch.permute, (self.values[name], order))

    def _build(self, node: dict, inputs: list[fx.Node]) -> fx.Node:
        kind, call = node["kind"], self.graph.call_function
        if kind in _ELEMENTWISE:
            return call(_ELEMENTWISE[kind], tuple(inputs))
        if kind in _RECURRENT:
            return self._recurrent(node, inputs)
        match kind:
            case "batchNorm" if self.ranks[node["id"]] == 3:
                # PyTorch's channels come second in sequences too.
                turned = call(torch.transpose, (inputs[0], 1, 2))
                return call(torch.transpose, (self._layer(node, (turned,)), 1, 2))
            case "dense" | "embedding" | "layerNorm" | "conv2d" | "batchNorm":
                return self._layer(node, tuple(inputs))
            case "attention":
                result = self._layer(node, (inputs[0],) * 3, {"need_weights": False})
                return call(operator.getitem, (result, 0))
            case "gemm":
                return call(torch.matmul, tuple(inputs))
            case "gelu":
                form = "none" if node["approximation"] == "erf" else "tanh"
                return call(functional.gelu, (inputs[0],), {"approximate": form})
            case "maxPool":
                sizes = (tuple(node["poolSize"]), tuple(node["strides"]), tuple(node["padding"]))
                return call(functional.max_pool2d, (inputs[0], *sizes))
            case "averagePool":
                return call(functional.avg_pool2d, (inputs[0], tuple(node["poolSize"]), tuple(node["strides"])))
            case "globalAveragePool":
                return call(torch.mean, (inputs[0],), {"dim": (2, 3)})
            case "lastStep" if len(inputs) == 2:
                return call(last_there, tuple(inputs))
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
                raise UnsupportedWork(node["id"], f"PyTorch has no {other}")

    def _recurrent(self, node: dict, inputs: list[fx.Node]) -> fx.Node:
        call = self.graph.call_function
        arguments: tuple = (inputs[0],)
        if len(inputs) == 3:
            # PyTorch's state has an axis for layers and directions.
            arguments += (tuple(call(torch.unsqueeze, (state, 0)) for state in inputs[1:]),)
        packed = "lengths" in node
        if packed:
            options = {"batch_first": True, "enforce_sorted": False}
            arguments = (call(pack_padded_sequence, (inputs[0], self.values[node["lengths"]]), options),)
        result = self._layer(node, arguments)
        if node["returnSequences"]:
            sequence = call(operator.getitem, (result, 0))
            if not packed:
                return sequence
            unpacked = call(pad_packed_sequence, (sequence,), {"batch_first": True})
            return call(operator.getitem, (unpacked, 0))
        hidden = call(operator.getitem, (result, 1))
        if node["kind"] == "lstm":
            hidden = call(operator.getitem, (hidden, 0))
        last = call(operator.getitem, (hidden, -1))
        if not node["bidirectional"]:
            return last
        return call(torch.cat, ([call(operator.getitem, (hidden, -2)), last],), {"dim": -1})

    def _layer(self, node: dict, arguments: tuple, options: dict | None = None) -> fx.Node:
        name = f"{node['id']}Layer"
        self.layers.add_module(name, self.maker.make(node, self.ranks[node["id"]]))
        return self.graph.call_module(name, arguments, options)
