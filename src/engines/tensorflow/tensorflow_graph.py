"""A layer graph in TensorFlow's own operations; Keras takes no part. Images are NHWC, kernels HWIO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import tensorflow as tf

from tensorflow_layers import LAYERS, batch_norm_of_batch, padded_max_pool
from tensorflow_recurrent import Form as RecurrentForm
from tensorflow_recurrent import recurrent
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import Graph
    from worker_kit.work import Form

_RECURRENT = ("lstm", "gru", "rnn")
# Built from more than one operation; of the rest each is one (for a fused lstm: one for a whole sequence).
_COMPOSED = frozenset({"dense", "attention", "layerNorm", "gelu", "gru", "rnn"})
_STATISTICS = ("mean", "variance")


@dataclass(frozen=True)
class Arithmetic:
    """How a graph is computed."""

    stored: tf.DType
    """Of the weights."""
    computed: tf.DType
    """Of everything between inputs and output; weights of another type are cast in the pass."""
    recurrent: RecurrentForm
    training: bool
    xla: bool


class TensorFlowGraph:
    """The weights as variables (on the device that is current), and the forward pass over them."""

    def __init__(self, graph: Graph, tensors: Mapping[str, np.ndarray], arithmetic: Arithmetic) -> None:
        self._graph, self._arithmetic = graph, arithmetic
        self._weights = {node["id"]: self._variables(node, tensors) for node in graph["nodes"]}
        statistics = {node["id"] for node in graph["nodes"] if node["kind"] == "batchNorm"}
        named = [(node, name, v) for node, own in self._weights.items() for name, v in own.items()]
        self.variables = [v for node, name, v in named if not (node in statistics and name in _STATISTICS)]
        self.all_variables = [v for _, _, v in named]
        loops = arithmetic.recurrent in ("loop", "unrolled")
        composed = _COMPOSED | ({"lstm"} if loops else set())
        self.implementation: dict[str, Form] = {
            node["id"]: "composed" if node["kind"] in composed else "native" for node in graph["nodes"]
        }

    def forward(self, inputs: tuple[tf.Tensor, ...]) -> tf.Tensor:
        """The output node's tensor, batch-major, in float32."""
        low = self._arithmetic.computed
        given = [x if x.dtype == tf.int32 else tf.cast(x, low) for x in inputs]
        values = _Values(zip((entry["name"] for entry in self._graph["inputs"]), given, strict=True))
        for node in self._graph["nodes"]:
            self._add(node, values)
        return values.batch_major(self._graph["output"])

    def _add(self, node: dict, values: _Values) -> None:
        name, kind, sources = node["id"], node["kind"], node["inputs"]
        if kind in _RECURRENT:
            state = [values.batch_major(source) for source in sources[1:]]
            weights = self._read(node)
            hidden = recurrent(node, values.time_major(sources[0]), state, weights, self._arithmetic.recurrent)
            if node["returnSequences"]:
                values.put_time_major(name, hidden)
            else:
                values.put(name, hidden)
        elif kind == "lastStep" and len(sources) == 2:
            values.put(name, values.last_there(*sources))
        elif kind in ("lastStep", "meanOverTime"):
            values.put(name, values.last_step(sources[0]) if kind == "lastStep" else values.mean_over_time(sources[0]))
        else:
            values.put(name, self._simple(node, [values.batch_major(source) for source in sources]))

    def _simple(self, node: dict, inputs: list[tf.Tensor]) -> tf.Tensor:
        kind, variables = node["kind"], self._weights[node["id"]]
        if kind == "embedding":
            # The rows are cast, not the table.
            return tf.cast(tf.nn.embedding_lookup(variables["table"], inputs[0]), self._arithmetic.computed)
        if kind == "batchNorm" and self._arithmetic.training:
            return batch_norm_of_batch(node, inputs[0], variables)
        if kind == "maxPool" and self._arithmetic.xla:
            return padded_max_pool(node, inputs[0])
        layer = LAYERS.get(kind)
        if layer is None:
            raise UnsupportedWork(node["id"], f"TensorFlow has no {kind}")
        return layer(node, inputs, self._read(node))

    def _read(self, node: dict) -> dict[str, tf.Tensor]:
        """The node's weights as tensors of the type that is computed in."""
        computed = self._arithmetic.computed
        own = self._weights[node["id"]].items()
        return {name: tf.convert_to_tensor(v) if v.dtype == computed else tf.cast(v, computed) for name, v in own}

    def _variables(self, node: dict, tensors: Mapping[str, np.ndarray]) -> dict[str, tf.Variable]:
        """Stored statistics stay float32, as TensorFlow's own operation wants them."""
        prefix, made = f"{node['id']}.", {}
        for full, array in tensors.items():
            if full.startswith(prefix):
                name = full.removeprefix(prefix)
                wide = node["kind"] == "batchNorm"
                kept = tf.float32 if wide else self._arithmetic.stored
                made[name] = tf.Variable(tf.cast(np.array(array), kept), name=f"{node['id']}_{name}")
        return made


class _Values:
    """The tensors of one pass. Recurrent layers work time-major: a sequence is transposed only when it is needed."""

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

    def last_there(self, name: str, lengths: str) -> tf.Tensor:
        steps = self._batch_major[lengths] - 1
        if name not in self._time_major:
            return tf.gather(self._batch_major[name], steps, batch_dims=1)
        rows = tf.range(steps.shape[0], dtype=steps.dtype)
        return tf.gather_nd(self._time_major[name], tf.stack([steps, rows], axis=1))

    def mean_over_time(self, name: str) -> tf.Tensor:
        if name in self._time_major:
            return tf.reduce_mean(self._time_major[name], axis=0)
        return tf.reduce_mean(self._batch_major[name], axis=1)
