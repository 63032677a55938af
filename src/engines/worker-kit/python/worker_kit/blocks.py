"""The timed loop: blocks of K iterations between two readings of one monotonic clock.

Nothing is sent, logged or allocated by the kit between the readings; garbage is collected between blocks, never inside.
"""

from __future__ import annotations

import gc
import itertools
import math
import resource
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from worker_kit.checksum import checksum
from worker_kit.open_loop import open_loop
from worker_kit.pipeline import Passes, with_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from messages import Block, MeasureMessage, ServeMessage
    from worker_kit.pipeline import Loader
    from worker_kit.work import Work

# CLOCK_MONOTONIC on Linux: comparable across the processes of one host, Node's hrtime included.
clock = time.perf_counter_ns


def _time_block(step: Callable, synchronise: Callable, batches: Sequence[Any]) -> tuple[int, int]:
    """BLOCK: issue every iteration, then wait once. Clock at start and end, nanoseconds."""
    start = clock()
    for batch in batches:
        step(batch)
    synchronise()
    return start, clock()


def _time_iterations(step: Callable, synchronise: Callable, batches: Sequence[Any]) -> tuple[int, int]:
    """ITERATION: wait after every iteration. Clock at start and end, nanoseconds."""
    start = clock()
    for batch in batches:
        step(batch)
        synchronise()
    return start, clock()


def _read_each(step: Callable, synchronise: Callable, batches: Sequence[Any]) -> list[int]:
    """As `_time_iterations`; the clock before the first iteration and after each, nanoseconds."""
    readings = [0] * (len(batches) + 1)
    readings[0] = clock()
    for index, batch in enumerate(batches, 1):
        step(batch)
        synchronise()
        readings[index] = clock()
    return readings


