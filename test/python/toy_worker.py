"""An engine without a framework: `output` is the batch itself, `step` remembers it. Variants misbehave on request."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "worker-kit" / "python"))

import gc
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from worker_kit.kit import run
from worker_kit.machine import describe_cpu
from worker_kit.pipeline import Loader
from worker_kit.work import Engine, EngineDescription, UnsupportedWork, Work


class ToyWork(Work):
    def __init__(self, request: dict, tensors: dict[str, np.ndarray]) -> None:
        name = request["graph"]["inputs"][0]["name"]
        self.batches = [tensors[f"batch.{index}.{name}"] for index in range(request["batchCount"])]
        self.settings = {"colour": "blue"}
        self.implementation = {node["id"]: "composed" for node in request["graph"]["nodes"]}
        self.parameter_count = 0
        self._variant = request["variant"]
        self._steps = self._waits = self._rewound = self._late_collections = 0
        gc.callbacks.append(self._collected)
        self._stepping = False

    def _collected(self, _phase: str, _info: dict) -> None:
        self._late_collections += self._stepping

    def step(self, batch: np.ndarray) -> None:
        self._stepping = True
        self._steps += 1
        self._last = batch
        if self._variant == "garbage":
            for _ in range(3000):
                cycle: list = []
                cycle.append(cycle)
        if self._variant == "breaks" and self._steps > 1:
            raise KeyError("a wheel came off")
        if self._variant == "sleeps":
            time.sleep(0.002)
        if self._variant == "spins":
            until = time.perf_counter() + 0.002
            while time.perf_counter() < until:
                pass

    def synchronise(self) -> None:
        self._waits += 1
        self._stepping = False

    def output(self, batch: np.ndarray) -> np.ndarray:
        # The first result came before this and was allowed to collect.
        self._late_collections = 0
        return np.array(batch)

    def sgd_losses(self, batch: np.ndarray, steps: int, learning_rate: float) -> list[float]:
        return [float(batch.sum()) - taken * learning_rate for taken in range(steps + 1)]

    def rewind(self) -> None:
        self._rewound += 1

    def with_targets(self, loaded: np.ndarray, index: int) -> np.ndarray:
        if loaded is not self.batches[index]:
            raise AssertionError(f"these are not the images of batch {index}")
        return loaded

    def loader(self, plan: dict) -> Loader:
        return super().loader(plan) if self._variant == "no-loader" else ToyLoader(self)

    def last_result(self) -> np.ndarray:
        match self._variant:
            case "not-a-number":
                return np.array(np.nan)
            case "waits":
                return np.array(self._waits)
            case "rewinds":
                return np.array(self._rewound)
            case "garbage":
                return np.array(self._late_collections)
            case _:
                return self._last


class ToyLoader(Loader):
    """What was staged. Says how often it was opened and closed by what it names its images."""

    def __init__(self, work: ToyWork) -> None:
        self._work, self.opened, self.closed = work, 0, 0
        self.settings = {"loader": "toy"}

    @contextmanager
    def stream(self) -> Iterator[Iterator[np.ndarray]]:
        self.opened += 1
        yield itertools.cycle(self._work.batches)
        self.closed += 1

    def read(self, batch: np.ndarray) -> np.ndarray:
        if self._work._variant == "counts-streams":
            return np.float32([self.opened, self.closed])
        return np.array(batch)


class Toy(Engine):
    def load(self) -> None:
        print("frameworks print what they like on stdout")

    def initialise(self) -> EngineDescription:
        return EngineDescription("1.2.3", [describe_cpu()], ["FLOAT32"])

    def build(self, request: dict, tensors: dict[str, np.ndarray]) -> Work:
        if request["variant"] == "unsupported":
            raise UnsupportedWork(request["graph"]["nodes"][0]["id"], "the toy has no such node")
        return ToyWork(request, tensors)


if __name__ == "__main__":
    run(Toy())
