"""A layer graph as a pure function of weights and inputs, in jax.numpy and jax.lax. Images are NHWC, kernels HWIO."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from jax_recurrent import recurrent
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from messages import Graph
    from worker_kit.work import Form

Values = "Mapping[str, jax.Array]"
_IMAGES = ("NHWC", "HWIO", "NHWC")

_ELEMENTWISE: dict[str, Callable] = {
    "relu": jax.nn.relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "add": jnp.add,
    "gemm": jnp.matmul,
}
# One primitive, or one function of JAX, each; the others are put together here.
_NATIVE = (*_ELEMENTWISE, "dense", "conv2d", "maxPool", "embedding", "gelu", "softmax", "flatten", "concat", "lastStep")


class JaxGraph:
    def __init__(self, graph: Graph, *, training: bool) -> None:
        self._graph, self._training = graph, training
        self.implementation: dict[str, Form] = {
            node["id"]: "native" if node["kind"] in _NATIVE else "composed" for node in graph["nodes"]
        }

    def forward(self, weights: Values, inputs: Sequence[jax.Array]) -> tuple[jax.Array, dict[str, jax.Array]]:
        """The output, and in training the moved statistics of batch normalisation by full name."""
        values = dict(zip((entry["name"] for entry in self._graph["inputs"]), inputs, strict=True))
        moved: dict[str, jax.Array] = {}
        for node in self._graph["nodes"]:
            prefix = f"{node['id']}."
            own = {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}
            arguments = [values[name] for name in node["inputs"]]
            if node["kind"] == "batchNorm" and self._training:
                values[node["id"]], statistics = _batch_norm_of_batch(node, arguments[0], own)
                moved |= {prefix + name: value for name, value in statistics.items()}
            else:
                values[node["id"]] = _value(node, arguments, own)
        return values[self._graph["output"]], moved


def _value(node: dict, inputs: list[jax.Array], weights: Values) -> jax.Array:
    kind, x = node["kind"], inputs[0]
    if kind in _ELEMENTWISE:
        return _ELEMENTWISE[kind](*inputs)
    match kind:
        case "dense":
            return x @ weights["kernel"] + weights["bias"]
        case "lstm" | "gru" | "rnn":
            return recurrent(node, inputs, weights)
        case "conv2d":
            return _convolution(node, x, weights)
        case "maxPool" | "averagePool":
            return _pool(node, x)
        case "globalAveragePool":
            return x.mean(axis=(1, 2))
        case "embedding":
            return jnp.take(weights["table"], x, axis=0)
        case "attention":
            return _attention(node, x, weights)
        case "layerNorm":
            return _layer_norm(node, x, weights)
        case "batchNorm":
            factor = lax.rsqrt(weights["variance"] + node["epsilon"]) * weights["scale"]
            return (x - weights["mean"]) * factor + weights["offset"]
        case "gelu":
            return jax.nn.gelu(x, approximate=node["approximation"] == "tanh")
        case "lastStep" if len(inputs) == 2:
            return x[jnp.arange(x.shape[0]), inputs[1] - 1]
        case "lastStep":
            return x[:, -1]
        case "meanOverTime":
            return x.mean(axis=1)
        case "softmax":
            return jax.nn.softmax(x, axis=-1)
        case "flatten":
            return x.reshape(x.shape[0], -1)
        case "concat":
            return jnp.concatenate(inputs, axis=-1)
        case other:
            raise UnsupportedWork(node["id"], f"JAX has no {other}")


def _both_sides(padding: list[int]) -> list[tuple[int, int]]:
    return [(extent, extent) for extent in padding]


def _convolution(node: dict, x: jax.Array, weights: Values) -> jax.Array:
    padding = _both_sides(node["padding"])
    y = lax.conv_general_dilated(x, weights["kernel"], node["strides"], padding, dimension_numbers=_IMAGES)
    return y + weights["bias"] if node["bias"] else y


def _pool(node: dict, x: jax.Array) -> jax.Array:
    window, strides = (1, *node["poolSize"], 1), (1, *node["strides"], 1)
    if node["kind"] == "averagePool":
        area = node["poolSize"][0] * node["poolSize"][1]
        return lax.reduce_window(x, np.zeros((), x.dtype), lax.add, window, strides, "VALID") / area
    padding = [(0, 0), *_both_sides(node["padding"]), (0, 0)]
    # NumPy's, not a traced one: JAX must see the constant to know that this is a maximum.
    lowest = np.array(-np.inf, x.dtype)
    return lax.reduce_window(x, lowest, lax.max, window, strides, padding)


def _attention(node: dict, x: jax.Array, weights: Values) -> jax.Array:
    batch, time, width = x.shape
    projected = (x @ weights["kernel"] + weights["bias"]).reshape(batch, time, 3, node["heads"], -1)
    context = jax.nn.dot_product_attention(projected[:, :, 0], projected[:, :, 1], projected[:, :, 2])
    return context.reshape(batch, time, width) @ weights["outputKernel"] + weights["outputBias"]


def _moments(x: jax.Array, axes: tuple[int, ...]) -> tuple[jax.Array, jax.Array, jax.Array]:
    """x, its mean and its biased variance, in float32 whatever the type of x."""
    wide = x.astype(jnp.float32)
    return wide, wide.mean(axis=axes, keepdims=True), wide.var(axis=axes, keepdims=True)


def _layer_norm(node: dict, x: jax.Array, weights: Values) -> jax.Array:
    wide, mean, variance = _moments(x, (-1,))
    normal = ((wide - mean) * lax.rsqrt(variance + node["epsilon"])).astype(x.dtype)
    return normal * weights["scale"] + weights["offset"]


def _batch_norm_of_batch(node: dict, x: jax.Array, weights: Values) -> tuple[jax.Array, dict[str, jax.Array]]:
    wide, mean, variance = _moments(x, tuple(range(x.ndim - 1)))
    # Of the channels first: one product for each number, not two, here and in the gradient.
    factor = lax.rsqrt(variance + node["epsilon"]) * weights["scale"].astype(jnp.float32)
    result = ((wide - mean) * factor).astype(x.dtype) + weights["offset"]
    kept = node["momentum"]
    return result, {
        "mean": kept * weights["mean"] + (1 - kept) * mean.reshape(-1),
        "variance": kept * weights["variance"] + (1 - kept) * variance.reshape(-1),
    }