class BlockTimer:
    """Times blocks of one piece of work; in inference its batches rotate on from block to block and request to request.

    Every block of training begins with the first weights on batch 0, so that its last loss can be foretold; through a
    loader the untimed iterations before it do, and it says how many steps it was in all.
    """

    def __init__(
        self, work: Work, synchronise: str, *, training: bool, varies: bool = False, loader: Loader | None = None
    ) -> None:
        self._work, self._training, self._varies, self._loader = work, training, varies, loader
        self._time = _time_iterations if synchronise == "ITERATION" else _time_block
        self._next = 0

    def measure(self, request: MeasureMessage) -> list[Block]:
        """The blocks that the request asks for, after its untimed iterations."""
        gc.disable()
        if "through" in request:
            return self._measure_through(request, request["through"])
        if request["rewarmIterations"]:
            self._time(self._work.step, self._work.synchronise, self._take(request["rewarmIterations"]))
        each = request.get("eachIteration", False)
        return [self._block(request["iterationsPerBlock"], each=each) for _ in range(request["blocks"])]

    def _measure_through(self, request: MeasureMessage, through: str) -> list[Block]:
        if self._loader is None:
            raise ValueError("asked to load images, but no pipeline was prepared")
        count = request["iterationsPerBlock"]
        trains = self._training and through == "BOTH"
        if trains:
            # Before the loader begins: in the meantime it would get ahead, which no untimed step takes away again.
            self._work.rewind()
        blocks = []
        with self._loader.stream() as loaded:
            stream = with_targets(self._work, loaded) if trains else loaded
            passes = Passes(self._work, self._loader, stream, clock)
            if request["rewarmIterations"]:
                passes.run(through, request["rewarmIterations"])
                if trains:
                    # Of a mean over steps that is read, the next is of the block's own.
                    self._work.last_result()
            run, read = partial(passes.run, through, count), partial(passes.result, through)
            for _ in range(request["blocks"]):
                block = self._timed(count, run, read, lambda: passes.batch)
                blocks.append({**block, "steps": passes.taken} if trains else block)
        return blocks

    def serve(self, request: ServeMessage) -> dict[str, Any]:
        """Its requests in an open loop, as one block, and when each was issued and completed."""
        gc.disable()
        step, synchronise = self._work.step, self._work.synchronise
        if request["rewarmIterations"]:
            _time_iterations(step, synchronise, self._take(request["rewarmIterations"]))
        scheduled = request["scheduledNanoseconds"]
        moments: list[list[int]] = []

        def timed(batches: Sequence[Any]) -> tuple[int, int]:
            start, issued, completed = open_loop(step, synchronise, batches, scheduled)
            moments.extend((issued, completed))
            return start, start + completed[-1]

        block = self._timed_block(len(scheduled), timed)
        issued, completed = moments
        return {"block": block, "issuedNanoseconds": issued, "completedNanoseconds": completed}

    def _take(self, count: int) -> list[Any]:
        """The next `count` batches, looked up before the clock starts."""
        batches = self._work.batches
        first, self._next = self._next, (self._next + count) % len(batches)
        rotated = list(batches[first:]) + list(batches[:first])
        return rotated * (count // len(rotated)) + rotated[: count % len(rotated)]

    def _block(self, iterations: int, *, each: bool) -> Block:
        if self._training:
            self._work.rewind()
            self._next = 0
        step, synchronise = self._work.step, self._work.synchronise
        if not each:
            return self._timed_block(iterations, lambda batches: self._time(step, synchronise, batches))
        readings: list[int] = []

        def timed(batches: Sequence[Any]) -> tuple[int, int]:
            readings.extend(_read_each(step, synchronise, batches))
            return readings[0], readings[-1]

        block = self._timed_block(iterations, timed)
        block["iterationNanoseconds"] = [later - earlier for earlier, later in itertools.pairwise(readings)]
        return block

    def _timed_block(self, iterations: int, timed: Callable[[Sequence[Any]], tuple[int, int]]) -> Block:
        """`timed` runs the batches that it is given and reads the clock before them and after."""
        batches = self._take(iterations)
        last = (self._next - 1) % len(self._work.batches)
        return self._timed(iterations, lambda: timed(batches), self._work.last_result, lambda: last)

    def _timed(
        self,
        iterations: int,
        run: Callable[[], tuple[int, int]],
        read: Callable[[], np.ndarray],
        batch: Callable[[], int],
    ) -> Block:
        """`run` reads the clock before the iterations and after; afterwards `read` gives the result of the last."""
        compiled_before = self._work.compilations() if self._varies else None
        gc.collect()
        before, cpu_before = resource.getrusage(resource.RUSAGE_SELF), time.process_time_ns()
        device = self._work.device_clock
        if device:
            device.start()
        start, end = run()
        device_nanoseconds = device.stop() if device else None
        cpu_after, after = time.process_time_ns(), resource.getrusage(resource.RUSAGE_SELF)
        result, drain_nanoseconds = _read_result(read)
        if not math.isfinite(result):
            raise ArithmeticError(f"the last iteration of a block produced {result}")
        compiled = {} if compiled_before is None else {"compilations": self._work.compilations() - compiled_before}
        return {
            "startNanoseconds": start,
            "elapsedNanoseconds": end - start,
            "deviceNanoseconds": device_nanoseconds,
            "drainNanoseconds": drain_nanoseconds,
            "iterations": iterations,
            "cpuNanoseconds": cpu_after - cpu_before,
            "involuntarySwitches": after.ru_nivcsw - before.ru_nivcsw,
            "majorFaults": after.ru_majflt - before.ru_majflt,
            "batch": batch(),
            "checksum": result,
            **compiled,
        }


def _read_result(read: Callable[[], np.ndarray]) -> tuple[float, int]:
    """The checksum, and how much longer reading it took than reading it again: work that was not over."""
    begin = clock()
    result = read()
    first = clock()
    read()
    return checksum(result), max(0, (first - begin) - (clock() - first))


def _nothing() -> None:
    pass


def calibrate_clock() -> dict[str, int]:
    """Median cost of an empty timed block, and the smallest non-zero step of the clock; nanoseconds."""
    empty = (_time_block(_nothing, _nothing, []) for _ in range(1001))
    readings = [clock() for _ in range(2001)]
    steps = [later - earlier for earlier, later in itertools.pairwise(readings) if later > earlier]
    return {
        "emptyBlockNanoseconds": int(statistics.median(end - start for start, end in empty)),
        "resolutionNanoseconds": min(steps),
    }
