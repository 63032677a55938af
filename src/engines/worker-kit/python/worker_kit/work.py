"""What an engine that runs in Python gives the kit; the same shape as worker-kit/node/work.ts.

The kit owns the wire, the clock, the blocks, parity output and flushing; the engine only knows how to build and run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from messages import DeviceDescription, Pipeline, PrecisionName, PrepareMessage
    from worker_kit.pipeline import Loader

Form = Literal["native", "composed"]

NO_LOADER = "it has no loader of images of its own"


class UnsupportedWork(Exception):
    """The engine cannot do this work; a normal outcome.

    `node` names the graph node at fault, None for task, precision or device.
    """

    def __init__(self, node: str | None, reason: str) -> None:
        super().__init__(reason)
        self.node = node
        self.reason = reason


@dataclass(frozen=True)
class EngineDescription:
    """What `ready` says of the engine: its own version, and the devices and precisions that it has here."""

    engine_version: str
    devices: Sequence[DeviceDescription]
    precisions: Sequence[PrecisionName]


class DeviceClock(ABC):
    """Events on the device's own clock, recorded just outside the two readings of the host's clock."""

    @abstractmethod
    def start(self) -> None:
        """Record the first event; the device has nothing to do when it is called."""

    @abstractmethod
    def stop(self) -> int:
        """Nanoseconds from the first event to one recorded now; everything before it has been computed."""


class Work(ABC):
    """The built graph, its weights loaded and its batches staged on the device."""

    settings: Mapping[str, str]
    """Every flag that could make a comparison unfair, as read back from the framework."""
    implementation: Mapping[str, Form]
    """Node id → native (the engine's own fused form) or composed (built from smaller operations)."""
    parameter_count: int
    """Trainable parameters as the engine counts them."""
    batches: Sequence[Any]
    """Staged inputs (and targets) of batch i, in the engine's own form; passed to `step` as an argument."""

    block_loss: Literal["LAST_STEP", "MEAN_OF_STEPS"] = "LAST_STEP"
    """TRAINING: what `last_result` is the loss of, where several steps were taken since it was read last."""

    device_clock: DeviceClock | None = None
    """Of a device that has one (CUDA events); None on a CPU."""

    def compilations(self) -> int | None:
        """What was traced or compiled for its iterations so far; None where the framework does not say.

        Asked right after the first result, and where sequences vary around the blocks. Of an engine that compiles
        nothing, or once for all shapes, it never grows.
        """
        return None

    def peak_device_bytes(self) -> int | None:
        """Most device memory that the framework held at once; None where there is none or it does not say."""
        return None

    def remember(self) -> None:  # noqa: B027 (an engine that cannot before it compiles does it there)
        """TRAINING: keep aside what `rewind` puts back (not timed: only the proof needs it); before `compile`."""

    def compile(self) -> None:  # noqa: B027 (an engine that has nothing to compile leaves it)
        """Explicit compilation or tracing, apart from building; nothing where the engine has none."""

    def close(self) -> None:  # noqa: B027 (most hold nothing)
        """Let go of what it holds of the process beside memory; other work is built in the process next."""

    @abstractmethod
    def step(self, batch: Any) -> None:
        """One timed iteration: INFERENCE the forward pass; TRAINING forward, loss, backward, optimizer step."""

    @abstractmethod
    def synchronise(self) -> None:
        """Return when everything issued so far has really been computed."""

    @abstractmethod
    def output(self, batch: Any) -> np.ndarray:
        """Forward output of one batch, read back (not timed)."""

    @abstractmethod
    def sgd_losses(self, batch: Any, steps: int, learning_rate: float) -> list[float]:
        """Losses on one batch before any step and after each plain-SGD step; leaves the weights as they were."""

    def rewind(self) -> None:
        """TRAINING: the weights of the file and the optimizer's first state again, really there on return (not timed).

        Every block begins so: whatever was trained before it, a block of the same number of steps does the same work
        and ends with the same loss. Nothing that a step has allocated is let go, or the next would allocate it again.
        """
        raise NotImplementedError("this work has nothing to rewind")

    def loader(self, plan: Pipeline) -> Loader:
        """The framework's own, of images; raises `UnsupportedWork` where it has none."""
        raise UnsupportedWork(None, NO_LOADER)

    def with_targets(self, loaded: Any, index: int) -> Any:
        """TRAINING: a batch of the loader with what was staged of batch `index` beside its images."""
        return (loaded[0], *self.batches[index][1:])

    @abstractmethod
    def last_result(self) -> np.ndarray:
        """What the last step produced, in canonical order (not timed): its output, or its loss in training.

        Of a large output on a device the sample of `checksum.sample_stride` is enough.
        """


class Engine(ABC):
    """A framework, as the kit drives it."""

    @abstractmethod
    def load(self) -> None:
        """Import the framework (timed by the kit as import)."""

    @abstractmethod
    def initialise(self) -> EngineDescription:
        """Create what the engine needs for real and say what is there (timed as initialise)."""

    @abstractmethod
    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        """Build the graph with the weights of the file. Raises `UnsupportedWork` where the engine cannot."""
