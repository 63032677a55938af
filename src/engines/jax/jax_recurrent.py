"""lstm, gru and rnn as scans over time, the products with the input made for all steps at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp

from worker_kit.recurrent import recurrent_weight_name

if TYPE_CHECKING:
    from collections.abc import Callable

Weights = "Mapping[str, jax.Array]"


def _lstm_cell(weights: Weights, carry: tuple, projected: jax.Array) -> tuple[tuple, jax.Array]:
    hidden, cell = carry
    i, f, g, o = jnp.split(projected + hidden @ weights["recurrentKernel"], 4, axis=-1)
    cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
    hidden = jax.nn.sigmoid(o) * jnp.tanh(cell)
    return (hidden, cell), hidden


def _gru_cell(weights: Weights, carry: tuple, projected: jax.Array) -> tuple[tuple, jax.Array]:
    (hidden,) = carry
    from_z, from_r, from_n = jnp.split(projected, 3, axis=-1)
    of_z, of_r, of_n = jnp.split(hidden @ weights["recurrentKernel"] + weights["recurrentBias"], 3, axis=-1)
    update, reset = jax.nn.sigmoid(from_z + of_z), jax.nn.sigmoid(from_r + of_r)
    hidden = (1 - update) * jnp.tanh(from_n + reset * of_n) + update * hidden
    return (hidden,), hidden


def _rnn_cell(weights: Weights, carry: tuple, projected: jax.Array) -> tuple[tuple, jax.Array]:
    hidden = jnp.tanh(projected + carry[0] @ weights["recurrentKernel"])
    return (hidden,), hidden


_CELLS: dict[str, tuple[Callable, int]] = {"lstm": (_lstm_cell, 2), "gru": (_gru_cell, 1), "rnn": (_rnn_cell, 1)}
_WEIGHTS = ("kernel", "recurrentKernel", "bias", "recurrentBias")


def recurrent(node: dict, inputs: list[jax.Array], weights: Weights) -> jax.Array:
    """`weights`: those of the node, by name. Every hidden state [batch, time, …], or the last [batch, …]."""
    sequence = inputs[0]
    for layer in range(node["layers"]):
        directions = [False, True] if node["bidirectional"] else [False]
        outputs = [_direction(node, sequence, inputs[1:], weights, (layer, backward)) for backward in directions]
        sequence = outputs[0] if len(outputs) == 1 else jnp.concatenate(outputs, axis=-1)
    return sequence


def _direction(
    node: dict, x: jax.Array, state: list[jax.Array], weights: Weights, place: tuple[int, bool]
) -> jax.Array:
    layer, backward = place
    names = {name: recurrent_weight_name(name, layer, backward=backward) for name in _WEIGHTS}
    own = {name: weights[full] for name, full in names.items() if full in weights}
    cell, states = _CELLS[node["kind"]]
    projected = jnp.swapaxes(x @ own["kernel"] + own["bias"], 0, 1)
    zero = jnp.zeros((x.shape[0], node["units"]), x.dtype)
    begin = tuple(state) if state else (zero,) * states
    # Where the last state is all that is asked for, no other is kept. (Backward it is that of the first step.)
    all_steps = node["returnSequences"] or layer < node["layers"] - 1

    def step(carry: tuple, now: jax.Array) -> tuple[tuple, jax.Array | None]:
        carry, hidden = cell(own, carry, now)
        return carry, hidden if all_steps else None

    carry, hidden = jax.lax.scan(step, begin, projected, reverse=backward)
    return jnp.swapaxes(hidden, 0, 1) if all_steps else carry[0]
