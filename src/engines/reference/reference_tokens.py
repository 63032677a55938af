"""Embedding, attention and the two normalisations in float64, forward and backward."""

from __future__ import annotations

import numpy as np

Gradients = tuple[list[np.ndarray], dict[str, np.ndarray]]
Weights = dict[str, np.ndarray]


def embedding(_node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    indices, table = inputs[0], weights["table"]

    def backward(gradient: np.ndarray) -> Gradients:
        of_table = np.zeros_like(table)
        np.add.at(of_table, indices.reshape(-1), gradient.reshape(-1, table.shape[1]))
        # Numbers of rows have no gradient: nothing before them could use one.
        return [np.zeros(indices.shape)], {"table": of_table}

    return table[indices], backward


def attention(node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    """Vaswani et al. 2017, equation 1, per head."""
    x, heads = inputs[0], node["heads"]
    batch, time, width = x.shape
    rows = x.reshape(-1, width)
    projected = (rows @ weights["kernel"] + weights["bias"]).reshape(batch, time, 3, heads, width // heads)
    query, key, value = projected.transpose(2, 0, 3, 1, 4)
    scale = 1 / np.sqrt(width // heads)
    scores = query @ key.swapaxes(-1, -2) * scale
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    joined = (shares @ value).transpose(0, 2, 1, 3).reshape(-1, width)
    result = joined @ weights["outputKernel"] + weights["outputBias"]

    def backward(gradient: np.ndarray) -> Gradients:
        flat = gradient.reshape(-1, width)
        of_context = (flat @ weights["outputKernel"].T).reshape(batch, time, heads, -1).transpose(0, 2, 1, 3)
        of_shares = of_context @ value.swapaxes(-1, -2)
        of_scores = shares * (of_shares - (of_shares * shares).sum(axis=-1, keepdims=True)) * scale
        parts = [of_scores @ key, of_scores.swapaxes(-1, -2) @ query, shares.swapaxes(-1, -2) @ of_context]
        of_projected = np.stack(parts).transpose(1, 3, 0, 2, 4).reshape(-1, 3 * width)
        return [(of_projected @ weights["kernel"].T).reshape(x.shape)], {
            "kernel": rows.T @ of_projected,
            "bias": of_projected.sum(axis=0),
            "outputKernel": joined.T @ flat,
            "outputBias": flat.sum(axis=0),
        }

    return result.reshape(x.shape), backward


def layer_norm(node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    """Ba et al. 2016: over the last axis."""
    return _normalise(inputs[0], (-1,), node["epsilon"], weights)


def batch_norm_of_batch(node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    """Ioffe & Szegedy 2015, as in training: each channel over everything else."""
    return _normalise(inputs[0], tuple(range(inputs[0].ndim - 1)), node["epsilon"], weights)


def batch_norm_stored(node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    """As in inference: with the stored mean and variance. It is never trained, so its gradient is of no use."""
    factor = weights["scale"] / np.sqrt(weights["variance"] + node["epsilon"])

    def backward(_gradient: np.ndarray) -> Gradients:
        raise NotImplementedError("training uses the statistics of the batch")

    return (inputs[0] - weights["mean"]) * factor + weights["offset"], backward


def _normalise(x: np.ndarray, axes: tuple[int, ...], epsilon: float, weights: Weights) -> tuple[np.ndarray, object]:
    centred = x - x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt((centred * centred).mean(axis=axes, keepdims=True) + epsilon)
    normal = centred * inverse
    others = tuple(range(x.ndim - 1))

    def backward(gradient: np.ndarray) -> Gradients:
        of_normal = gradient * weights["scale"]
        mean = of_normal.mean(axis=axes, keepdims=True)
        along = (of_normal * normal).mean(axis=axes, keepdims=True)
        of_weights = {"scale": (gradient * normal).sum(axis=others), "offset": gradient.sum(axis=others)}
        return [inverse * (of_normal - mean - normal * along)], of_weights

    return normal * weights["scale"] + weights["offset"], backward
