"""Time and memory on a CUDA device. Never touched on a CPU, where PyTorch's CPU builds refuse all of it."""

from __future__ import annotations

import torch

from worker_kit.work import DeviceClock

_NANOSECONDS_PER_MILLISECOND = 1e6


class CudaClock(DeviceClock):
    """Two timing events around a block. Resolution is about half a microsecond (CUDA's documentation)."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._begin, self._end = (torch.cuda.Event(enable_timing=True) for _ in range(2))

    def start(self) -> None:
        self._begin.record(torch.cuda.current_stream(self._device))

    def stop(self) -> int:
        self._end.record(torch.cuda.current_stream(self._device))
        self._end.synchronize()
        return round(self._begin.elapsed_time(self._end) * _NANOSECONDS_PER_MILLISECOND)


def peak_device_bytes(device: torch.device) -> int | None:
    """The most that PyTorch's allocator reserved; None on a CPU."""
    return torch.cuda.max_memory_reserved(device) if device.type == "cuda" else None
