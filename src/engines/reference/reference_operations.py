"""Every node kind of the layer graph in float64 NumPy, each forward with its hand-written gradient beside it.

An operation takes the node, its input arrays and its weights, and returns its value and `backward`: gradient of the
value → gradients of the inputs (in order) and of the weights (by name).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import erf

from reference_images import average_pool, conv2d, global_average_pool, max_pool
from reference_kinks import max_pool_other_side, relu_other_side
from reference_recurrent import recurrent
from reference_tokens import attention, batch_norm_of_batch, batch_norm_stored, embedding, layer_norm

Gradients = tuple[list[np.ndarray], dict[str, np.ndarray]]
Backward = Callable[[np.ndarray], Gradients]
Weights = dict[str, np.ndarray]
Operation = Callable[[dict, list[np.ndarray], Weights], tuple[np.ndarray, Backward]]


def _gemm(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    a, b = inputs
    return a @ b, lambda gradient: ([gradient @ b.T, a.T @ gradient], {})


def _dense(_node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, Backward]:
    x, kernel = inputs[0], weights["kernel"]
    rows = x.reshape(-1, x.shape[-1])
    value = (rows @ kernel + weights["bias"]).reshape(*x.shape[:-1], kernel.shape[1])

    def backward(gradient: np.ndarray) -> Gradients:
        flat = gradient.reshape(-1, kernel.shape[1])
        return [(flat @ kernel.T).reshape(x.shape)], {"kernel": rows.T @ flat, "bias": flat.sum(axis=0)}

    return value, backward


def _last_step(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    x = inputs[0]

    def backward(gradient: np.ndarray) -> Gradients:
        whole = np.zeros_like(x)
        whole[:, -1] = gradient
        return [whole], {}

    return x[:, -1], backward


def _mean_over_time(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    x = inputs[0]

    def backward(gradient: np.ndarray) -> Gradients:
        return [np.broadcast_to(gradient[:, None] / x.shape[1], x.shape)], {}

    return x.mean(axis=1), backward


def _relu(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    x = inputs[0]
    return np.maximum(x, 0), lambda gradient: ([gradient * (x > 0)], {})


def _gelu(node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    """Hendrycks & Gimpel 2016: x·Φ(x), or its approximation by tanh."""
    x = inputs[0]
    if node["approximation"] == "erf":
        share = 0.5 * (1 + erf(x / np.sqrt(2)))
        slope = share + x * np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)
    else:
        factor, cubic = np.sqrt(2 / np.pi), 0.044715
        bent = np.tanh(factor * (x + cubic * x**3))
        share = 0.5 * (1 + bent)
        slope = share + 0.5 * x * (1 - bent * bent) * factor * (1 + 3 * cubic * x * x)
    return x * share, lambda gradient: ([gradient * slope], {})


def _tanh(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    y = np.tanh(inputs[0])
    return y, lambda gradient: ([gradient * (1 - y * y)], {})


def _sigmoid(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    y = 0.5 * (1 + np.tanh(0.5 * inputs[0]))
    return y, lambda gradient: ([gradient * y * (1 - y)], {})


def _softmax(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    exponentials = np.exp(inputs[0] - inputs[0].max(axis=-1, keepdims=True))
    y = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return y, lambda gradient: ([y * (gradient - (gradient * y).sum(axis=-1, keepdims=True))], {})


def _flatten(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    x = inputs[0]
    return x.reshape(x.shape[0], -1), lambda gradient: ([gradient.reshape(x.shape)], {})


def _add(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    return inputs[0] + inputs[1], lambda gradient: ([gradient, gradient], {})


def _concat(_node: dict, inputs: list[np.ndarray], _weights: Weights) -> tuple[np.ndarray, Backward]:
    ends = np.cumsum([x.shape[-1] for x in inputs])[:-1]
    return np.concatenate(inputs, axis=-1), lambda gradient: (np.split(gradient, ends, axis=-1), {})


OPERATIONS: dict[str, Operation] = {
    "gemm": _gemm,
    "dense": _dense,
    "conv2d": conv2d,
    "maxPool": max_pool,
    "averagePool": average_pool,
    "globalAveragePool": global_average_pool,
    "embedding": embedding,
    "lstm": recurrent,
    "gru": recurrent,
    "rnn": recurrent,
    "attention": attention,
    "layerNorm": layer_norm,
    "batchNorm": batch_norm_stored,
    "lastStep": _last_step,
    "meanOverTime": _mean_over_time,
    "relu": _relu,
    "gelu": _gelu,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "flatten": _flatten,
    "add": _add,
    "concat": _concat,
}

# What differs while a graph is trained.
TRAINING_OPERATIONS: dict[str, Operation] = OPERATIONS | {"batchNorm": batch_norm_of_batch}

# As well, on the other side of whatever float32 cannot tell the side of.
OTHER_SIDE_OPERATIONS: dict[str, Operation] = TRAINING_OPERATIONS | {
    "relu": relu_other_side,
    "maxPool": max_pool_other_side,
}
