"""lstm, gru and rnn: layers and directions around one run over time, which is a fused operation or a loop.

TensorFlow itself has a fused LSTM on both kinds of devices, but no fused GRU with the reset gate after the product and
no fused plain RNN on the CPU: those are loops, as in Keras's TensorFlow backend, the products with the input made
for all steps at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import tensorflow as tf

from tensorflow_fused_lstm import block_lstm, cudnn_lstm, steps_of
from worker_kit.recurrent import recurrent_weight_name

if TYPE_CHECKING:
    from collections.abc import Callable

Weights = dict[str, tf.Tensor]
Form = Literal["block", "cudnn", "loop", "unrolled"]
"""Of an LSTM; GRU and RNN take a loop whatever it says, and `unrolled` one in Python."""

_NAMES = ("kernel", "recurrentKernel", "bias", "recurrentBias")


def recurrent(node: dict, sequence: tf.Tensor, state: list[tf.Tensor], weights: Weights, form: Form) -> tf.Tensor:
    """Every hidden state, time-major, as `sequence` is; or the last one of each direction, [batch, width]."""
    for layer in range(node["layers"]):
        all_steps = node["returnSequences"] or layer < node["layers"] - 1
        outputs = []
        for backward in [False, True] if node["bidirectional"] else [False]:
            names = {name: recurrent_weight_name(name, layer, backward=backward) for name in _NAMES}
            own = {name: weights[full] for name, full in names.items() if full in weights}
            x = tf.reverse(sequence, [0]) if backward else sequence
            hidden = _run(node, x, state, own, form, all_steps=all_steps)
            outputs.append(tf.reverse(hidden, [0]) if backward and all_steps else hidden)
        sequence = outputs[0] if len(outputs) == 1 else tf.concat(outputs, axis=-1)
    return sequence


def _run(
    node: dict, x: tf.Tensor, state: list[tf.Tensor], weights: Weights, form: Form, *, all_steps: bool
) -> tf.Tensor:
    if node["kind"] == "lstm" and form in ("block", "cudnn"):
        joined = {"kernel": tf.concat([weights["kernel"], weights["recurrentKernel"]], 0), "bias": weights["bias"]}
        hidden = (block_lstm if form == "block" else cudnn_lstm)(x, joined, state)
        return hidden if all_steps else hidden[-1]
    return (_unrolled if form == "unrolled" else _loop)(node, x, state, weights, all_steps=all_steps)


def _projected(node: dict, x: tf.Tensor, state: list[tf.Tensor], weights: Weights) -> tuple[tf.Tensor, tuple]:
    """The product with the input for all steps, and the state at the beginning."""
    time, batch, features = x.shape
    rows = tf.linalg.matmul(tf.reshape(x, [-1, features]), weights["kernel"]) + weights["bias"]
    projected = tf.reshape(rows, [-1 if time is None else time, batch, rows.shape[-1]])
    states = _CELLS[node["kind"]][1]
    return projected, tuple(state) or (tf.zeros([batch, node["units"]], x.dtype),) * states


def _unrolled(node: dict, x: tf.Tensor, state: list[tf.Tensor], weights: Weights, *, all_steps: bool) -> tf.Tensor:
    projected, carry = _projected(node, x, state, weights)
    cell, hidden = _CELLS[node["kind"]][0], []
    for now in tf.unstack(projected):
        carry = cell(now, carry, weights)
        hidden.append(carry[0])
    return tf.stack(hidden) if all_steps else hidden[-1]


def _loop(node: dict, x: tf.Tensor, state: list[tf.Tensor], weights: Weights, *, all_steps: bool) -> tf.Tensor:
    projected, carry = _projected(node, x, state, weights)
    cell, batch = _CELLS[node["kind"]][0], projected.shape[1]
    time = steps_of(projected)
    # Where the last state is all that is asked for, none of the others is kept.
    traces = (tf.TensorArray(x.dtype, size=time, element_shape=[batch, node["units"]]),) if all_steps else ()

    def body(step: tf.Tensor, carry: tuple, traces: tuple) -> tuple:
        carry = cell(projected[step], carry, weights)
        return step + 1, carry, tuple(trace.write(step, carry[0]) for trace in traces)

    _, carry, traces = tf.while_loop(
        lambda step, *_: step < time, body, (tf.constant(0), carry, traces), maximum_iterations=time
    )
    shape = [projected.shape[0], batch, node["units"]]
    return tf.ensure_shape(traces[0].stack(), shape) if all_steps else carry[0]


def _lstm_cell(projected: tf.Tensor, carry: tuple, weights: Weights) -> tuple:
    hidden, cell = carry
    i, f, g, o = tf.split(projected + tf.linalg.matmul(hidden, weights["recurrentKernel"]), 4, axis=-1)
    cell = tf.sigmoid(f) * cell + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(cell), cell


def _gru_cell(projected: tf.Tensor, carry: tuple, weights: Weights) -> tuple:
    (hidden,) = carry
    from_z, from_r, from_n = tf.split(projected, 3, axis=-1)
    products = tf.linalg.matmul(hidden, weights["recurrentKernel"]) + weights["recurrentBias"]
    of_z, of_r, of_n = tf.split(products, 3, axis=-1)
    update = tf.sigmoid(from_z + of_z)
    candidate = tf.tanh(from_n + tf.sigmoid(from_r + of_r) * of_n)
    return ((1 - update) * candidate + update * hidden,)


def _rnn_cell(projected: tf.Tensor, carry: tuple, weights: Weights) -> tuple:
    return (tf.tanh(projected + tf.linalg.matmul(carry[0], weights["recurrentKernel"])),)


_CELLS: dict[str, tuple[Callable, int]] = {"lstm": (_lstm_cell, 2), "gru": (_gru_cell, 1), "rnn": (_rnn_cell, 1)}
