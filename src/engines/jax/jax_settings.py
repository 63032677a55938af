"""The flags that could make a comparison unfair: set for the race, and read back from JAX."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp

from worker_kit.flags import flag
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import PrepareMessage

LOW = {"BFLOAT16": jnp.bfloat16, "FLOAT16": jnp.float16}


def configure(request: PrepareMessage) -> jax.Device:
    """The device, with the precision of products set: 'highest' is float32, GPUs would take TF32 otherwise."""
    if request["precision"] == "TFLOAT32" and request["device"] == "cpu":
        raise UnsupportedWork(None, "JAX has no TFLOAT32 on the CPU")
    if request["precision"] == "FLOAT16" and request["task"] == "TRAINING":
        raise UnsupportedWork(None, "FLOAT16 training needs loss scaling, which the layer graph does not define")
    precision = "tensorfloat32" if request["precision"] == "TFLOAT32" else "highest"
    jax.config.update("jax_default_matmul_precision", precision)
    if request["device"] == "cpu":
        return jax.devices("cpu")[0]
    return jax.devices("gpu")[int(request["device"].removeprefix("cuda:"))]


def compute_dtype(request: PrepareMessage) -> jnp.dtype:
    return jnp.dtype(LOW.get(request["precision"], jnp.float32))


def read_settings(request: PrepareMessage, device: jax.Device) -> dict[str, str]:
    matmul = jax.config.jax_default_matmul_precision
    on_cpu = device.platform == "cpu"
    return {
        "jax": jax.__version__,
        "jaxlib": jax.lib.__version__,
        "device": str(device),
        "threads": str(len(os.sched_getaffinity(0))) if on_cpu else str(request["threads"]),
        "threadsForm": "XLA's pool, as many as processors may be used",
        "execution": "compiled",
        "compiled": "full",
        "jitCompile": "on",
        "productPrecision": "tf32" if matmul == "tensorfloat32" else str(compute_dtype(request)),
        "defaultMatmulPrecision": str(matmul),
        "x64": flag(jax.config.jax_enable_x64),
        "layout": "batch-major, dense kernels [in, out], images channels last",
        "layoutConversion": "none",
        "autotune": "not applicable" if on_cpu else "on",
        "callForm": "step function",
        "hostTransfers": "none",
        "donation": "weights and optimizer state" if request["task"] == "TRAINING" else "none",
        **(
            {"optimizer": "plain update rules", "optimizerForm": "fused by XLA"}
            if request["task"] == "TRAINING"
            else {}
        ),
    }
