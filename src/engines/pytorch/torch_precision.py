"""What each precision means to PyTorch: dtypes of weights and inputs, autocast, and the TF32 flags."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import torch

from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from messages import PrepareMessage

_LOW = {"BFLOAT16": torch.bfloat16, "FLOAT16": torch.float16}


def require_precision(request: PrepareMessage) -> None:
    """Raises `UnsupportedWork` for what PyTorch, or this vocabulary, does not have."""
    if request["precision"] == "TFLOAT32" and request["device"] == "cpu":
        raise UnsupportedWork(None, "PyTorch has no TFLOAT32 on the CPU")
    if request["precision"] == "FLOAT16" and request["task"] == "TRAINING":
        raise UnsupportedWork(None, "FLOAT16 training needs loss scaling, which the layer graph does not define")


def storage_dtype(request: PrepareMessage) -> torch.dtype:
    """Of weights and floating-point inputs: in training the float32 masters."""
    return torch.float32 if request["task"] == "TRAINING" else _LOW.get(request["precision"], torch.float32)


def forward_context(request: PrepareMessage) -> AbstractContextManager:
    """Around the forward pass and the loss: autocast in mixed-precision training."""
    dtype = _LOW.get(request["precision"])
    if dtype is None or request["task"] == "INFERENCE":
        return nullcontext()
    return torch.autocast(torch.device(request["device"]).type, dtype=dtype)


def set_product_flags(request: PrepareMessage) -> None:
    """float32 that really is float32 (PyTorch lets cuDNN round to TF32 by default), or TF32 where it is asked for."""
    rounded = request["precision"] == "TFLOAT32"
    torch.set_float32_matmul_precision("high" if rounded else "highest")
    torch.backends.cuda.matmul.allow_tf32 = rounded
    torch.backends.cudnn.allow_tf32 = rounded


def product_precision(request: PrepareMessage, module: torch.nn.Module) -> str:
    """As read back: what products are computed in."""
    dtype = _LOW.get(request["precision"])
    if request["task"] == "TRAINING" and dtype is not None:
        with forward_context(request):
            return str(torch.get_autocast_dtype(torch.device(request["device"]).type)).removeprefix("torch.")
    stored = {p.dtype for p in module.parameters()} or {storage_dtype(request)}
    names = ", ".join(sorted(str(dtype).removeprefix("torch.") for dtype in stored))
    rounded = torch.device(request["device"]).type == "cuda" and torch.backends.cuda.matmul.allow_tf32
    return "tf32" if names == "float32" and rounded else names
