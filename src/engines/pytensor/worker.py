"""The PyTensor worker: what the kit drives. Nothing of the framework is imported before the kit says so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "worker-kit" / "python"))

from worker_kit.kit import run
from worker_kit.machine import describe_cpu, limit_processors
from worker_kit.work import Engine, EngineDescription, UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from messages import PrepareMessage


class PyTensor(Engine):
    def load(self) -> None:
        limit_processors(sys.argv)
        import pytensor

        self._pytensor = pytensor

    def initialise(self) -> EngineDescription:
        return EngineDescription(self._pytensor.__version__, [describe_cpu()], ["FLOAT32"])

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        if request["device"] != "cpu":
            raise UnsupportedWork(None, "PyTensor computes on the CPU only")
        if request["precision"] != "FLOAT32":
            raise UnsupportedWork(None, f"PyTensor has no arithmetic in {request['precision']}")
        if request["variant"] == "c" and not self._pytensor.config.cxx:
            raise UnsupportedWork(None, "PyTensor's C variant needs a C++ compiler: install g++")
        from pytensor_work import build_work

        return build_work(request, tensors)


if __name__ == "__main__":
    run(PyTensor())
