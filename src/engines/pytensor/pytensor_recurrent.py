"""lstm, gru and rnn by pytensor.scan, the products with the input made for all steps at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytensor
import pytensor.tensor as pt

from worker_kit.recurrent import recurrent_weight_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytensor.tensor import TensorVariable

Weights = "Mapping[str, TensorVariable]"
_NAMES = ("kernel", "recurrentKernel", "bias", "recurrentBias")


def recurrent(node: dict, inputs: list, weights: Weights) -> TensorVariable:
    """`weights`: those of the node, by name."""
    sequence, units = inputs[0].transpose(1, 0, 2), node["units"]
    for layer in range(node["layers"]):
        outputs = []
        for backward in [False, True] if node["bidirectional"] else [False]:
            names = {name: recurrent_weight_name(name, layer, backward=backward) for name in _NAMES}
            own = {name: weights[full] for name, full in names.items() if full in weights}
            outputs.append(_direction(node, sequence, inputs[1:], own, backward=backward))
        sequence = outputs[0] if len(outputs) == 1 else pt.concatenate(outputs, axis=-1)
    if node["returnSequences"]:
        return sequence.transpose(1, 0, 2)
    if not node["bidirectional"]:
        return sequence[-1]
    # The backward direction ends at the first step.
    return pt.concatenate([sequence[-1, :, :units], sequence[0, :, units:]], axis=-1)


def _direction(node: dict, x: TensorVariable, state: list, weights: Weights, *, backward: bool) -> TensorVariable:
    time, batch, features = x.type.shape
    rows = x.reshape((-1, features)) @ weights["kernel"] + weights["bias"]
    # Where sequences vary their length is known when the function runs.
    projected = rows.reshape((x.shape[0] if time is None else time, batch, weights["bias"].type.shape[0]))
    projected = pt.specify_shape(projected, (time, batch, weights["bias"].type.shape[0]))
    cell, states = _CELLS[node["kind"]]
    zero = pt.zeros((batch, node["units"]), dtype="float32")
    carried = [weights["recurrentKernel"], *([weights["recurrentBias"]] if node["kind"] == "gru" else [])]
    results = pytensor.scan(
        cell,
        sequences=projected[::-1] if backward else projected,
        outputs_info=list(state) or [zero] * states,
        non_sequences=carried,
        return_updates=False,
    )
    hidden = results[0] if isinstance(results, list) else results
    hidden = pt.specify_shape(hidden, (time, batch, node["units"]))
    return hidden[::-1] if backward else hidden


def _gates(summed: TensorVariable, count: int, units: int) -> list:
    return [summed[:, part * units : (part + 1) * units] for part in range(count)]


def _lstm_cell(
    projected: TensorVariable, hidden: TensorVariable, cell: TensorVariable, kernel: TensorVariable
) -> tuple:
    i, f, g, o = _gates(projected + hidden @ kernel, 4, kernel.type.shape[0])
    cell = pt.sigmoid(f) * cell + pt.sigmoid(i) * pt.tanh(g)
    return pt.sigmoid(o) * pt.tanh(cell), cell


def _gru_cell(
    projected: TensorVariable, hidden: TensorVariable, kernel: TensorVariable, bias: TensorVariable
) -> TensorVariable:
    units = kernel.type.shape[0]
    from_z, from_r, from_n = _gates(projected, 3, units)
    of_z, of_r, of_n = _gates(hidden @ kernel + bias, 3, units)
    update = pt.sigmoid(from_z + of_z)
    candidate = pt.tanh(from_n + pt.sigmoid(from_r + of_r) * of_n)
    return candidate + update * (hidden - candidate)


def _rnn_cell(projected: TensorVariable, hidden: TensorVariable, kernel: TensorVariable) -> TensorVariable:
    return pt.tanh(projected + hidden @ kernel)


_CELLS: dict[str, tuple[Callable, int]] = {"lstm": (_lstm_cell, 2), "gru": (_gru_cell, 1), "rnn": (_rnn_cell, 1)}
