"""TensorFlow's fused optimizer operations, called bare."""

from __future__ import annotations

import tensorflow as tf


class Sgd:
    form = "ResourceApplyGradientDescent"
    variables: tuple[tf.Variable, ...] = ()

    def __init__(self, spec: dict, variables: list[tf.Variable]) -> None:
        self._rate, self._variables = spec["learningRate"], variables

    def apply(self, gradients: list[tf.Tensor | None]) -> None:
        for variable, gradient in zip(self._variables, gradients, strict=True):
            if gradient is None:
                continue
            if isinstance(gradient, tf.IndexedSlices):
                # Only the rows that were read have a gradient; repeated ones add up.
                tf.raw_ops.ResourceScatterAdd(
                    resource=variable.handle, indices=gradient.indices, updates=-self._rate * gradient.values
                )
                continue
            tf.raw_ops.ResourceApplyGradientDescent(var=variable.handle, alpha=self._rate, delta=gradient)

    def rewind(self) -> None:
        """It carries nothing from step to step."""


class Adam:
    """Adam by Algorithm 1 of Kingma & Ba 2015, as in the other engines.

    ResourceApplyAdam divides by √v + ε̂, where Algorithm 1 divides by √(v / (1 - β₂ᵗ)) + ε: the two are one for
    ε̂ = ε·√(1 - β₂ᵗ), which is what it is given here.
    """

    form = "ResourceApplyAdam"

    def __init__(self, spec: dict, variables: list[tf.Variable]) -> None:
        self._spec, self._variables = spec, variables
        self._first = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
        self._second = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
        self._beta1_power = tf.Variable(spec["beta1"], dtype=tf.float32)
        self._beta2_power = tf.Variable(spec["beta2"], dtype=tf.float32)
        self.variables = (*self._first, *self._second, self._beta1_power, self._beta2_power)

    def apply(self, gradients: list[tf.Tensor | None]) -> None:
        spec = self._spec
        beta1_power, beta2_power = self._beta1_power.read_value(), self._beta2_power.read_value()
        epsilon = spec["epsilon"] * tf.sqrt(1 - beta2_power)
        for variable, first, second, gradient in zip(
            self._variables, self._first, self._second, gradients, strict=True
        ):
            if gradient is None:
                continue
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=first.handle,
                v=second.handle,
                beta1_power=beta1_power,
                beta2_power=beta2_power,
                lr=spec["learningRate"],
                beta1=spec["beta1"],
                beta2=spec["beta2"],
                epsilon=epsilon,
                # Algorithm 1 moves every row at every step, also those that were not read.
                grad=tf.convert_to_tensor(gradient),
            )
        self._beta1_power.assign(beta1_power * spec["beta1"])
        self._beta2_power.assign(beta2_power * spec["beta2"])

    def rewind(self) -> None:
        """As it was before the first step."""
        for moment in (*self._first, *self._second):
            moment.assign(tf.zeros_like(moment))
        self._beta1_power.assign(self._spec["beta1"])
        self._beta2_power.assign(self._spec["beta2"])


def build_optimizer(spec: dict, variables: list[tf.Variable]) -> Sgd | Adam:
    return (Adam if spec["kind"] == "adam" else Sgd)(spec, variables)
