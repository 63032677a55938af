"""Images by `keras.utils.PyDataset`, as `fit` and `predict` take it: decoded by Pillow, resized by Keras."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import keras
import numpy as np
from keras import ops

# Not public: what `fit` and `predict` make of a PyDataset, without the rest of their epoch.
from keras.src.trainers.data_adapters.py_dataset_adapter import PyDatasetAdapter

from worker_kit.pipeline import Loader, image_files
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from messages import Pipeline

try:
    from PIL import __version__ as pillow_version
except ImportError:  # In an interpreter of the user's own.
    pillow_version = None

_ITERATORS = {"tensorflow": "get_tf_dataset", "jax": "get_jax_iterator", "torch": "get_torch_dataloader"}


class KerasLoader(Loader):
    def __init__(self, plan: Pipeline, shape: tuple[int, ...], place: Callable[[Any], Any], *, on_host: bool) -> None:
        """`shape`: [images, height, width, 3]; `place` makes of images (`on_host`: NumPy's) what the model takes."""
        if pillow_version is None:
            raise UnsupportedWork(None, "Keras needs Pillow to decode images: install pillow")
        self._dataset, self._place = _Images(plan, shape), place
        self._iterator = "get_numpy_iterator" if on_host else _ITERATORS[keras.backend.backend()]
        workers = self._dataset.workers
        # By Keras's own rule: only from two on there is a queue in between.
        threads = f"{workers} threads" if workers > 1 else "1, in the thread that asks"
        self.settings = {
            "loader": f"keras.utils.PyDataset, {self._iterator.removeprefix('get_').replace('_', ' ')}",
            "loaderWorkers": threads,
            "loaderPrefetch": f"{self._dataset.max_queue_size} batches" if workers > 1 else "none of Keras's own",
            "imageDecoder": f"Pillow {pillow_version}",
        }

    @contextmanager
    def stream(self) -> Iterator[Iterator[Any]]:
        adapter = PyDatasetAdapter(self._dataset, shuffle=False)
        adapter.on_epoch_begin()
        stream = (self._place(batch[0]) for batch in getattr(adapter, self._iterator)())
        try:
            yield stream
        finally:
            stream.close()
            adapter.on_epoch_end()

    def read(self, batch: Any) -> np.ndarray:
        images = batch[0]
        if isinstance(images, np.ndarray):
            return images.astype(np.float32)
        return ops.convert_to_numpy(ops.cast(images, "float32"))


class _Images(keras.utils.PyDataset):
    """Without an end; pass after pass in the same order."""

    def __init__(self, plan: Pipeline, shape: tuple[int, ...]) -> None:
        super().__init__(workers=plan["workers"], use_multiprocessing=False, max_queue_size=plan["prefetchBatches"])
        self._files, self._flips = image_files(plan), plan["flips"]
        self._images, self._size = shape[0], (shape[1], shape[2])
        self._mean, self._deviation = np.float32(plan["mean"]), np.float32(plan["deviation"])

    @property
    def num_batches(self) -> None:
        return None

    def __getitem__(self, index: int) -> tuple[np.ndarray]:
        first = index * self._images % len(self._files)
        last = first + self._images
        pixels = np.stack([keras.utils.img_to_array(keras.utils.load_img(file)) for file in self._files[first:last]])
        with keras.device("cpu:0"):
            options = {"interpolation": "bilinear", "antialias": True, "data_format": "channels_last"}
            resized = ops.convert_to_numpy(ops.image.resize(pixels, self._size, **options))
        mirrored = np.where(np.array(self._flips[first:last])[:, None, None, None], resized[:, :, ::-1], resized)
        return ((mirrored - self._mean) / self._deviation,)
