"""Images by `torch.utils.data.DataLoader`: decoded by Pillow, resized by PyTorch, in processes of its own.

What torchvision's transforms do is written out: a build of PyTorch without torchvision has to do.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as functional
from torch.utils.data import DataLoader, Dataset, Sampler

from worker_kit.pipeline import Loader, image_files
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messages import Pipeline

try:
    from PIL import Image
except ImportError:  # In an interpreter of the user's own.
    Image = None


class TorchLoader(Loader):
    def __init__(self, plan: Pipeline, shape: tuple[int, ...], place: Callable[[torch.Tensor], Any]) -> None:
        """`shape`: [images, height, width, 3]; `place` brings a batch of images to where the model takes it from."""
        if Image is None:
            raise UnsupportedWork(None, "PyTorch needs Pillow to decode images: install pillow")
        self._place, workers = place, plan["workers"]
        dataset = _Images(plan, (shape[1], shape[2]))
        self._loader = DataLoader(
            dataset,
            batch_size=shape[0],
            sampler=_Endless(len(dataset)),
            num_workers=workers,
            prefetch_factor=max(1, plan["prefetchBatches"] // workers),
            pin_memory=torch.cuda.is_available(),
            # Nothing of PyTorch runs in other threads of this process while it forks.
            multiprocessing_context="fork",
        )
        self.settings = {
            "loader": "torch.utils.data.DataLoader",
            "loaderWorkers": f"{self._loader.num_workers} processes",
            "loaderPrefetch": f"{self._loader.prefetch_factor} batches for each worker",
            "imageDecoder": f"Pillow {Image.__version__}",
        }

    @contextmanager
    def stream(self) -> Iterator[Iterator[Any]]:
        batches = iter(self._loader)
        try:
            yield map(self._place, batches)
        finally:
            # Otherwise its processes would live for as long as somebody knows the iterator.
            batches._shutdown_workers()

    def read(self, batch: Any) -> np.ndarray:
        return batch[0][0].permute(0, 2, 3, 1).float().cpu().numpy()


class _Images(Dataset):
    def __init__(self, plan: Pipeline, size: tuple[int, int]) -> None:
        self._files, self._flips, self._size = image_files(plan), plan["flips"], size
        self._mean, self._deviation = (torch.tensor(plan[name]).reshape(3, 1, 1) for name in ("mean", "deviation"))

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, index: int) -> torch.Tensor:
        with Image.open(self._files[index]) as image:
            pixels = torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1).float()
        options = {"mode": "bilinear", "antialias": True, "align_corners": False}
        resized = functional.interpolate(pixels[None], size=self._size, **options)[0]
        mirrored = resized.flip(-1) if self._flips[index] else resized
        return (mirrored - self._mean) / self._deviation


class _Endless(Sampler[int]):
    """Pass after pass in the same order."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __iter__(self) -> Iterator[int]:
        return itertools.cycle(range(self._count))
