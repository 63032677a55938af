"""How many of so many forked children (the argument) compute in several threads at once without an error."""

import os
import sys
import threading
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src" / "engines"
sys.path[:0] = [str(SOURCES / "keras"), str(SOURCES / "worker-kit" / "python")]

import numpy as np  # noqa: E402
import torch  # noqa: E402

from keras_backends import TorchBackend  # noqa: E402

THREADS = 8

backend = TorchBackend(torch)
backend.set_threads(2)


def compute(barrier: threading.Barrier, failures: list[str]) -> None:
    pixels = np.ones((512, 512), np.uint8)
    barrier.wait()
    try:
        torch.as_tensor(pixels, dtype=torch.float32)
    except RuntimeError as error:
        failures.append(str(error))


def child() -> int:
    # As the worker does.
    backend.begin()
    barrier, failures = threading.Barrier(THREADS), []
    threads = [threading.Thread(target=compute, args=(barrier, failures)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1 if failures else 0


well = 0
for _ in range(int(sys.argv[1])):
    pid = os.fork()
    if pid == 0:
        os._exit(child())
    well += os.waitpid(pid, 0)[1] == 0
print(well)
