"""Each workload as TensorFlow's low-level guides write it: variables in a tf.Module, tf.nn, one tf.function.

Where the shape asks for the form "worker", tokens are rows of one matrix to which tf.nn.bias_add adds, queries are
scaled instead of scores, and the concrete function is called: what our worker does, to show how much of a difference
comes from it.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import tensorflow as tf

from script_loop import asked, serve

if TYPE_CHECKING:
    from collections.abc import Callable


def weight(*shape: int) -> tf.Variable:
    return tf.Variable(tf.random.normal(shape, stddev=0.05))


def as_in_worker() -> bool:
    return asked()["form"] == "worker"


class Affine(tf.Module):
    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.kernel, self.bias = weight(inputs, units), tf.Variable(tf.zeros(units))

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        if not as_in_worker():
            return x @ self.kernel + self.bias
        rows = tf.nn.bias_add(tf.reshape(x, [-1, x.shape[-1]]) @ self.kernel, self.bias)
        return tf.reshape(rows, [*x.shape[:-1], rows.shape[-1]])


class Mlp(tf.Module):
    def __init__(self, shape: dict) -> None:
        super().__init__()
        widths = [shape["inputs"], shape["hidden1"], shape["hidden2"], shape["classes"]]
        self.layers = [Affine(n, m) for n, m in itertools.pairwise(widths)]
        self.sample = (shape["inputs"],)

    def __call__(self, x: tf.Tensor, _training: bool) -> tf.Tensor:
        for layer in self.layers[:-1]:
            x = tf.nn.relu(layer(x))
        return self.layers[-1](x)


class Lstm(tf.Module):
    """TensorFlow's fused operation for the whole sequence."""

    def __init__(self, shape: dict) -> None:
        super().__init__()
        self.units = shape["units"]
        self.kernel = weight(shape["features"] + self.units, 4 * self.units)
        self.bias, self.logits = tf.Variable(tf.zeros(4 * self.units)), Affine(self.units, shape["classes"])
        self.sample = (shape["sequenceLength"], shape["features"])

    def __call__(self, x: tf.Tensor, _training: bool) -> tf.Tensor:
        zero, peephole = tf.zeros([x.shape[0], self.units]), tf.zeros([self.units])
        steps = tf.constant(x.shape[1], tf.int64)
        sequence = tf.raw_ops.BlockLSTMV2(
            seq_len_max=steps,
            x=tf.transpose(x, [1, 0, 2]),
            cs_prev=zero,
            h_prev=zero,
            w=self.kernel,
            wci=peephole,
            wcf=peephole,
            wco=peephole,
            b=self.bias,
        ).h
        return self.logits(sequence[-1])


class Convolution(tf.Module):
    """Without bias, normalised over the batch."""

    def __init__(self, inputs: int, width: int, size: int, stride: int) -> None:
        super().__init__()
        self.kernel, self.stride, self.half = weight(size, size, inputs, width), stride, size // 2
        self.scale, self.offset = tf.Variable(tf.ones(width)), tf.Variable(tf.zeros(width))
        self.mean = tf.Variable(tf.zeros(width), trainable=False)
        self.variance = tf.Variable(tf.ones(width), trainable=False)

    def __call__(self, x: tf.Tensor, training: bool) -> tf.Tensor:
        sides = [self.half, self.half]
        x = tf.nn.conv2d(x, self.kernel, self.stride, [[0, 0], sides, sides, [0, 0]])
        norm = tf.compat.v1.nn.fused_batch_norm
        if not training:
            return norm(x, self.scale, self.offset, self.mean, self.variance, 1e-5, is_training=False)[0]
        y, mean, variance = norm(x, self.scale, self.offset, epsilon=1e-5)
        self.mean.assign(0.9 * self.mean + 0.1 * mean)
        self.variance.assign(0.9 * self.variance + 0.1 * variance)
        return y


class Block(tf.Module):
    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.first, self.second = Convolution(inputs, width, 3, stride), Convolution(width, width, 3, 1)
        self.shortcut = Convolution(inputs, width, 1, stride) if stride > 1 else None

    def __call__(self, x: tf.Tensor, training: bool) -> tf.Tensor:
        y = self.second(tf.nn.relu(self.first(x, training)), training)
        return tf.nn.relu(y + (self.shortcut(x, training) if self.shortcut else x))


