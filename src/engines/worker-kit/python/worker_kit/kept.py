"""Weights kept aside while the proof of sameness trains on them, to be put back afterwards.

On disk: a second copy in memory would be the most that the worker ever held, and would be reported as its need.
"""

from __future__ import annotations

import math
import tempfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Kept:
    """Iterating yields the arrays as they were, each read when it is reached; as often as needed."""

    def __init__(self, arrays: Iterable[np.ndarray]) -> None:
        # In the worker's own folder: what is temporary elsewhere may be memory.
        self._file = tempfile.TemporaryFile(dir=".")  # noqa: SIM115 (open as long as this lives)
        self._kinds: list[tuple[np.dtype, tuple[int, ...]]] = []
        for array in arrays:
            np.ascontiguousarray(array).tofile(self._file)
            self._kinds.append((array.dtype, array.shape))

    def __iter__(self) -> Iterator[np.ndarray]:
        self._file.seek(0)
        for dtype, shape in self._kinds:
            yield np.fromfile(self._file, dtype, math.prod(shape)).reshape(shape)
