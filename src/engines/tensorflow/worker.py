"""The TensorFlow worker: what the kit drives. Nothing of the framework is imported before the kit says so."""

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

    from messages import DeviceDescription, PrepareMessage

VARIANTS = ("graph", "eager", "xla")


class TensorFlow(Engine):
    def load(self) -> None:
        import tensorflow as tf

        self._tf = tf

    def initialise(self) -> EngineDescription:
        """Lists devices but runs nothing: the first operation would fix the number of threads for good."""
        self._devices = [describe_cpu(), *self._gpus()]
        precisions = ["FLOAT32", *(["TFLOAT32"] if len(self._devices) > 1 else []), "BFLOAT16", "FLOAT16"]
        return EngineDescription(self._tf.__version__, self._devices, precisions)

    def _gpus(self) -> list[DeviceDescription]:
        config = self._tf.config
        found: list[DeviceDescription] = []
        for index, device in enumerate(config.list_physical_devices("GPU")):
            name = config.experimental.get_device_details(device).get("device_name", device.name)
            found.append({"id": f"cuda:{index}", "kind": "GPU", "name": name, "memoryBytes": None})
        return found

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        if request["variant"] not in VARIANTS:
            raise UnsupportedWork(None, f"TensorFlow here has no variant {request['variant']}")
        if request["device"] not in [device["id"] for device in self._devices]:
            raise UnsupportedWork(None, f"TensorFlow has no device {request['device']} here")
        from tensorflow_work import build_work

        return build_work(request, tensors)


if __name__ == "__main__":
    run(TensorFlow())
