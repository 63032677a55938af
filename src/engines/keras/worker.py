"""The Keras worker, for whichever backend KERAS_BACKEND names. Nothing is imported before the kit says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "worker-kit" / "python"))

from worker_kit.kit import run
from worker_kit.machine import asked_threads, describe_cpu, limit_processors
from worker_kit.work import Engine, EngineDescription, UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from messages import PrepareMessage


class Keras(Engine):
    def load(self) -> None:
        from keras_backends import load_backend

        name = os.environ["KERAS_BACKEND"]
        if name == "jax":
            limit_processors(sys.argv)
        self._backend = load_backend(name)
        threads = asked_threads(sys.argv)
        if threads is not None:
            self._backend.set_threads(threads)
        import keras

        self._keras = keras

    def initialise(self) -> EngineDescription:
        if self._keras.backend.backend() != os.environ["KERAS_BACKEND"]:
            raise RuntimeError(f"Keras runs on {self._keras.backend.backend()} in spite of KERAS_BACKEND")
        self._backend.begin()
        self._devices = [describe_cpu(), *self._backend.gpus()]
        tf32 = ["TFLOAT32"] if len(self._devices) > 1 else []
        return EngineDescription(self._keras.__version__, self._devices, ["FLOAT32", *tf32, "BFLOAT16", "FLOAT16"])

    def build(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
        backend = request["variant"].removesuffix("-user-api")
        if backend != self._keras.backend.backend():
            raise UnsupportedWork(None, f"this worker runs Keras on {self._keras.backend.backend()}, not {backend}")
        if request["device"] not in [device["id"] for device in self._devices]:
            raise UnsupportedWork(None, f"Keras has no device {request['device']} here")
        from keras_work import build_work

        return build_work(request, tensors, self._backend)


if __name__ == "__main__":
    run(Keras())
