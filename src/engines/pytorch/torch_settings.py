"""The flags that could make a comparison unfair: set for a strict float32 race, and read back from PyTorch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from messages import PrepareMessage


def configure(request: PrepareMessage) -> None:
    """Threads, seed, and float32 that really is float32 (PyTorch lets cuDNN round to TF32 by default)."""
    torch.set_num_threads(request["threads"])
    try:
        torch.set_num_interop_threads(request["threads"])
    except RuntimeError as error:
        # Only before the first parallel work; what holds is read back below.
        print(f"inter-operation threads stay as they are: {error}", file=sys.stderr)
    torch.manual_seed(request["seed"])
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.allow_tf32 = False


def read_settings(device: torch.device, optimizer: torch.optim.Optimizer | None) -> dict[str, str]:
    settings = {
        "torch": torch.__version__,
        "device": str(device),
        "threads": str(torch.get_num_threads()),
        "interOpThreads": str(torch.get_num_interop_threads()),
        "inferenceMode": _flag(torch.is_inference_mode_enabled()),
        "compiled": "none",
        "layout": "batch-major, dense kernels [out, in]",
        "float32MatmulPrecision": torch.get_float32_matmul_precision(),
        "deterministicAlgorithms": _flag(torch.are_deterministic_algorithms_enabled()),
    }
    if device.type == "cuda":
        settings |= {
            "cuda": str(torch.version.cuda),
            "cudnn": str(torch.backends.cudnn.version()),
            "cudaMatmulAllowTf32": _flag(torch.backends.cuda.matmul.allow_tf32),
            "cudnnAllowTf32": _flag(torch.backends.cudnn.allow_tf32),
            "cudnnBenchmark": _flag(torch.backends.cudnn.benchmark),
        }
    else:
        settings |= {
            "cpuCapability": torch.backends.cpu.get_cpu_capability(),
            "oneDNN": _flag(torch.backends.mkldnn.is_available() and torch.backends.mkldnn.enabled),
            "mkl": _flag(torch.backends.mkl.is_available()),
        }
    if optimizer is not None:
        settings["optimizer"] = f"torch.optim.{type(optimizer).__name__}"
        settings["optimizerForm"] = "fused" if optimizer.defaults.get("fused") else "default"
        settings["secondRecurrentBias"] = "zero, frozen"
    return settings


def _flag(value: bool) -> str:
    return "on" if value else "off"
