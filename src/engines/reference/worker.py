"""The reference worker: float64 NumPy with hand-written gradients, what every engine's parity is judged by."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "worker-kit" / "python"))

from worker_kit.kit import run
from worker_kit.machine import describe_cpu
from worker_kit.work import Engine, EngineDescription, UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from messages import PrepareMessage


class Reference(Engine):
    def load(self) -> None:
        import numpy as np

        self._numpy = np

    def initialise(self) -> EngineDescription:
        return EngineDescription(self._numpy.__version__, [describe_cpu()], ["FLOAT32"])

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        """Computes in float64 whatever precision is asked: it is what the other precisions are compared with."""
        if request["device"] != "cpu":
            raise UnsupportedWork(None, f"the reference has no device {request['device']}")
        if request["task"] == "TRAINING" and request["graph"]["training"] is None:
            raise UnsupportedWork(None, "this workload has no training task")
        from reference_work import ReferenceWork

        return ReferenceWork(request, tensors)


if __name__ == "__main__":
    run(Reference())
