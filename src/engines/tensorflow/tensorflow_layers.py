"""Every kind that is neither recurrent nor over time, as a function of the node, its inputs and its weights."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf

Weights = dict[str, tf.Tensor]


def _dense(_node: dict, inputs: list[tf.Tensor], weights: Weights) -> tf.Tensor:
    return _affine(inputs[0], weights["kernel"], weights["bias"])


def _affine(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    """Over rows: MatMul on a matrix is the fast kernel, and what the graph optimiser fuses with bias and relu."""
    rows = x if x.shape.rank == 2 else tf.reshape(x, [-1, x.shape[-1]])
    value = tf.nn.bias_add(tf.linalg.matmul(rows, kernel), bias)
    return value if x.shape.rank == 2 else tf.reshape(value, [*x.shape[:-1], value.shape[-1]])


def _both_sides(padding: list[int]) -> list[list[int]] | str:
    if not any(padding):
        return "VALID"
    return [[0, 0], *([extent, extent] for extent in padding), [0, 0]]


def _conv2d(node: dict, inputs: list[tf.Tensor], weights: Weights) -> tf.Tensor:
    y = tf.nn.conv2d(inputs[0], weights["kernel"], node["strides"], _both_sides(node["padding"]))
    return tf.nn.bias_add(y, weights["bias"]) if node["bias"] else y


def _max_pool(node: dict, inputs: list[tf.Tensor], _weights: Weights) -> tf.Tensor:
    return tf.nn.max_pool2d(inputs[0], node["poolSize"], node["strides"], _both_sides(node["padding"]))


def padded_max_pool(node: dict, x: tf.Tensor) -> tf.Tensor:
    """For XLA, whose pooling has no explicit padding: what is added never wins."""
    rows, columns = node["padding"]
    padded = tf.pad(x, [[0, 0], [rows, rows], [columns, columns], [0, 0]], constant_values=x.dtype.min)
    return tf.nn.max_pool2d(padded, node["poolSize"], node["strides"], "VALID")


def _average_pool(node: dict, inputs: list[tf.Tensor], _weights: Weights) -> tf.Tensor:
    return tf.nn.avg_pool2d(inputs[0], node["poolSize"], node["strides"], "VALID")


def _attention(node: dict, inputs: list[tf.Tensor], weights: Weights) -> tf.Tensor:
    x = inputs[0]
    batch, time, width = x.shape
    projected = _affine(x, weights["kernel"], weights["bias"])
    parts = tf.reshape(projected, [batch, time, 3, node["heads"], width // node["heads"]])
    query, key, value = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4]))
    scaled = query * tf.cast((width // node["heads"]) ** -0.5, x.dtype)
    context = tf.linalg.matmul(tf.nn.softmax(tf.linalg.matmul(scaled, key, transpose_b=True)), value)
    joined = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [batch, time, width])
    return _affine(joined, weights["outputKernel"], weights["outputBias"])


def _layer_norm(node: dict, inputs: list[tf.Tensor], weights: Weights) -> tf.Tensor:
    """tf.nn.moments and tf.nn.batch_normalization, as documented; the moments in float32 whatever the type of x."""
    x = tf.cast(inputs[0], tf.float32)
    mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
    scale, offset = tf.cast(weights["scale"], tf.float32), tf.cast(weights["offset"], tf.float32)
    return tf.cast(tf.nn.batch_normalization(x, mean, variance, offset, scale, node["epsilon"]), inputs[0].dtype)


def _as_image(x: tf.Tensor) -> tf.Tensor:
    return x if x.shape.rank == 4 else tf.reshape(x, [-1, 1, 1, x.shape[-1]])


def _batch_norm_stored(node: dict, inputs: list[tf.Tensor], weights: Weights) -> tf.Tensor:
    own = {name: tf.cast(weight, tf.float32) for name, weight in weights.items()}
    result = tf.raw_ops.FusedBatchNormV3(x=_as_image(inputs[0]), **own, epsilon=node["epsilon"], is_training=False)
    return tf.reshape(result.y, inputs[0].shape)


def batch_norm_of_batch(node: dict, x: tf.Tensor, variables: dict[str, tf.Variable]) -> tf.Tensor:
    """As in training; moves the stored statistics."""
    nothing = tf.zeros([0])
    result = tf.raw_ops.FusedBatchNormV3(
        x=_as_image(x),
        scale=tf.convert_to_tensor(variables["scale"]),
        offset=tf.convert_to_tensor(variables["offset"]),
        mean=nothing,
        variance=nothing,
        epsilon=node["epsilon"],
        is_training=True,
    )
    kept = node["momentum"]
    for name, now in (("mean", result.batch_mean), ("variance", result.batch_variance)):
        variables[name].assign(kept * variables[name] + (1 - kept) * now)
    return tf.reshape(result.y, x.shape)


def _gelu(node: dict, inputs: list[tf.Tensor], _weights: Weights) -> tf.Tensor:
    return tf.nn.gelu(inputs[0], approximate=node["approximation"] == "tanh")


def _plain(function: Callable) -> Callable:
    return lambda _node, inputs, _weights: function(*inputs)


LAYERS: dict[str, Callable[[dict, list[tf.Tensor], Weights], tf.Tensor]] = {
    "gemm": _plain(tf.linalg.matmul),
    "relu": _plain(tf.nn.relu),
    "tanh": _plain(tf.math.tanh),
    "sigmoid": _plain(tf.math.sigmoid),
    "add": _plain(tf.math.add),
    "softmax": _plain(tf.nn.softmax),
    "flatten": _plain(lambda x: tf.reshape(x, [x.shape[0], -1])),
    "concat": _plain(lambda *inputs: tf.concat(inputs, axis=-1)),
    "globalAveragePool": _plain(lambda x: tf.reduce_mean(x, axis=[1, 2])),
    "gelu": _gelu,
    "dense": _dense,
    "conv2d": _conv2d,
    "maxPool": _max_pool,
    "averagePool": _average_pool,
    "attention": _attention,
    "layerNorm": _layer_norm,
    "batchNorm": _batch_norm_stored,
}
