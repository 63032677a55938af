"""The flags that could make a comparison unfair, as PyTensor and its libraries tell them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytensor

from worker_kit.flags import flag

if TYPE_CHECKING:
    from messages import PrepareMessage

MODES = {"numba": "NUMBA", "c": "CVM"}


def read_settings(request: PrepareMessage) -> dict[str, str]:
    settings = {
        "pytensor": pytensor.__version__,
        "device": "cpu",
        "threads": str(len(os.sched_getaffinity(0))),
        "threadsForm": "processors that the BLAS library may use; elementwise work is single-threaded",
        "execution": "compiled",
        "compiled": "full",
        "compileMode": MODES[request["variant"]],
        "productPrecision": pytensor.config.floatX,
        "openmp": flag(pytensor.config.openmp),
        "layout": "batch-major, dense kernels [in, out], images channels last",
        "layoutConversion": "none",
        "autotune": "not applicable",
        "callForm": "step function",
        "hostTransfers": "none",
    }
    if request["variant"] == "numba":
        import numba

        settings |= {"numba": numba.__version__, "numbaThreads": str(numba.get_num_threads())}
    else:
        settings |= {"compiler": pytensor.config.cxx, "blas": pytensor.config.blas__ldflags or "NumPy's"}
    if request["task"] == "TRAINING":
        settings |= {"optimizer": "plain update rules", "optimizerForm": "compiled with the step"}
    return settings
