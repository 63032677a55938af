"""How fast bytes move between memory and processors: sums of two arrays into a third, in as many processes as threads.

The kernel "Add" of STREAM (J. McCalpin, 1995), which moves as many bytes as its "Triad" and is one call of NumPy:
twelve bytes for each float32 element; what a cache reads before it overwrites is not counted.

    memory_streams.py <threads> <bytes of the three arrays together> …

Prints one line of JSON for each size: the greatest bytes per second of ten repetitions.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import SynchronizedArray
    from multiprocessing.synchronize import Barrier

REPETITIONS = 10
ARRAYS = 3
BYTES_PER_FLOAT = 4
# Long enough that processes which start a little apart overlap nearly all of the time.
SHORTEST_NANOSECONDS = 30_000_000
PATIENCE_SECONDS = 60


def add(elements: int, passes: int, left: np.ndarray, right: np.ndarray, total: np.ndarray) -> tuple[int, int]:
    """The moments between which one process summed its own elements so many times."""
    begun = time.perf_counter_ns()
    for _ in range(passes):
        np.add(left[:elements], right[:elements], out=total[:elements])
    return begun, time.perf_counter_ns()


def work(place: int, elements: int, passes: int, barrier: Barrier, moments: SynchronizedArray) -> None:
    """Each process writes to its arrays first, so that their pages are its own and there."""
    arrays = [np.full(elements, value, dtype=np.float32) for value in (1.0, 2.0, 0.0)]
    add(elements, passes, *arrays)
    for repetition in range(REPETITIONS):
        barrier.wait(PATIENCE_SECONDS)
        begun, ended = add(elements, passes, *arrays)
        slot = 2 * (repetition * barrier.parties + place)
        moments[slot], moments[slot + 1] = begun, ended
    if not np.all(arrays[2] == np.float32(3.0)):
        message = "the sums are wrong"
        raise RuntimeError(message)


def calibrated_passes(elements: int) -> int:
    """So many that one process alone takes long enough to be timed."""
    arrays = [np.full(elements, value, dtype=np.float32) for value in (1.0, 2.0, 0.0)]
    passes = 1
    while True:
        begun, ended = add(elements, passes, *arrays)
        if ended - begun >= SHORTEST_NANOSECONDS:
            return passes
        passes *= 2


def greatest_bytes_per_second(threads: int, working_set_bytes: int) -> float:
    """From the first process's start to the last one's end, the best of all repetitions."""
    elements = working_set_bytes // (ARRAYS * BYTES_PER_FLOAT * threads)
    passes = calibrated_passes(elements)
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(threads)
    moments = context.Array("q", 2 * threads * REPETITIONS, lock=True)
    processes = [
        context.Process(target=work, args=(place, elements, passes, barrier, moments), daemon=True)
        for place in range(threads)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        message = "a process did not finish its sums"
        raise RuntimeError(message)
    spans = np.array(moments[:]).reshape(REPETITIONS, threads, 2)
    seconds = (spans[:, :, 1].max(axis=1) - spans[:, :, 0].min(axis=1)) / 1e9
    moved = ARRAYS * BYTES_PER_FLOAT * elements * threads * passes
    return float((moved / seconds).max())


def main() -> None:
    threads, *sizes = (int(argument) for argument in sys.argv[1:])
    for size in sizes:
        rate = greatest_bytes_per_second(threads, size)
        sys.stdout.write(json.dumps({"workingSetBytes": size, "bytesPerSecond": rate}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
