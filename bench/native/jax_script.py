"""Each workload as JAX's tutorials write it: pure functions under jit, parameters in a tree, nothing else."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from script_loop import asked, limit_processors, serve

limit_processors()

import jax  # noqa: E402 (after the limit)
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = map(jax.random.key, itertools.count())


def weight(*shape: int) -> jax.Array:
    return 0.05 * jax.random.normal(next(KEYS), shape)


def affine(inputs: int, units: int) -> dict:
    return {"kernel": weight(inputs, units), "bias": jnp.zeros(units)}


def apply(layer: dict, x: jax.Array) -> jax.Array:
    return x @ layer["kernel"] + layer["bias"]


def mlp(shape: dict) -> tuple[dict, Callable]:
    widths = [shape["inputs"], shape["hidden1"], shape["hidden2"], shape["classes"]]
    layers = {str(i): affine(n, m) for i, (n, m) in enumerate(itertools.pairwise(widths))}

    def predict(layers: dict, x: jax.Array) -> jax.Array:
        x = jax.nn.relu(apply(layers["0"], x))
        return apply(layers["2"], jax.nn.relu(apply(layers["1"], x)))

    return layers, predict


def lstm(shape: dict) -> tuple[dict, Callable]:
    units = shape["units"]
    weights = {"input": affine(shape["features"], 4 * units), "recurrent": weight(units, 4 * units)}
    weights["logits"] = affine(units, shape["classes"])

    def predict(weights: dict, x: jax.Array) -> jax.Array:
        def cell(carry: tuple, projected: jax.Array) -> tuple:
            hidden, state = carry
            i, f, g, o = jnp.split(projected + hidden @ weights["recurrent"], 4, axis=-1)
            state = jax.nn.sigmoid(f) * state + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(state), state), None

        zero = jnp.zeros((x.shape[0], units))
        (hidden, _), _ = lax.scan(cell, (zero, zero), jnp.swapaxes(apply(weights["input"], x), 0, 1))
        return apply(weights["logits"], hidden)

    return weights, predict


def convolve(kernel: jax.Array, x: jax.Array, stride: int) -> jax.Array:
    half = kernel.shape[0] // 2
    return lax.conv_general_dilated(
        x, kernel, (stride, stride), [(half, half)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def normalise(layer: dict, x: jax.Array, moved: dict | None, name: str) -> jax.Array:
    """Batch normalisation; where `moved` is given, that of the batch, which moves the stored statistics."""
    mean, variance = layer["mean"], layer["variance"]
    if moved is not None:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
        moved[name] = (0.9 * layer["mean"] + 0.1 * mean, 0.9 * layer["variance"] + 0.1 * variance)
    return (x - mean) * (lax.rsqrt(variance + 1e-5) * layer["scale"]) + layer["offset"]


def resnet18(shape: dict) -> tuple[dict, Callable]:
    def convolution(inputs: int, width: int, size: int) -> dict:
        ones, zeros = jnp.ones(width), jnp.zeros(width)
        norm = {"scale": ones, "offset": zeros, "mean": zeros, "variance": ones}
        return {"kernel": weight(size, size, inputs, width), **{k: v.copy() for k, v in norm.items()}}

    weights = {"stem": convolution(3, 64, 7), "logits": affine(512, shape["classes"])}
    plan = []
    for inputs, width, stride in [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]:
        for first, name in [(True, f"{width}a"), (False, f"{width}b")]:
            weights[f"{name}1"] = convolution(inputs if first else width, width, 3)
            weights[f"{name}2"] = convolution(width, width, 3)
            projected = first and stride > 1
            if projected:
                weights[f"{name}s"] = convolution(inputs, width, 1)
            plan.append((name, stride if first else 1, projected))

    def predict(weights: dict, x: jax.Array, moved: dict | None = None) -> jax.Array:
        def block(name: str, x: jax.Array, stride: int) -> jax.Array:
            return normalise(weights[name], convolve(weights[name]["kernel"], x, stride), moved, name)

        x = jax.nn.relu(block("stem", x, 2))
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), [(0, 0), (1, 1), (1, 1), (0, 0)])
        for name, stride, projected in plan:
            y = block(f"{name}2", jax.nn.relu(block(f"{name}1", x, stride)), 1)
            x = jax.nn.relu(y + (block(f"{name}s", x, stride) if projected else x))
        return apply(weights["logits"], x.mean((1, 2)))

    return weights, predict


def encoder(shape: dict) -> tuple[dict, Callable]:
    heads, width = shape["heads"], shape["heads"] * shape["headWidth"]

    def layer() -> dict:
        norm = {"scale": jnp.ones(width), "offset": jnp.zeros(width)}
        parts = {"in": affine(width, 3 * width), "out": affine(width, width)}
        parts |= {"wide": affine(width, 4 * width), "narrow": affine(4 * width, width)}
        return parts | {"first": {k: v.copy() for k, v in norm.items()}, "second": norm}

    weights = {"layers": [layer() for _ in range(shape["layers"])], "logits": affine(width, shape["classes"])}

    def norm(own: dict, x: jax.Array) -> jax.Array:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) * lax.rsqrt(variance + 1e-12) * own["scale"] + own["offset"]

    def predict(weights: dict, x: jax.Array) -> jax.Array:
        for own in weights["layers"]:
            q, k, v = jnp.moveaxis(apply(own["in"], x).reshape(*x.shape[:2], 3, heads, -1), 2, 0)
            attended = jax.nn.dot_product_attention(q, k, v).reshape(x.shape)
            x = norm(own["first"], x + apply(own["out"], attended))
            x = norm(own["second"], x + apply(own["narrow"], jax.nn.gelu(apply(own["wide"], x), approximate=False)))
        return apply(weights["logits"], x.mean(1))

    return weights, predict


MODELS = {"mlp": mlp, "lstm": lstm, "resnet18": resnet18, "transformer-encoder": encoder}


def sample_of(shape: dict) -> tuple[int, ...]:
    match shape["workload"]:
        case "mlp":
            return (shape["inputs"],)
        case "lstm":
            return (shape["sequenceLength"], shape["features"])
        case "resnet18":
            return (shape["imageSize"], shape["imageSize"], 3)
        case _:
            return (shape["sequenceLength"], shape["heads"] * shape["headWidth"])


def trainer(shape: dict, predict: Callable) -> Callable:
    has_statistics = shape["workload"] == "resnet18"

    def loss_of(weights: dict, x: jax.Array, target: jax.Array) -> tuple[jax.Array, dict]:
        moved: dict = {}
        logits = jax.nn.log_softmax(predict(weights, x, moved) if has_statistics else predict(weights, x))
        return -jnp.take_along_axis(logits, target[:, None], axis=1).mean(), moved

    def with_statistics(weights: dict, moved: dict) -> dict:
        return weights | {n: weights[n] | {"mean": m, "variance": v} for n, (m, v) in moved.items()}

    def sgd(weights: dict, state: dict, x: jax.Array, target: jax.Array) -> tuple:
        (loss, moved), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, x, target)
        weights = jax.tree.map(lambda w, g: w - 1e-4 * g, weights, gradients)
        return with_statistics(weights, moved), state, loss

    def adam(weights: dict, state: dict, x: jax.Array, target: jax.Array) -> tuple:
        """By its paper."""
        (loss, _), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, x, target)
        count = state["count"] + 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["first"], gradients)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, state["second"], gradients)

        def moved(w: jax.Array, m: jax.Array, v: jax.Array) -> jax.Array:
            return w - 1e-3 * (m / (1 - 0.9**count)) / (jnp.sqrt(v / (1 - 0.999**count)) + 1e-8)

        weights = jax.tree.map(moved, weights, first, second)
        return weights, {"count": count, "first": first, "second": second}, loss

    return jax.jit(adam if shape["optimizer"] == "adam" else sgd, donate_argnums=(0, 1))


def main() -> None:
    shape = asked()
    weights, predict = MODELS[shape["workload"]](shape)
    size, kept = shape["batchSize"], {}
    samples = [jax.random.normal(next(KEYS), (size, *sample_of(shape))) for _ in range(shape["batches"])]
    batches = itertools.cycle([(x, jnp.zeros(size, jnp.int32)) for x in samples])
    if shape["task"] == "INFERENCE":
        infer = jax.jit(predict)

        def step() -> None:
            kept["last"] = infer(weights, next(batches)[0])
    else:
        update = trainer(shape, predict)
        zeros = {name: jax.tree.map(jnp.zeros_like, weights) for name in ("first", "second")}
        state = {"count": jnp.zeros(()), **zeros} if shape["optimizer"] == "adam" else {}
        kept["last"] = (weights, state, None)

        def step() -> None:
            kept["last"] = update(*kept["last"][:2], *next(batches))

    serve(step, lambda: jax.block_until_ready(kept["last"]))


if __name__ == "__main__":
    main()
