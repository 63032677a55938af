"""Losses and optimizers, written plainly over dictionaries of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
from jax import lax

if TYPE_CHECKING:
    from collections.abc import Callable

Arrays = "dict[str, jax.Array]"


def _cross_entropy(logits: jax.Array, target: jax.Array) -> jax.Array:
    rows = jax.nn.log_softmax(logits)
    return -jnp.take_along_axis(rows, target[:, None], axis=-1).mean()


def _mean_squared_error(output: jax.Array, target: jax.Array) -> jax.Array:
    return jnp.square(output - target).mean()


LOSSES: dict[str, Callable] = {"crossEntropy": _cross_entropy, "meanSquaredError": _mean_squared_error}


def initial_state(spec: dict, weights: Arrays) -> dict:
    """What the optimizer carries from step to step."""
    if spec["kind"] == "sgd":
        return {}
    zeros = {name: jnp.zeros_like(weight) for name, weight in weights.items()}
    # Arrays of their own beside them: the step is given all of them to overwrite.
    return {
        "step": jnp.zeros((), jnp.int32),
        "first": zeros,
        "second": {n: jnp.zeros_like(z) for n, z in zeros.items()},
    }


def overwritten(old: jax.Array, value: jax.Array) -> jax.Array:
    """`value`, written into `old`: handed through it would be another array, elsewhere."""
    return lax.dynamic_update_slice(old, value, (0,) * old.ndim)


def zeroed(state: dict) -> dict:
    """As `initial_state` has it."""
    return jax.tree.map(lambda array: overwritten(array, jnp.zeros_like(array)), state)


def update(spec: dict, weights: Arrays, gradients: Arrays, state: dict) -> tuple[Arrays, dict]:
    """SGD, or Adam by Algorithm 1 of Kingma & Ba 2015."""
    rate = spec["learningRate"]
    if spec["kind"] == "sgd":
        return {name: weight - rate * gradients[name] for name, weight in weights.items()}, state
    beta1, beta2 = spec["beta1"], spec["beta2"]
    step = state["step"] + 1
    first = {n: beta1 * m + (1 - beta1) * gradients[n] for n, m in state["first"].items()}
    second = {n: beta2 * v + (1 - beta2) * jnp.square(gradients[n]) for n, v in state["second"].items()}
    unbias1, unbias2 = 1 - beta1 ** step.astype(jnp.float32), 1 - beta2 ** step.astype(jnp.float32)
    # The scalars once, not for every weight: the same as first / unbias1 over √(second / unbias2) + ε.
    rate, shrink = rate / unbias1, lax.rsqrt(unbias2)
    moved = {
        name: weight - rate * first[name] / (jnp.sqrt(second[name]) * shrink + spec["epsilon"])
        for name, weight in weights.items()
    }
    return moved, {"step": step, "first": first, "second": second}
