"""A layer graph in TensorFlow's own operations, to be called inside one tf.function; Keras takes no part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from tensorflow_lstm import block_lstm, cudnn_lstm
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import Graph
    from worker_kit.work import Form

_FUNCTIONS: dict[str, Callable] = {
    "gemm": tf.linalg.matmul,
    "relu": tf.nn.relu,
    "tanh": tf.math.tanh,
    "sigmoid": tf.math.sigmoid,
    "add": tf.math.add,
    "softmax": tf.nn.softmax,
}
# Built from more than one operation; of the rest each is one (for lstm: one for the whole sequence).
_COMPOSED = frozenset({"dense"})


class TensorFlowGraph:
    """The weights as variables (on the device that is current), and the forward pass over them."""

    def __init__(self, graph: Graph, tensors: Mapping[str, np.ndarray], on_gpu: bool) -> None:
        self._graph = graph
        self._lstm = cudnn_lstm if on_gpu else block_lstm
        self._weights = {node["id"]: _variables(node, tensors) for node in graph["nodes"]}
        self.variables = [variable for weights in self._weights.values() for variable in weights.values()]
        self.implementation: dict[str, Form] = {
            node["id"]: "composed" if node["kind"] in _COMPOSED else "native" for node in graph["nodes"]
        }

    def forward(self, inputs: tuple[tf.Tensor, ...]) -> tf.Tensor:
        """The output node's tensor, batch-major."""
        values = _Values(zip((entry["name"] for entry in self._graph["inputs"]), inputs, strict=True))
        for node in self._graph["nodes"]:
            self._add(node, values)
        return values.batch_major(self._graph["output"])

    def _add(self, node: dict, values: _Values) -> None:
        name, kind, sources, weights = node["id"], node["kind"], node["inputs"], self._weights[node["id"]]
        if kind == "lstm":
            hidden, last = self._lstm(values.time_major(sources[0]), weights)
            if node["returnSequences"]:
                values.put_time_major(name, hidden)
            else:
                values.put(name, last)
        elif kind in ("lastStep", "meanOverTime"):
            values.put(name, values.last_step(sources[0]) if kind == "lastStep" else values.mean_over_time(sources[0]))
        else:
            values.put(name, _simple(node, [values.batch_major(source) for source in sources], weights))


def _simple(node: dict, inputs: list[tf.Tensor], weights: dict[str, tf.Variable]) -> tf.Tensor:
    match node["kind"]:
        case kind if kind in _FUNCTIONS:
            return _FUNCTIONS[kind](*inputs)
        case "dense":
            return _dense(inputs[0], weights)
        case "flatten":
            return tf.reshape(inputs[0], [inputs[0].shape[0], -1])
        case "concat":
            return tf.concat(inputs, axis=-1)
        case other:
            raise UnsupportedWork(node["id"], f"TensorFlow here has no {other}")


def _dense(x: tf.Tensor, weights: dict[str, tf.Variable]) -> tf.Tensor:
    """Over rows: MatMul on a matrix is the fast kernel, and what the graph optimiser fuses with bias and relu."""
    rows = x if x.shape.rank == 2 else tf.reshape(x, [-1, x.shape[-1]])
    value = tf.nn.bias_add(tf.linalg.matmul(rows, weights["kernel"]), weights["bias"])
    return value if x.shape.rank == 2 else tf.reshape(value, [*x.shape[:-1], value.shape[-1]])


def _variables(node: dict, tensors: Mapping[str, np.ndarray]) -> dict[str, tf.Variable]:
    """The node's weights; the LSTM's two kernels as the one matrix that TensorFlow's operation reads."""
    prefix = f"{node['id']}."
    arrays = {name.removeprefix(prefix): np.array(array) for name, array in tensors.items() if name.startswith(prefix)}
    if node["kind"] == "lstm":
        kernel = np.concatenate([arrays["kernel"], arrays["recurrentKernel"]], axis=0)
        arrays = {"kernel": kernel, "bias": arrays["bias"]}
    return {name: tf.Variable(array, name=f"{node['id']}_{name}") for name, array in arrays.items()}


class _Values:
    """The tensors of one pass. The LSTM works time-major: a sequence is transposed only when somebody needs it."""

    def __init__(self, inputs: zip) -> None:
        self._batch_major: dict[str, tf.Tensor] = dict(inputs)
        self._time_major: dict[str, tf.Tensor] = {}

    def put(self, name: str, value: tf.Tensor) -> None:
        self._batch_major[name] = value

    def put_time_major(self, name: str, value: tf.Tensor) -> None:
        self._time_major[name] = value

    def batch_major(self, name: str) -> tf.Tensor:
        if name not in self._batch_major:
            self._batch_major[name] = tf.transpose(self._time_major[name], [1, 0, 2])
        return self._batch_major[name]

    def time_major(self, name: str) -> tf.Tensor:
        if name not in self._time_major:
            self._time_major[name] = tf.transpose(self._batch_major[name], [1, 0, 2])
        return self._time_major[name]

    def last_step(self, name: str) -> tf.Tensor:
        return self._time_major[name][-1] if name in self._time_major else self._batch_major[name][:, -1]

    def mean_over_time(self, name: str) -> tf.Tensor:
        if name in self._time_major:
            return tf.reduce_mean(self._time_major[name], axis=0)
        return tf.reduce_mean(self._batch_major[name], axis=1)
