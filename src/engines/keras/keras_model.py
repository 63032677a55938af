"""A layer graph as a functional Keras model: Keras's own layers, and keras.ops for what is not a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras
import numpy as np
from keras import layers, ops

from worker_kit.recurrent import recurrent_weight_name
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import Graph
    from worker_kit.work import Form

_RECURRENT = {"lstm": layers.LSTM, "gru": layers.GRU, "rnn": layers.SimpleRNN}

_OPERATIONS: dict[str, Callable] = {
    "gemm": ops.matmul,
    "relu": ops.relu,
    "tanh": ops.tanh,
    "sigmoid": ops.sigmoid,
    "softmax": ops.softmax,
    "add": ops.add,
    "lastStep": lambda x: x[:, -1],
    "meanOverTime": lambda x: ops.mean(x, axis=1),
}


def _last_there(sequence: object, lengths: object) -> object:
    """[batch, time, features] and [batch] → [batch, features] of the last step that is there of each sequence."""
    steps = ops.reshape(lengths - 1, (-1, 1, 1))
    return ops.squeeze(ops.take_along_axis(sequence, steps, axis=1), axis=1)


class ModelBuilder:
    """`model` after `build`; `implementation` says which nodes are one layer or operation of Keras."""

    def __init__(self, graph: Graph, tensors: Mapping[str, np.ndarray]) -> None:
        self._graph, self._tensors = graph, tensors
        self._loads: list[Callable[[], None]] = []
        self.implementation: dict[str, Form] = {node["id"]: "native" for node in graph["nodes"]}

    def build(self) -> keras.Model:
        values = {}
        for entry in self._graph["inputs"]:
            dtype = "int32" if entry["dtype"] == "int32" else keras.config.dtype_policy().compute_dtype
            rows, *steps = entry["shape"]
            if entry.get("role") == "VARYING":
                steps[0] = None
            values[entry["name"]] = keras.Input(batch_shape=(rows, *steps), dtype=dtype, name=entry["name"])
        inputs = list(values.values())
        for node in self._graph["nodes"]:
            values[node["id"]] = self._add(node, [values[name] for name in node["inputs"]])
        model = keras.Model(inputs if len(inputs) > 1 else inputs[0], values[self._graph["output"]])
        for load in self._loads:
            load()
        return model

    def _weight(self, node: dict, name: str) -> np.ndarray:
        return np.array(self._tensors[f"{node['id']}.{name}"])

    def _layer(self, node: dict, layer: keras.Layer, weights: Mapping[str, np.ndarray]) -> keras.Layer:
        """Fills the layer, once it is built: `weights` by the names of its variables."""

        def load() -> None:
            for name, value in weights.items():
                getattr(layer, name).assign(value)

        self._loads.append(load)
        return layer

    def _add(self, node: dict, inputs: list) -> object:
        kind, x = node["kind"], inputs[0]
        if kind == "lastStep" and len(inputs) == 2:
            return _last_there(*inputs)
        if kind in _OPERATIONS:
            return _OPERATIONS[kind](*inputs)
        if kind in _RECURRENT:
            return self._recurrent(node, inputs)
        match kind:
            case "concat":
                return ops.concatenate(inputs, axis=-1)
            case "flatten":
                return layers.Flatten()(x)
            case "gelu":
                return ops.gelu(x, approximate=node["approximation"] == "tanh")
            case "globalAveragePool":
                return layers.GlobalAveragePooling2D()(x)
            case "averagePool":
                return layers.AveragePooling2D(tuple(node["poolSize"]), tuple(node["strides"]))(x)
            case "maxPool":
                return self._max_pool(node, x)
            case "dense":
                own = {"kernel": self._weight(node, "kernel"), "bias": self._weight(node, "bias")}
                return self._layer(node, layers.Dense(node["units"], name=node["id"]), own)(x)
            case "embedding":
                layer = layers.Embedding(node["vocabulary"], node["units"], name=node["id"])
                return self._layer(node, layer, {"embeddings": self._weight(node, "table")})(x)
            case "conv2d":
                return self._convolution(node, x)
            case "layerNorm":
                layer = layers.LayerNormalization(epsilon=node["epsilon"], name=node["id"])
                return self._layer(node, layer, self._scale_and_offset(node))(x)
            case "batchNorm":
                layer = layers.BatchNormalization(momentum=node["momentum"], epsilon=node["epsilon"], name=node["id"])
                statistics = {"moving_mean": "mean", "moving_variance": "variance"}
                own = {variable: self._weight(node, name) for variable, name in statistics.items()}
                return self._layer(node, layer, self._scale_and_offset(node) | own)(x)
            case "attention":
                return self._attention(node, x)
            case other:
                raise UnsupportedWork(node["id"], f"Keras has no {other}")

    def _scale_and_offset(self, node: dict) -> dict[str, np.ndarray]:
        return {"gamma": self._weight(node, "scale"), "beta": self._weight(node, "offset")}

    def _convolution(self, node: dict, x: object) -> object:
        """`same` where it means the symmetric padding; else zeros first, as keras.applications builds its ResNets."""
        size, strides, padding = tuple(node["kernelSize"]), tuple(node["strides"]), tuple(node["padding"])
        same = strides == (1, 1) and all(2 * p + 1 == k for p, k in zip(padding, size, strict=True))
        if any(padding) and not same:
            x = layers.ZeroPadding2D(padding)(x)
            self.implementation[node["id"]] = "composed"
        options = {"strides": strides, "padding": "same" if same else "valid", "use_bias": node["bias"]}
        layer = layers.Conv2D(node["filters"], size, **options, name=node["id"])
        own = {"kernel": self._weight(node, "kernel")} | ({"bias": self._weight(node, "bias")} if node["bias"] else {})
        return self._layer(node, layer, own)(x)

    def _max_pool(self, node: dict, x: object) -> object:
        """Keras pads windows by its own rule only: what is added here never wins."""
        rows, columns = node["padding"]
        if rows or columns:
            self.implementation[node["id"]] = "composed"
            lowest = float(ops.finfo(x.dtype).min) if hasattr(ops, "finfo") else -1e30
            x = ops.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)), constant_values=lowest)
        return layers.MaxPooling2D(tuple(node["poolSize"]), tuple(node["strides"]))(x)

    def _attention(self, node: dict, x: object) -> object:
        heads, width = node["heads"], x.shape[-1]
        layer = layers.MultiHeadAttention(heads, width // heads, name=node["id"])
        kernels = np.split(self._weight(node, "kernel"), 3, axis=1)
        biases = np.split(self._weight(node, "bias"), 3)

        def load() -> None:
            parts = (layer.query_dense, layer.key_dense, layer.value_dense)
            for part, kernel, bias in zip(parts, kernels, biases, strict=True):
                part.kernel.assign(kernel.reshape(width, heads, -1))
                part.bias.assign(bias.reshape(heads, -1))
            layer.output_dense.kernel.assign(self._weight(node, "outputKernel").reshape(heads, -1, width))
            layer.output_dense.bias.assign(self._weight(node, "outputBias"))

        self._loads.append(load)
        return layer(x, x)

    def _recurrent(self, node: dict, inputs: list) -> object:
        """Keras's gates are ours: i, f, c, o and, with reset_after, z, r, h."""
        x = inputs[0]
        for depth in range(node["layers"]):
            sequences = node["returnSequences"] or depth < node["layers"] - 1
            layer = _RECURRENT[node["kind"]](
                node["units"],
                return_sequences=sequences,
                # Replaced by the race's own; the default, orthogonal, cannot be drawn in bfloat16.
                recurrent_initializer="zeros",
                name=f"{node['id']}_{depth}",
            )
            if node["bidirectional"]:
                wrapper = layers.Bidirectional(layer)
                self._load_cell(node, depth, lambda w=wrapper: w.forward_layer.cell, backward=False)
                self._load_cell(node, depth, lambda w=wrapper: w.backward_layer.cell, backward=True)
                x = wrapper(x)
            else:
                self._load_cell(node, depth, lambda own=layer: own.cell, backward=False)
                x = layer(x, initial_state=inputs[1:]) if len(inputs) > 1 else layer(x)
        return x

    def _load_cell(self, node: dict, depth: int, cell: Callable, *, backward: bool) -> None:
        def weight(name: str) -> np.ndarray:
            return self._weight(node, recurrent_weight_name(name, depth, backward=backward))

        def load() -> None:
            own = cell()
            own.kernel.assign(weight("kernel"))
            own.recurrent_kernel.assign(weight("recurrentKernel"))
            own.bias.assign(
                np.stack([weight("bias"), weight("recurrentBias")]) if node["kind"] == "gru" else weight("bias")
            )

        self._loads.append(load)
