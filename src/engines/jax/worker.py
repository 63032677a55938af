"""The JAX worker: what the kit drives. Nothing of the framework is imported before the kit says so."""

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

    from messages import DeviceDescription, PrepareMessage


class Jax(Engine):
    def load(self) -> None:
        limit_processors(sys.argv)
        import jax

        self._jax = jax

    def initialise(self) -> EngineDescription:
        self._jax.jit(lambda x: (x @ x).sum())(self._jax.numpy.ones((8, 8))).block_until_ready()
        self._devices = [describe_cpu(), *self._gpus()]
        tf32 = ["TFLOAT32"] if len(self._devices) > 1 else []
        return EngineDescription(self._jax.__version__, self._devices, ["FLOAT32", *tf32, "BFLOAT16", "FLOAT16"])

    def _gpus(self) -> list[DeviceDescription]:
        found: list[DeviceDescription] = []
        for device in self._jax.devices():
            if device.platform in ("gpu", "cuda"):
                memory = (device.memory_stats() or {}).get("bytes_limit")
                name = f"cuda:{device.id}"
                found.append({"id": name, "kind": "GPU", "name": device.device_kind, "memoryBytes": memory})
        return found

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        if request["variant"] != "jit":
            raise UnsupportedWork(None, f"JAX here has no variant {request['variant']}")
        if request["device"] not in [device["id"] for device in self._devices]:
            raise UnsupportedWork(None, f"JAX has no device {request['device']} here")
        from jax_work import build_work

        return build_work(request, tensors)


if __name__ == "__main__":
    run(Jax())
