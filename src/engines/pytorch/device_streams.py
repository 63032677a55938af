"""How fast bytes move between a GPU and its memory: sums of two tensors into a third, with PyTorch.

The same kernel as the host's (reference/memory_streams.py), and the same bytes are counted.

    device_streams.py <device> <bytes of the three tensors together> …

Prints one line of JSON for each size: the greatest bytes per second of ten repetitions.
"""

from __future__ import annotations

import json
import sys
import time

import torch

REPETITIONS = 10
TENSORS = 3
BYTES_PER_FLOAT = 4
PASSES = 20


def greatest_bytes_per_second(device: torch.device, working_set_bytes: int) -> float:
    """Each repetition waits for the device at its end."""
    elements = working_set_bytes // (TENSORS * BYTES_PER_FLOAT)
    left, right, total = (torch.full((elements,), value, device=device) for value in (1.0, 2.0, 0.0))

    def wait() -> None:
        # To copy one number out waits for what was to be computed before, on any device.
        total[0].item()

    torch.add(left, right, out=total)
    best = 0.0
    for _ in range(REPETITIONS):
        wait()
        begun = time.perf_counter_ns()
        for _ in range(PASSES):
            torch.add(left, right, out=total)
        wait()
        seconds = (time.perf_counter_ns() - begun) / 1e9
        best = max(best, TENSORS * BYTES_PER_FLOAT * elements * PASSES / seconds)
    if not bool((total == 3.0).all()):
        message = "the sums are wrong"
        raise RuntimeError(message)
    return best


def main() -> None:
    device, *sizes = sys.argv[1:]
    for size in map(int, sizes):
        rate = greatest_bytes_per_second(torch.device(device), size)
        sys.stdout.write(json.dumps({"workingSetBytes": size, "bytesPerSecond": rate}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
