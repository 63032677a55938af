"""Losses and optimizers as expressions; float32 throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytensor
import pytensor.tensor as pt

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytensor.tensor import TensorVariable


def _cross_entropy(logits: TensorVariable, target: TensorVariable) -> TensorVariable:
    rows = pt.special.log_softmax(logits, axis=-1)
    return -rows[pt.arange(logits.type.shape[0]), target].mean(dtype="float32")


def _mean_squared_error(output: TensorVariable, target: TensorVariable) -> TensorVariable:
    return pt.sqr(output - target).mean(dtype="float32")


LOSSES: dict[str, Callable] = {"crossEntropy": _cross_entropy, "meanSquaredError": _mean_squared_error}


def updates(spec: dict, weights: list, gradients: list) -> dict:
    """SGD, or Adam by Algorithm 1 of Kingma & Ba 2015: variable → its next value."""
    rate = np.float32(spec["learningRate"])
    if spec["kind"] == "sgd":
        return {weight: weight - rate * gradient for weight, gradient in zip(weights, gradients, strict=True)}
    one, beta1, beta2 = np.float32(1), np.float32(spec["beta1"]), np.float32(spec["beta2"])
    step = pytensor.shared(np.float32(0), name="step")
    changes = {step: step + one}
    unbias1, unbias2 = one - beta1 ** changes[step], one - beta2 ** changes[step]
    for weight, gradient in zip(weights, gradients, strict=True):
        zero = np.zeros(weight.type.shape, np.float32)
        first = pytensor.shared(zero, shape=zero.shape)
        second = pytensor.shared(zero.copy(), shape=zero.shape)
        changes[first] = beta1 * first + (one - beta1) * gradient
        changes[second] = beta2 * second + (one - beta2) * pt.sqr(gradient)
        deviation = pt.sqrt(changes[second] / unbias2) + np.float32(spec["epsilon"])
        changes[weight] = weight - rate * (changes[first] / unbias1) / deviation
    return changes
