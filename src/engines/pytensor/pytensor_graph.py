"""A layer graph as a symbolic expression. PyTensor is a compiler of array expressions: every layer is composed.

It no longer has Theano's convolutions and poolings: here each position of the window is one shifted view of the
image, and a convolution the sum of their products with the matrices of the kernel.
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytensor.tensor as pt

from pytensor_recurrent import recurrent
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytensor.tensor import TensorVariable

Weights = "Mapping[str, TensorVariable]"
# One operation of PyTensor each.
NATIVE = frozenset({"gemm", "tanh", "sigmoid", "softmax", "add", "concat", "flatten", "lastStep", "embedding"})

_ELEMENTWISE: dict[str, Callable] = {
    "relu": lambda x: pt.maximum(x, np.float32(0)),
    "tanh": pt.tanh,
    "sigmoid": pt.sigmoid,
    "add": pt.add,
    "gemm": pt.dot,
}


def expression(node: dict, inputs: list, weights: Weights, *, training: bool) -> TensorVariable:
    """The node's value. `weights`: those of the node, by name."""
    kind, x = node["kind"], inputs[0]
    if kind in _ELEMENTWISE:
        return _ELEMENTWISE[kind](*inputs)
    match kind:
        case "dense":
            return _affine(x, weights["kernel"], weights["bias"])
        case "lstm" | "gru" | "rnn":
            return recurrent(node, inputs, weights)
        case "conv2d":
            return _convolution(node, x, weights)
        case "maxPool":
            padded = _padded(x, node["padding"], -np.inf)
            return reduce(pt.maximum, [view for view, _ in _shifted(padded, node["poolSize"], node["strides"])])
        case "averagePool":
            views = [view for view, _ in _shifted(x, node["poolSize"], node["strides"])]
            return reduce(pt.add, views) * np.float32(1 / len(views))
        case "globalAveragePool":
            return x.mean(axis=(1, 2), dtype="float32")
        case "embedding":
            return weights["table"][x]
        case "attention":
            return _attention(node, x, weights)
        case "layerNorm":
            return _normalise(x, (x.ndim - 1,), node["epsilon"], weights)
        case "batchNorm" if training:
            return _normalise(x, tuple(range(x.ndim - 1)), node["epsilon"], weights)
        case "batchNorm":
            factor = weights["scale"] / pt.sqrt(weights["variance"] + np.float32(node["epsilon"]))
            return (x - weights["mean"]) * factor + weights["offset"]
        case "gelu":
            return _gelu(node, x)
        case "lastStep" if len(inputs) == 2:
            return x[pt.arange(x.type.shape[0]), inputs[1] - 1]
        case "lastStep":
            return x[:, -1]
        case "meanOverTime":
            return x.mean(axis=1, dtype="float32")
        case "softmax":
            return pt.special.softmax(x, axis=-1)
        case "flatten":
            return x.reshape((x.type.shape[0], int(np.prod(x.type.shape[1:]))))
        case "concat":
            return pt.concatenate(inputs, axis=-1)
        case other:
            raise UnsupportedWork(node["id"], f"PyTensor has no {other}")


def _affine(x: TensorVariable, kernel: TensorVariable, bias: TensorVariable) -> TensorVariable:
    shape = x.type.shape
    if len(shape) == 2:
        return pt.dot(x, kernel) + bias
    leading = [x.shape[axis] if extent is None else extent for axis, extent in enumerate(shape[:-1])]
    rows = x.reshape((-1, shape[-1]), ndim=2)
    return (pt.dot(rows, kernel) + bias).reshape((*leading, kernel.type.shape[1]))


def _padded(x: TensorVariable, padding: list[int], value: float) -> TensorVariable:
    rows, columns = padding
    if not (rows or columns):
        return x
    batch, height, width, channels = x.type.shape
    canvas = pt.full((batch, height + 2 * rows, width + 2 * columns, channels), np.float32(value))
    return pt.set_subtensor(canvas[:, rows : rows + height, columns : columns + width], x)


def _shifted(x: TensorVariable, extent: list[int], strides: list[int]) -> list:
    """(view, position) for every position in the window: the pixels that stand there, for all windows."""
    _, height, width, _ = x.type.shape
    rows = (height - extent[0]) // strides[0] + 1
    columns = (width - extent[1]) // strides[1] + 1
    return [
        (x[:, i : i + strides[0] * rows : strides[0], j : j + strides[1] * columns : strides[1]], (i, j))
        for i, j in product(range(extent[0]), range(extent[1]))
    ]


def _convolution(node: dict, x: TensorVariable, weights: Weights) -> TensorVariable:
    """The rows of all windows beside each other, times the kernel as one matrix (im2col)."""
    kernel = weights["kernel"]
    height, width, channels, filters = kernel.type.shape
    views = [view for view, _ in _shifted(_padded(x, node["padding"], 0.0), node["kernelSize"], node["strides"])]
    shape = views[0].type.shape
    patches = views[0] if len(views) == 1 else pt.concatenate(views, axis=-1)
    rows = patches.reshape((int(np.prod(shape[:-1])), height * width * channels))
    matrix = kernel.reshape((height * width * channels, filters))
    y = pt.dot(rows, matrix).reshape((*shape[:-1], filters))
    return y + weights["bias"] if node["bias"] else y


def _attention(node: dict, x: TensorVariable, weights: Weights) -> TensorVariable:
    batch, time, width = x.type.shape
    heads = node["heads"]
    projected = _affine(x, weights["kernel"], weights["bias"])
    parts = projected.reshape((batch, time, 3, heads, width // heads)).transpose(2, 0, 3, 1, 4)
    scores = pt.matmul(parts[0], parts[1].transpose(0, 1, 3, 2)) * np.float32((width // heads) ** -0.5)
    context = pt.matmul(pt.special.softmax(scores, axis=-1), parts[2])
    joined = context.transpose(0, 2, 1, 3).reshape((batch, time, width))
    return _affine(joined, weights["outputKernel"], weights["outputBias"])


def _normalise(x: TensorVariable, axes: tuple[int, ...], epsilon: float, weights: Weights) -> TensorVariable:
    centred = x - x.mean(axis=axes, keepdims=True, dtype="float32")
    variance = pt.sqr(centred).mean(axis=axes, keepdims=True, dtype="float32")
    return centred / pt.sqrt(variance + np.float32(epsilon)) * weights["scale"] + weights["offset"]


def batch_statistics(x: TensorVariable) -> dict[str, TensorVariable]:
    """Mean and biased variance of every channel."""
    axes = tuple(range(x.ndim - 1))
    mean = x.mean(axis=axes, dtype="float32")
    return {"mean": mean, "variance": pt.sqr(x - mean).mean(axis=axes, dtype="float32")}


def _gelu(node: dict, x: TensorVariable) -> TensorVariable:
    if node["approximation"] == "erf":
        share = pt.erf(x * np.float32(np.sqrt(0.5)))
    else:
        share = pt.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x * x * x))
    return np.float32(0.5) * x * (np.float32(1) + share)
