"""The flags that could make a comparison unfair: set for the race, and read back from PyTorch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import torch

from torch_compile import describe_compilation
from torch_precision import product_precision, set_product_flags
from worker_kit.flags import flag

if TYPE_CHECKING:
    from messages import PrepareMessage
    from torch_graph import Built


def configure(request: PrepareMessage) -> None:
    """Threads, seed, precision of products, and in the TUNED division what PyTorch's tuning guide says."""
    torch.set_num_threads(request["threads"])
    try:
        torch.set_num_interop_threads(request["threads"])
    except RuntimeError as error:
        # Only before the first parallel work; what holds is read back below.
        print(f"inter-operation threads stay as they are: {error}", file=sys.stderr)
    torch.manual_seed(request["seed"])
    set_product_flags(request)
    torch.backends.cudnn.benchmark = request["division"] == "TUNED"


def channels_last(request: PrepareMessage, built: Built) -> bool:
    """PyTorch's tuning guide: convolutions run faster over this memory format, on GPUs and with oneDNN."""
    return request["division"] == "TUNED" and built.has_images


def read_settings(
    request: PrepareMessage, module: torch.nn.Module, built: Built, optimizer: torch.optim.Optimizer | None
) -> dict[str, str]:
    device = torch.device(request["device"])
    images = "channels last" if channels_last(request, built) else "channels first"
    conversions = f"inside the block: {built.conversions} permutations of images"
    settings = {
        "torch": torch.__version__,
        "device": str(device),
        "threads": str(torch.get_num_threads()),
        "interOpThreads": str(torch.get_num_interop_threads()),
        **describe_compilation(request),
        "productPrecision": product_precision(request, module),
        "callForm": "step function",
        "inferenceMode": flag(torch.is_inference_mode_enabled()),
        "layout": f"batch-major, dense kernels [out, in]{f', images {images}' if built.has_images else ''}",
        "layoutConversion": conversions if built.conversions else "none",
        "hostTransfers": "none",
        "float32MatmulPrecision": torch.get_float32_matmul_precision(),
        "deterministicAlgorithms": flag(torch.are_deterministic_algorithms_enabled()),
        **(_cuda_settings() if device.type == "cuda" else _cpu_settings()),
    }
    if built.has_second_bias:
        settings["secondRecurrentBias"] = "zero, frozen"
    if optimizer is not None:
        settings["optimizer"] = f"torch.optim.{type(optimizer).__name__}"
        settings["optimizerForm"] = "fused" if optimizer.defaults.get("fused") else "default"
    return settings


def _cuda_settings() -> dict[str, str]:
    return {
        "cuda": str(torch.version.cuda),
        "cudnn": str(torch.backends.cudnn.version()),
        "cudaMatmulAllowTf32": flag(torch.backends.cuda.matmul.allow_tf32),
        "cudnnAllowTf32": flag(torch.backends.cudnn.allow_tf32),
        "autotune": flag(torch.backends.cudnn.benchmark),
    }


def _cpu_settings() -> dict[str, str]:
    return {
        "cpuCapability": torch.backends.cpu.get_cpu_capability(),
        "oneDNN": flag(torch.backends.mkldnn.is_available() and torch.backends.mkldnn.enabled),
        "mkl": flag(torch.backends.mkl.is_available()),
        "autotune": "not applicable",
    }
