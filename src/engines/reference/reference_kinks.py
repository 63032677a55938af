"""The other side of every kink: what training would give if values too near to a kink for float32 counted beyond it.

ReLU and the largest of a window have no slope where two sides meet, and the two slopes differ by all of the gradient.
Where the float64 value is nearer to such a place than float32 rounds it, an engine that computes rightly may come to
stand on either side of it. Its losses are then no less right for being those of this side.
"""

from __future__ import annotations

import numpy as np

from reference_images import pool_by

# Of the largest value of its array: some times what sums of hundreds of float32 products are off by.
ROUNDING = 5e-7

Gradients = tuple[list[np.ndarray], dict[str, np.ndarray]]


def relu_other_side(_node: dict, inputs: list[np.ndarray], _weights: dict) -> tuple[np.ndarray, object]:
    """The value of a ReLU, and the slope of its other side where it is in doubt; exact zeros are in no doubt."""
    x = inputs[0]
    distance = np.abs(x)
    slope = (x > 0) ^ ((distance <= ROUNDING * distance.max()) & (x != 0))
    return np.maximum(x, 0), lambda gradient: ([gradient * slope], {})


def max_pool_other_side(node: dict, inputs: list[np.ndarray], _weights: dict) -> tuple[np.ndarray, object]:
    """The largest of each window, and the gradient to the second largest where the two are in doubt."""
    return pool_by(node, inputs[0], _second_where_in_doubt)


def _second_where_in_doubt(flat: np.ndarray) -> np.ndarray:
    winners = flat.argmax(axis=-1)
    largest = np.take_along_axis(flat, winners[..., None], axis=-1)
    others = np.array(flat)
    np.put_along_axis(others, winners[..., None], -np.inf, axis=-1)
    seconds = others.argmax(axis=-1)
    lead = (largest - np.take_along_axis(others, seconds[..., None], axis=-1))[..., 0]
    return np.where((lead > 0) & (lead <= ROUNDING * np.abs(largest).max()), seconds, winners)
