"""TensorFlow's fused LSTM operations, one for a whole sequence: BlockLSTMV2 on the CPU, cuDNN's on a GPU."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf


def block_lstm(x: tf.Tensor, weights: dict[str, tf.Tensor], state: list[tf.Tensor]) -> tf.Tensor:
    """All hidden states, time-major. `x` [time, batch, features]; kernel [features + units, 4·units].

    BlockLSTMV2 has our gate order (input, forget, cell, output) and, unlike its predecessor, no forget-bias constant.
    """
    hidden, cell = state or _zero_state(x, weights)
    return _block_lstm(x, weights["kernel"], weights["bias"], hidden, cell)


def steps_of(x: tf.Tensor) -> int | tf.Tensor:
    """Of a time-major sequence; a tensor where it is not known before the function runs."""
    return tf.shape(x)[0] if x.shape[0] is None else x.shape[0]


def _zero_state(x: tf.Tensor, weights: dict[str, tf.Tensor]) -> list[tf.Tensor]:
    return [tf.zeros([x.shape[1], weights["bias"].shape[0] // 4], x.dtype)] * 2


@tf.custom_gradient
def _block_lstm(
    x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, hidden: tf.Tensor, cell: tf.Tensor
) -> tuple[tf.Tensor, Callable]:
    """BlockLSTMV2 with the gradient that belongs to it.

    The gradient that TensorFlow 2.21 registers for BlockLSTMV2 calls BlockLSTMGrad, the operation of the predecessor,
    which takes the forget and cell gates in the other order: the weights' gradients are then simply wrong (seen
    against float64: parity fails at the first SGD step). BlockLSTMGradV2 is right.
    """
    no_peephole = tf.zeros([bias.shape[0] // 4], x.dtype)
    arguments = {
        "seq_len_max": tf.cast(steps_of(x), tf.int64),
        "x": x,
        "cs_prev": cell,
        "h_prev": hidden,
        "w": kernel,
        "wci": no_peephole,
        "wcf": no_peephole,
        "wco": no_peephole,
        "b": bias,
        "use_peephole": False,
    }
    trace = tf.raw_ops.BlockLSTMV2(**arguments, cell_clip=0)

    def gradient(of_hidden: tf.Tensor) -> tuple[tf.Tensor, ...]:
        of_arguments = tf.raw_ops.BlockLSTMGradV2(
            **arguments, **trace._asdict(), cs_grad=tf.zeros_like(of_hidden), h_grad=of_hidden
        )
        return (
            of_arguments.x_grad,
            of_arguments.w_grad,
            of_arguments.b_grad,
            of_arguments.h_prev_grad,
            of_arguments.cs_prev_grad,
        )

    return trace.h, gradient


def cudnn_lstm(x: tf.Tensor, weights: dict[str, tf.Tensor], state: list[tf.Tensor]) -> tf.Tensor:
    """The same through cuDNN, its weights laid out as Keras's TensorFlow backend does.

    cuDNN reads one flat buffer: the eight transposed matrices, then eight biases, of which the first four (its second
    bias) are constant zeros and so never trained. Gate order as ours.
    """
    _, batch, features = x.shape
    units = weights["bias"].shape[0] // 4
    matrices = tf.split(weights["kernel"][:features], 4, axis=1) + tf.split(weights["kernel"][features:], 4, axis=1)
    flat = [tf.reshape(tf.transpose(matrix), [-1]) for matrix in matrices]
    hidden, cell = state or _zero_state(x, weights)
    outputs = tf.raw_ops.CudnnRNNV3(
        input=x,
        input_h=hidden[tf.newaxis],
        input_c=cell[tf.newaxis],
        params=tf.concat([*flat, tf.zeros([4 * units], x.dtype), weights["bias"]], axis=0),
        sequence_lengths=tf.fill([batch], steps_of(x)),
        rnn_mode="lstm",
        is_training=True,
        time_major=True,
    )
    return outputs.output
