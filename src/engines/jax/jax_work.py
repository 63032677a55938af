"""A built graph as the kit's work: one ahead-of-time compiled function per iteration, the batch its argument."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np

from jax_graph import JaxGraph
from jax_settings import compute_dtype, configure, read_settings
from jax_training import LOSSES, initial_state, overwritten, update, zeroed
from worker_kit.checksum import sample_stride
from worker_kit.kept import Kept
from worker_kit.refusal import refusing
from worker_kit.sequences import refuse_packed, varies
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from messages import PrepareMessage

Batch = tuple[jax.Array, ...]
_STATISTICS = ("mean", "variance")


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
    """Sets the precision, loads the weights and stages every batch on the device."""
    device = configure(request)
    if request["task"] == "INFERENCE":
        return InferenceWork(request, tensors, device)
    if request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    return TrainingWork(request, tensors, device)


def _refusing() -> AbstractContextManager[None]:
    """Some types have no kernels on some devices: XLA says so when it is given the function."""
    return refusing("JAX", ValueError, "not supported by")


class _JaxWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray], device: jax.Device) -> None:
        self._device, self._dtype = device, compute_dtype(request)
        graph = request["graph"]
        self._input_count = len(graph["inputs"])
        training = request["task"] == "TRAINING"
        refuse_packed(graph, "JAX")
        self._varies = varies(request)
        self._graph = JaxGraph(graph, training=training)
        self.implementation = self._graph.implementation
        self.settings = read_settings(request, device)
        # Weights of inference are of the precision itself; those of training are float32 masters.
        self._stored = jnp.dtype(jnp.float32) if training else self._dtype
        weights = {n: self._put(array) for n, array in tensors.items() if not n.startswith("batch.")}
        norms = {node["id"] for node in graph["nodes"] if node["kind"] == "batchNorm"}
        statistics = [f"{norm}.{own}" for norm in norms for own in _STATISTICS]
        self._statistics = {name: weights.pop(name) for name in statistics}
        self._weights = weights
        self.parameter_count = sum(weight.size for weight in weights.values())
        names = [entry["name"] for entry in graph["inputs"]] + (["target"] if training else [])
        self.batches: list[Batch] = [
            tuple(self._put(tensors[f"batch.{index}.{name}"]) for name in names)
            for index in range(request["batchCount"])
        ]
        self._last: jax.Array | None = None

    def _put(self, array: np.ndarray) -> jax.Array:
        own = np.array(array)
        return jax.device_put(own if own.dtype.kind == "i" else own.astype(self._stored), self._device)

    def _low(self, arrays: dict[str, jax.Array]) -> dict[str, jax.Array]:
        return {name: array.astype(self._dtype) for name, array in arrays.items()}

    def _compiled(self, function: Callable, *arguments: object) -> Callable:
        """For the shapes of the arguments; where sequences vary, the function itself: it compiles for each new one."""
        with _refusing():
            return function if self._varies else function.lower(*arguments).compile()

    def compilations(self) -> int:
        # Ahead of time there is one, for the one shape.
        return self._call._cache_size() if self._varies else 1

    def synchronise(self) -> None:
        jax.block_until_ready((self._last, self._weights, self._statistics))

    def peak_device_bytes(self) -> int | None:
        if self._device.platform == "cpu":
            return None
        return (self._device.memory_stats() or {}).get("peak_bytes_in_use")

    def last_result(self) -> np.ndarray:
        stride = sample_stride(self._last.size)
        # Slicing is compiled when it is first done: only where it saves a long copy.
        looked = self._last if stride == 1 else self._last.reshape(-1)[::stride]
        return np.asarray(looked).astype(np.float32)


class InferenceWork(_JaxWork):
    def compile(self) -> None:
        def forward(weights: dict, inputs: Batch) -> jax.Array:
            return self._graph.forward(weights, inputs)[0]

        self._all = self._weights | self._statistics
        self._call = self._compiled(jax.jit(forward), self._all, self.batches[0])

    def step(self, batch: Batch) -> None:
        self._last = self._call(self._all, batch)

    def output(self, batch: Batch) -> np.ndarray:
        return np.asarray(self._call(self._all, batch)).astype(np.float32)

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")


class TrainingWork(_JaxWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray], device: jax.Device) -> None:
        super().__init__(request, tensors, device)
        training = request["graph"]["training"]
        self._loss, self._spec = LOSSES[training["loss"]], training["optimizer"]
        self._state = initial_state(self._spec, self._weights)
        self._forward = jax.jit(lambda *arguments: self._output_and_moved(*arguments)[0])
        self._overwrite = jax.jit(overwritten, donate_argnums=0)
        self._zero = jax.jit(zeroed, donate_argnums=0)

    def remember(self) -> None:
        everything = self._weights | self._statistics
        # By these names: a compiled function hands dictionaries back in an order of its own.
        self._first_names = list(everything)
        # Through a second handle each: an array keeps what was read from it, and could then not be given away.
        self._first = Kept(np.asarray(array.addressable_data(0)) for array in everything.values())

    def _output_and_moved(self, weights: dict, statistics: dict, inputs: Batch) -> tuple[jax.Array, dict]:
        """In the low type where one is asked for; statistics, masters and the loss stay float32."""
        cast = [x if x.dtype == jnp.int32 else x.astype(self._dtype) for x in inputs]
        output, moved = self._graph.forward(self._low(weights) | statistics, cast)
        return output.astype(jnp.float32), moved

    def _loss_of(self, weights: dict, statistics: dict, batch: Batch) -> tuple[jax.Array, dict]:
        output, moved = self._output_and_moved(weights, statistics, batch[:-1])
        return self._loss(output, batch[-1]), moved

    def compile(self) -> None:
        def step(weights: dict, statistics: dict, state: dict, batch: Batch) -> tuple:
            (loss, moved), gradients = jax.value_and_grad(self._loss_of, has_aux=True)(weights, statistics, batch)
            weights, state = update(self._spec, weights, gradients, state)
            return loss, weights, moved, state

        arguments = (self._weights, self._statistics, self._state, self.batches[0])
        self._call = self._compiled(jax.jit(step, donate_argnums=(0, 1, 2)), *arguments)

    def step(self, batch: Batch) -> None:
        self._last, self._weights, self._statistics, self._state = self._call(
            self._weights, self._statistics, self._state, batch
        )

    def output(self, batch: Batch) -> np.ndarray:
        return np.asarray(self._forward(self._weights, self._statistics, batch[: self._input_count]))

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        @partial(jax.jit, donate_argnums=0)
        def sgd(weights: dict, statistics: dict, batch: Batch) -> tuple[jax.Array, dict]:
            loss, gradients = jax.value_and_grad(lambda w: self._loss_of(w, statistics, batch)[0])(weights)
            return loss, {name: weight - learning_rate * gradients[name] for name, weight in weights.items()}

        losses = []
        for _ in range(steps + 1):
            loss, self._weights = sgd(self._weights, self._statistics, batch)
            losses.append(float(loss))
        self.rewind()
        return losses

    def rewind(self) -> None:
        """In the memory that the arrays have, one by one: where a step finds them changes its speed."""
        for name, value in zip(self._first_names, self._first, strict=True):
            arrays = self._weights if name in self._weights else self._statistics
            arrays[name] = self._overwrite(arrays[name], self._put(value))
        self._state = self._zero(self._state)
        jax.block_until_ready((self._weights, self._statistics, self._state))
