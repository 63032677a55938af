"""Batches that a framework's own loader makes of images on the disk, timed alone and with the model behind it.

(worker-kit/node/pipeline.ts does the same.)
"""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from worker_kit.tensors import write_tensors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    import numpy as np

    from messages import Pipeline
    from worker_kit.work import Work


class Loader(ABC):
    """The way in which a framework documents that images are read, with as many helpers as were asked for."""

    settings: Mapping[str, str]
    """What is told of it beside the settings of the work."""

    @abstractmethod
    def stream(self) -> AbstractContextManager[Iterator[Any]]:
        """The batches as `Work.step` takes them, from the first image on, pass after pass in the same order.

        Whatever works for it (processes, threads) begins and ends with it, so that nothing of it is in the time of what
        comes afterwards.
        """

    @abstractmethod
    def read(self, batch: Any) -> np.ndarray:
        """One of its batches as float32 [images, height, width, 3] on the host (not timed)."""


def image_files(plan: Pipeline) -> list[str]:
    """In the order in which they are to come."""
    return [f"{plan['folder']}/{index}.jpg" for index in range(len(plan["flips"]))]


def write_first_batch(loader: Loader, plan: Pipeline, batch_count: int) -> None:
    """For the server to compare. Takes one whole pass, so that every file is in the page cache from then on."""
    with loader.stream() as stream:
        first = loader.read(next(stream))
        for _ in range(1, batch_count):
            next(stream)
    write_tensors(plan["outputFile"], 1, iter([("loaded.0", first)]))


def with_targets(work: Work, stream: Iterator[Any]) -> Iterator[Any]:
    """TRAINING: each batch of a loader as `Work.step` takes it."""
    return map(work.with_targets, stream, itertools.cycle(range(len(work.batches))))


class Passes:
    """One stream of a loader, from its first image on; what it yields is timed alone or with the model behind it."""

    def __init__(self, work: Work, loader: Loader, stream: Iterator[Any], clock: Callable[[], int]) -> None:
        self._work, self._loader, self._stream, self._clock = work, loader, stream, clock
        self.taken = 0
        """Batches, from the first on."""
        self._last: Any = None

    @property
    def batch(self) -> int:
        """Of the last iteration, its place in a pass."""
        return (self.taken - 1) % len(self._work.batches)

    def result(self, through: str) -> np.ndarray:
        """Of the last iteration: the batch itself, or what was computed on it."""
        return self._loader.read(self._last) if through == "LOADER" else self._work.last_result()

    def run(self, through: str, iterations: int) -> tuple[int, int]:
        """Clock at start and end, nanoseconds."""
        self.taken += iterations
        return self._load(iterations) if through == "LOADER" else self._load_and_compute(iterations)

    def _load(self, iterations: int) -> tuple[int, int]:
        stream, clock, batch = self._stream, self._clock, None
        start = clock()
        for _ in range(iterations):
            batch = next(stream)
        end = clock()
        self._last = batch
        return start, end

    def _load_and_compute(self, iterations: int) -> tuple[int, int]:
        """Waits for what was computed once, at the end."""
        stream, clock, step, synchronise = self._stream, self._clock, self._work.step, self._work.synchronise
        start = clock()
        for _ in range(iterations):
            step(next(stream))
        synchronise()
        return start, clock()
