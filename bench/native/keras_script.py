"""Each workload as Keras's guides write it, for the backend that KERAS_BACKEND names: layers, compile, fit, predict."""

from __future__ import annotations

import itertools
import os

from script_loop import asked, limit_processors, serve

if os.environ["KERAS_BACKEND"] == "jax":
    limit_processors()

import keras
import numpy as np
from keras import layers


def convolution(x: object, width: int, size: int, stride: int) -> object:
    """Zeros first where it strides, as keras.applications does; normalised over the batch."""
    if stride > 1 and size > 1:
        x = layers.ZeroPadding2D(size // 2)(x)
    padding = "valid" if stride > 1 else "same"
    x = layers.Conv2D(width, size, stride, padding=padding, use_bias=False)(x)
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def block(x: object, width: int, stride: int) -> object:
    y = layers.ReLU()(convolution(x, width, 3, stride))
    shortcut = convolution(x, width, 1, stride) if stride > 1 else x
    return layers.ReLU()(layers.Add()([convolution(y, width, 3, 1), shortcut]))


def resnet18(x: object) -> object:
    x = layers.ReLU()(convolution(x, 64, 7, 2))
    x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))
    for width, stride in [(64, 1), (128, 2), (256, 2), (512, 2)]:
        x = block(block(x, width, stride), width, 1)
    return layers.GlobalAveragePooling2D()(x)


def encoder(x: object, shape: dict) -> object:
    width = shape["heads"] * shape["headWidth"]
    for _ in range(shape["layers"]):
        attended = layers.MultiHeadAttention(shape["heads"], shape["headWidth"])(x, x)
        x = layers.LayerNormalization(epsilon=1e-12)(layers.Add()([x, attended]))
        y = layers.Dense(width)(layers.Dense(4 * width, activation="gelu")(x))
        x = layers.LayerNormalization(epsilon=1e-12)(layers.Add()([x, y]))
    return layers.GlobalAveragePooling1D()(x)


def build(shape: dict) -> tuple[keras.Model, tuple[int, ...]]:
    """The model, and the shape of one sample."""
    match shape["workload"]:
        case "mlp":
            sample = (shape["inputs"],)
            body = lambda x: layers.Dense(shape["hidden2"], "relu")(layers.Dense(shape["hidden1"], "relu")(x))  # noqa: E731
        case "lstm":
            sample, body = (shape["sequenceLength"], shape["features"]), layers.LSTM(shape["units"])
        case "resnet18":
            sample, body = (shape["imageSize"], shape["imageSize"], 3), resnet18
        case _:
            sample = (shape["sequenceLength"], shape["heads"] * shape["headWidth"])
            body = lambda x: encoder(x, shape)  # noqa: E731
    inputs = keras.Input(sample)
    return keras.Model(inputs, layers.Dense(shape["classes"])(body(inputs))), sample


def limit_threads(threads: int) -> None:
    if keras.backend.backend() == "torch":
        import torch

        torch.set_num_threads(threads)
    elif keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)


def main() -> None:
    shape = asked()
    limit_threads(shape["threads"])
    model, sample = build(shape)
    adam = shape["optimizer"] == "adam"
    optimizer = keras.optimizers.Adam(1e-3) if adam else keras.optimizers.SGD(1e-4)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    size, random = shape["batchSize"], np.random.default_rng(0)
    data = [
        (random.standard_normal((size, *sample), np.float32), np.zeros(size, np.int32)) for _ in range(shape["batches"])
    ]
    batches = itertools.cycle(data)
    if shape["task"] == "INFERENCE":
        serve(lambda: model.predict(next(batches)[0], batch_size=size, verbose=0))
    else:
        serve(lambda: model.fit(*next(batches), batch_size=size, epochs=1, shuffle=False, verbose=0))


if __name__ == "__main__":
    main()
