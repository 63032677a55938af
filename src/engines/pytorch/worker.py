"""The PyTorch worker: what the kit drives. Nothing of the framework is imported before the kit says so."""

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

    from messages import DeviceDescription, PrecisionName, PrepareMessage

VARIANTS = ("eager", "compile", "compile-reduce-overhead")


class PyTorch(Engine):
    def load(self) -> None:
        import torch

        self._torch = torch

    def initialise(self) -> EngineDescription:
        torch = self._torch
        torch.ones(8, 8).matmul(torch.ones(8, 8)).sum().item()
        self._devices = [describe_cpu(), *self._probe_gpus()]
        return EngineDescription(torch.__version__, self._devices, self._precisions())

    def _probe_gpus(self) -> list[DeviceDescription]:
        """The GPUs that really compute: one that only claims to be there is left out, with a word on stderr."""
        torch = self._torch
        found: list[DeviceDescription] = []
        for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
            name = f"cuda:{index}"
            try:
                torch.ones(8, 8, device=name).matmul(torch.ones(8, 8, device=name)).sum().item()
            except RuntimeError as error:
                print(f"{name} cannot be used: {error}", file=sys.stderr)
                continue
            facts = torch.cuda.get_device_properties(index)
            found.append({"id": name, "kind": "GPU", "name": facts.name, "memoryBytes": facts.total_memory})
        return found

    def _precisions(self) -> list[PrecisionName]:
        """bfloat16 and float16 have CPU kernels too; TF32 is a way of NVIDIA GPUs from Ampere on (capability 8.0)."""
        capable = [
            d for d in self._devices if d["kind"] == "GPU" and self._torch.cuda.get_device_capability(d["id"]) >= (8, 0)
        ]
        return ["FLOAT32", *(["TFLOAT32"] if capable else []), "BFLOAT16", "FLOAT16"]

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        if request["variant"] not in VARIANTS:
            raise UnsupportedWork(None, f"PyTorch here has no variant {request['variant']}")
        if request["device"] not in [device["id"] for device in self._devices]:
            raise UnsupportedWork(None, f"PyTorch has no device {request['device']} here")
        from torch_precision import require_precision
        from torch_work import build_work

        require_precision(request)
        return build_work(request, tensors)


if __name__ == "__main__":
    run(PyTorch())
