"""Images by `tf.data`: read, decoded, resized and mirrored by TensorFlow's own operations, in threads of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import tensorflow as tf

from worker_kit.pipeline import Loader, image_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from messages import Pipeline


class TensorFlowLoader(Loader):
    def __init__(self, plan: Pipeline, shape: tuple[int, ...], stored: tf.DType) -> None:
        """`shape`: [images, height, width, 3]; `stored`: the type that the model takes."""
        self._plan, self._size, self._stored = plan, (shape[1], shape[2]), stored
        with tf.device("/CPU:0"):
            images = tf.data.Dataset.from_tensor_slices((image_files(plan), plan["flips"])).repeat()
            loaded = images.map(self._image, num_parallel_calls=plan["workers"], deterministic=True)
            batches = loaded.batch(shape[0], drop_remainder=True).prefetch(plan["prefetchBatches"])
        options = tf.data.Options()
        options.threading.private_threadpool_size = plan["workers"]
        # As many at a time as were asked for, and not what its model of the machine would choose.
        options.autotune.enabled = False
        self._batches = batches.with_options(options)
        self.settings = {
            "loader": "tf.data",
            "loaderWorkers": f"{self._batches.options().threading.private_threadpool_size} threads",
            "loaderPrefetch": f"{plan['prefetchBatches']} batches",
            "imageDecoder": "tf.io.decode_jpeg, INTEGER_ACCURATE",
        }

    def _image(self, file: tf.Tensor, flip: tf.Tensor) -> tf.Tensor:
        # The default for this device is faster and less exact: it decodes to other grey levels than everybody else.
        pixels = tf.io.decode_jpeg(tf.io.read_file(file), channels=3, dct_method="INTEGER_ACCURATE")
        resized = tf.image.resize(pixels, self._size, method="bilinear", antialias=True)
        mirrored = tf.cond(flip, lambda: tf.image.flip_left_right(resized), lambda: resized)
        normalised = (mirrored - tf.constant(self._plan["mean"])) / tf.constant(self._plan["deviation"])
        return tf.cast(tf.ensure_shape(normalised, (*self._size, 3)), self._stored)

    @contextmanager
    def stream(self) -> Iterator[Iterator[Any]]:
        stream = ((batch,) for batch in self._batches)
        try:
            yield stream
        finally:
            # Its threads end with the iterator that this holds.
            stream.close()

    def read(self, batch: Any) -> np.ndarray:
        return tf.cast(batch[0], tf.float32).numpy()
