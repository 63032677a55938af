"""What the kit's framing of a block costs: its own loop against a bare hand-written one, in one process.

Steps of about 20 us, 300 us and 5 ms of real work; 40 pairs each. A pair is the medians of eleven blocks and of as
many bare loops of the same length, each two in random order. Prints {"pairs": {"20us": [[framed, bare], ...], ...}},
each the seconds of one iteration. `bench/overhead.ts` aggregates. Needs NumPy only.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from pathlib import Path

# Before NumPy starts its threads: a second one would measure the scheduler, not the framing.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src" / "engines" / "worker-kit" / "python"))

import numpy as np

from worker_kit.blocks import BlockTimer
from worker_kit.work import Work

PAIRS = 40
BATCHES = 8
LENGTH = 1024
BLOCKS_PER_PAIR = 11
# method.md 1.3: a block lasts 20 ms or more.
BLOCK_SECONDS = 0.02
STEP_SECONDS = {"20us": 20e-6, "300us": 300e-6, "5ms": 5e-3}


class SteadyWork(Work):
    """Running sums of one small vector, `repetitions` of them per step: the length of a step is set by their number.

    Each addition waits for the one before, as in the steps of the Node kit: what else computes on the same physical
    core, of which a guest sees nothing, disturbs products of matrices three times as much.
    """

    settings: dict = {}  # noqa: RUF012 (nothing to say)
    implementation: dict = {}  # noqa: RUF012
    parameter_count = 0

    def __init__(self, repetitions: int) -> None:
        generator = np.random.default_rng(1)
        self.batches = [generator.standard_normal(LENGTH) for _ in range(BATCHES)]
        self._repetitions = repetitions
        self._out = np.empty(LENGTH)

    def step(self, batch: np.ndarray) -> None:
        for _ in range(self._repetitions):
            np.add.accumulate(batch, out=self._out)

    def synchronise(self) -> None:
        pass

    def output(self, batch: np.ndarray) -> np.ndarray:
        return np.add.accumulate(batch)

    def sgd_losses(self, batch: np.ndarray, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError

    def last_result(self) -> np.ndarray:
        return self._out


def bare_seconds(work: SteadyWork, iterations: int) -> float:
    """The loop that one writes by hand."""
    batches, step = work.batches, work.step
    start = time.perf_counter()
    for index in range(iterations):
        step(batches[index % BATCHES])
    return (time.perf_counter() - start) / iterations


def framed_seconds(timer: BlockTimer, iterations: int) -> float:
    plan = {"type": "measure", "request": 0, "blocks": 1, "iterationsPerBlock": iterations, "rewarmIterations": 1}
    (block,) = timer.measure(plan)
    return block["elapsedNanoseconds"] / block["iterations"] / 1e9


def measure_pair(timer: BlockTimer, work: SteadyWork, iterations: int, order: random.Random) -> list[float]:
    seconds: dict[str, list[float]] = {"framed": [], "bare": []}
    for _ in range(BLOCKS_PER_PAIR):
        for name in order.sample(sorted(seconds), 2):
            once = framed_seconds(timer, iterations) if name == "framed" else bare_seconds(work, iterations)
            seconds[name].append(once)
    return [statistics.median(seconds["framed"]), statistics.median(seconds["bare"])]


def pairs_of(step_seconds: float) -> list[list[float]]:
    once = SteadyWork(1)
    repetitions = max(1, round(step_seconds / min(bare_seconds(once, 2000) for _ in range(5))))
    work = SteadyWork(repetitions)
    timer = BlockTimer(work, "BLOCK", training=False)
    iterations = max(1, round(BLOCK_SECONDS / step_seconds))
    order = random.Random(1)
    return [measure_pair(timer, work, iterations, order) for _ in range(PAIRS)]


if __name__ == "__main__":
    json.dump({"pairs": {name: pairs_of(seconds) for name, seconds in STEP_SECONDS.items()}}, sys.stdout)
    print()
