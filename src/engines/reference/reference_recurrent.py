"""lstm, gru and rnn in float64: layers and directions around one cell, forward and backward through time.

A cell runs over one direction of one layer, [batch, time, features] → every hidden state [batch, time, units]; its
backward takes the gradient of those states. Stacking and the two directions are put together here, once for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reference_cells import GruCell, LstmCell, RnnCell
from worker_kit.recurrent import recurrent_weight_name

if TYPE_CHECKING:
    from collections.abc import Callable

Gradients = tuple[list[np.ndarray], dict[str, np.ndarray]]
Weights = dict[str, np.ndarray]

_WEIGHTS = {
    "lstm": ("kernel", "recurrentKernel", "bias"),
    "gru": ("kernel", "recurrentKernel", "bias", "recurrentBias"),
    "rnn": ("kernel", "recurrentKernel", "bias"),
}
_CELLS = {"lstm": LstmCell, "gru": GruCell, "rnn": RnnCell}


def recurrent(node: dict, inputs: list[np.ndarray], weights: Weights) -> tuple[np.ndarray, object]:
    """Value and backward, as `reference_operations` describes."""
    sequence, backwards = inputs[0], []
    for layer in range(node["layers"]):
        sequence, backward = _layer(node, layer, sequence, inputs[1:], weights)
        backwards.append(backward)
    units = node["units"]
    value = sequence if node["returnSequences"] else _last_states(sequence, units)

    def backward(gradient: np.ndarray) -> Gradients:
        flowing = gradient if node["returnSequences"] else _to_last_states(gradient, sequence.shape, units)
        of_weights: Weights = {}
        of_state: list[np.ndarray] = []
        for step in reversed(backwards):
            flowing, of_layer, of_state = step(flowing)
            of_weights |= of_layer
        return [flowing, *of_state], of_weights

    return value, backward


def _layer(
    node: dict, layer: int, x: np.ndarray, state: list[np.ndarray], weights: Weights
) -> tuple[np.ndarray, Callable]:
    runs = []
    for reverse in [False, True] if node["bidirectional"] else [False]:
        names = {own: recurrent_weight_name(own, layer, backward=reverse) for own in _WEIGHTS[node["kind"]]}
        own = {plain: weights[name] for plain, name in names.items()}
        cell = _CELLS[node["kind"]](x[:, ::-1] if reverse else x, node["units"], own, state)
        runs.append((cell, names, reverse))
    outputs = [cell.states()[:, ::-1] if reverse else cell.states() for cell, _, reverse in runs]

    def backward(gradient: np.ndarray) -> tuple[np.ndarray, Weights, list[np.ndarray]]:
        of_x, of_weights, of_state = np.zeros_like(x), {}, []
        for (cell, names, reverse), part in zip(runs, np.split(gradient, len(runs), axis=-1), strict=True):
            of_cell, of_own, of_state = cell.backward(part[:, ::-1] if reverse else part)
            of_x += of_cell[:, ::-1] if reverse else of_cell
            of_weights |= {names[plain]: value for plain, value in of_own.items()}
        return of_x, of_weights, of_state if state else []

    return np.concatenate(outputs, axis=-1), backward


def _last_states(sequence: np.ndarray, units: int) -> np.ndarray:
    """The backward direction ends at the first step."""
    return np.concatenate([sequence[:, -1, :units], sequence[:, 0, units:]], axis=-1)


def _to_last_states(gradient: np.ndarray, shape: tuple[int, ...], units: int) -> np.ndarray:
    whole = np.zeros(shape)
    whole[:, -1, :units] = gradient[:, :units]
    whole[:, 0, units:] += gradient[:, units:]
    return whole
