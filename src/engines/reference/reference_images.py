"""The kinds that read images, in float64: convolution and pooling over [batch, height, width, channels].

Every window is gathered as one row (im2col), so that a convolution is one matrix product; its gradient scatters the
rows back, window position by window position.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

Pair = tuple[int, int]
Gradients = tuple[list[np.ndarray], dict[str, np.ndarray]]


def _pad(x: np.ndarray, padding: Pair, value: float) -> np.ndarray:
    if not any(padding):
        return x
    rows, columns = padding
    return np.pad(x, ((0, 0), (rows, rows), (columns, columns), (0, 0)), constant_values=value)


def _windows(padded: np.ndarray, extent: Pair, strides: Pair) -> np.ndarray:
    """A view [batch, rows, columns, channels, window height, window width]."""
    return sliding_window_view(padded, extent, axis=(1, 2))[:, :: strides[0], :: strides[1]]


def _scatter(of_windows: np.ndarray, shape: tuple[int, ...], extent: Pair, strides: Pair, padding: Pair) -> np.ndarray:
    """The sum, at every pixel of an image of `shape`, of the gradients of the windows that hold it."""
    batch, height, width, channels = shape
    padded = np.zeros((batch, height + 2 * padding[0], width + 2 * padding[1], channels))
    _, rows, columns, _, _, _ = of_windows.shape
    for row in range(extent[0]):
        for column in range(extent[1]):
            last_row, last_column = row + strides[0] * rows, column + strides[1] * columns
            target = padded[:, row : last_row : strides[0], column : last_column : strides[1]]
            target += of_windows[..., row, column]
    return padded[:, padding[0] : padding[0] + height, padding[1] : padding[1] + width]


def conv2d(node: dict, inputs: list[np.ndarray], weights: dict[str, np.ndarray]) -> tuple[np.ndarray, object]:
    x, kernel = inputs[0], weights["kernel"]
    extent, strides, padding = tuple(node["kernelSize"]), tuple(node["strides"]), tuple(node["padding"])
    windows = _windows(_pad(x, padding, 0.0), extent, strides)
    batch, rows, columns, channels = windows.shape[:4]
    area = channels * extent[0] * extent[1]
    patches = windows.reshape(batch * rows * columns, area)
    # [height, width, channels, filters] in the order of a window: channels first.
    matrix = kernel.transpose(2, 0, 1, 3).reshape(area, -1)
    value = patches @ matrix
    if node["bias"]:
        value += weights["bias"]

    def backward(gradient: np.ndarray) -> Gradients:
        flat = gradient.reshape(batch * rows * columns, -1)
        of_kernel = (patches.T @ flat).reshape(channels, *extent, -1).transpose(1, 2, 0, 3)
        of_windows = (flat @ matrix.T).reshape(batch, rows, columns, channels, *extent)
        of_weights = {"kernel": of_kernel} | ({"bias": flat.sum(axis=0)} if node["bias"] else {})
        return [_scatter(of_windows, x.shape, extent, strides, padding)], of_weights

    return value.reshape(batch, rows, columns, -1), backward


def max_pool(node: dict, inputs: list[np.ndarray], _weights: dict) -> tuple[np.ndarray, object]:
    return pool_by(node, inputs[0], lambda flat: flat.argmax(axis=-1))


def pool_by(node: dict, x: np.ndarray, choose: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, object]:
    """The largest of each window; its gradient goes to the one that `choose` says of windows [..., values]."""
    extent, strides, padding = tuple(node["poolSize"]), tuple(node["strides"]), tuple(node["padding"])
    windows = _windows(_pad(x, padding, -np.inf), extent, strides)
    flat = windows.reshape(*windows.shape[:4], -1)
    winners = choose(flat)

    def backward(gradient: np.ndarray) -> Gradients:
        of_windows = np.zeros(flat.shape)
        np.put_along_axis(of_windows, winners[..., None], gradient[..., None], axis=-1)
        return [_scatter(of_windows.reshape(windows.shape), x.shape, extent, strides, padding)], {}

    return flat.max(axis=-1), backward


def average_pool(node: dict, inputs: list[np.ndarray], _weights: dict) -> tuple[np.ndarray, object]:
    x = inputs[0]
    extent, strides = tuple(node["poolSize"]), tuple(node["strides"])
    windows = _windows(x, extent, strides)

    def backward(gradient: np.ndarray) -> Gradients:
        share = gradient[..., None, None] / (extent[0] * extent[1])
        return [_scatter(np.broadcast_to(share, windows.shape), x.shape, extent, strides, (0, 0))], {}

    return windows.mean(axis=(-2, -1)), backward


def global_average_pool(_node: dict, inputs: list[np.ndarray], _weights: dict) -> tuple[np.ndarray, object]:
    x = inputs[0]

    def backward(gradient: np.ndarray) -> Gradients:
        share = gradient[:, None, None] / (x.shape[1] * x.shape[2])
        return [np.broadcast_to(share, x.shape)], {}

    return x.mean(axis=(1, 2)), backward
