"""A multilayer perceptron as JAX's tutorials write it: pure functions under jit, parameters in a list."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp

from script_loop import asked, serve


def main() -> None:
    shape = asked()
    widths = [shape["inputs"], shape["hidden1"], shape["hidden2"], shape["classes"]]
    keys = jax.random.split(jax.random.key(0), len(widths))
    pairs = zip(keys, widths[:-1], widths[1:], strict=False)
    weights = [(0.05 * jax.random.normal(key, (n, m)), jnp.zeros(m)) for key, n, m in pairs]
    samples = jax.random.normal(keys[-1], (shape["batches"], shape["batchSize"], widths[0]))
    batches = itertools.cycle([(x, jnp.zeros(shape["batchSize"], jnp.int32)) for x in samples])

    def predict(weights: list, x: jax.Array) -> jax.Array:
        for kernel, bias in weights[:-1]:
            x = jax.nn.relu(x @ kernel + bias)
        kernel, bias = weights[-1]
        return x @ kernel + bias

    def loss_of(weights: list, x: jax.Array, target: jax.Array) -> jax.Array:
        logits = jax.nn.log_softmax(predict(weights, x))
        return -jnp.take_along_axis(logits, target[:, None], axis=1).mean()

    @jax.jit
    def infer(weights: list, x: jax.Array) -> jax.Array:
        return predict(weights, x)

    def train(weights: list, first: list, second: list, count: jax.Array, x: jax.Array, target: jax.Array) -> tuple:
        """Adam, by its paper."""
        loss, gradients = jax.value_and_grad(loss_of)(weights, x, target)
        count = count + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)

        def moved(w: jax.Array, m: jax.Array, v: jax.Array) -> jax.Array:
            return w - 1e-3 * (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)

        return jax.tree.map(moved, weights, first, second), first, second, count, loss

    state: dict = {}
    if shape["task"] == "INFERENCE":

        def step() -> None:
            state["last"] = infer(weights, next(batches)[0])
    else:
        update = jax.jit(train, donate_argnums=(0, 1, 2))
        # Arrays of their own: what is given away cannot be shared.
        moments = [[jax.tree.map(jnp.zeros_like, weights)] for _ in range(2)]
        state["last"] = (weights, moments[0][0], moments[1][0], jnp.zeros(()), None)

        def step() -> None:
            state["last"] = update(*state["last"][:4], *next(batches))

    serve(step, lambda: jax.block_until_ready(state["last"]))


if __name__ == "__main__":
    main()