class Resnet18(tf.Module):
    def __init__(self, shape: dict) -> None:
        super().__init__()
        self.stem, self.logits = Convolution(3, 64, 7, 2), Affine(512, shape["classes"])
        self.blocks = [Block(64, 64, 1), Block(64, 64, 1)]
        for inputs, width in [(64, 128), (128, 256), (256, 512)]:
            self.blocks += [Block(inputs, width, 2), Block(width, width, 1)]
        self.sample = (shape["imageSize"], shape["imageSize"], 3)

    def __call__(self, x: tf.Tensor, training: bool) -> tf.Tensor:
        x = tf.nn.relu(self.stem(x, training))
        x = tf.nn.max_pool2d(x, 3, 2, [[0, 0], [1, 1], [1, 1], [0, 0]])
        for block in self.blocks:
            x = block(x, training)
        return self.logits(tf.reduce_mean(x, [1, 2]))


class EncoderLayer(tf.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.into, self.out = heads, Affine(width, 3 * width), Affine(width, width)
        self.wide, self.narrow = Affine(width, 4 * width), Affine(4 * width, width)
        self.norms = [(tf.Variable(tf.ones(width)), tf.Variable(tf.zeros(width))) for _ in range(2)]

    def normalise(self, which: int, x: tf.Tensor) -> tf.Tensor:
        scale, offset = self.norms[which]
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, offset, scale, 1e-12)

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        batch, time, width = x.shape
        parts = tf.reshape(self.into(x), [batch, time, 3, self.heads, width // self.heads])
        query, key, value = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4]))
        scale = (width // self.heads) ** -0.5
        if as_in_worker():
            scores = tf.matmul(query * scale, key, transpose_b=True)
        else:
            scores = tf.matmul(query, key, transpose_b=True) * scale
        context = tf.transpose(tf.nn.softmax(scores) @ value, [0, 2, 1, 3])
        x = self.normalise(0, x + self.out(tf.reshape(context, x.shape)))
        return self.normalise(1, x + self.narrow(tf.nn.gelu(self.wide(x))))


class Encoder(tf.Module):
    def __init__(self, shape: dict) -> None:
        super().__init__()
        width = shape["heads"] * shape["headWidth"]
        self.layers = [EncoderLayer(width, shape["heads"]) for _ in range(shape["layers"])]
        self.logits = Affine(width, shape["classes"])
        self.sample = (shape["sequenceLength"], width)

    def __call__(self, x: tf.Tensor, _training: bool) -> tf.Tensor:
        for layer in self.layers:
            x = layer(x)
        return self.logits(tf.reduce_mean(x, 1))


MODELS = {"mlp": Mlp, "lstm": Lstm, "resnet18": Resnet18, "transformer-encoder": Encoder}


def adam(variables: list[tf.Variable]) -> Callable:
    first = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
    second = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
    power1, power2 = tf.Variable(0.9), tf.Variable(0.999)

    def apply(gradients: list[tf.Tensor]) -> None:
        for variable, m, v, gradient in zip(variables, first, second, gradients, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=m.handle,
                v=v.handle,
                beta1_power=power1,
                beta2_power=power2,
                lr=1e-3,
                beta1=0.9,
                beta2=0.999,
                epsilon=1e-8,
                grad=gradient,
            )
        power1.assign(power1 * 0.9)
        power2.assign(power2 * 0.999)

    return apply


def main() -> None:
    shape = asked()
    tf.config.threading.set_intra_op_parallelism_threads(shape["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(shape["threads"])
    model = MODELS[shape["workload"]](shape)
    size = shape["batchSize"]
    data = [(tf.random.normal((size, *model.sample)), tf.zeros(size, tf.int32)) for _ in range(shape["batches"])]
    batches = itertools.cycle(data)
    if shape["task"] == "INFERENCE":
        infer = tf.function(lambda x: model(x, False))
        if as_in_worker():
            infer = infer.get_concrete_function(data[0][0])
        serve(lambda: infer(next(batches)[0]))
        return
    variables = list(model.trainable_variables)
    update = adam(variables) if shape["optimizer"] == "adam" else None

    @tf.function
    def train(x: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=model(x, True))
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, variables)
        if update:
            update(gradients)
        else:
            for variable, gradient in zip(variables, gradients, strict=True):
                tf.raw_ops.ResourceApplyGradientDescent(var=variable.handle, alpha=1e-4, delta=gradient)
        return loss

    if as_in_worker():
        train = train.get_concrete_function(*data[0])
    serve(lambda: train(*next(batches)))


if __name__ == "__main__":
    main()
