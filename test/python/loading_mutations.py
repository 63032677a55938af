"""Mistakes of loaders, for `mutant_worker.py`: of each the engine, its class, and what makes the mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def aliased_resize() -> None:
    """PyTorch's default of bilinear interpolation: four pixels, however far apart the new ones are."""
    import torch_images

    original = torch_images.functional.interpolate
    torch_images.functional.interpolate = lambda pixels, **options: original(pixels, **options | {"antialias": False})


def whole_grey_levels() -> None:
    """What is resized is rounded to bytes, as Pillow does it."""
    import torch_images

    original = torch_images.functional.interpolate
    torch_images.functional.interpolate = lambda pixels, **options: original(pixels, **options).round()


def never_mirrored() -> None:
    """The augmentation is left out."""
    import torch_images

    torch_images.image_files = _without_flips(torch_images.image_files)


def _without_flips(files: Callable) -> Callable:
    def mutated(plan: dict) -> list[str]:
        plan["flips"] = [False] * len(plan["flips"])
        return files(plan)

    return mutated


def skipped_images() -> None:
    """One image in the second batch is left out, so that all after it move up."""
    import torch_images

    def order(self: object) -> Iterator[int]:
        while True:
            yield from (index for index in range(self._count) if index != 4)

    torch_images._Endless.__iter__ = order


def fast_decoder() -> None:
    """TensorFlow's default on a CPU: fewer bits."""
    import tensorflow as tf

    original = tf.io.decode_jpeg
    tf.io.decode_jpeg = lambda contents, **options: original(contents, **options | {"dct_method": "INTEGER_FAST"})


def mixed_up_targets() -> None:
    """What is loaded is trained on with the targets of the batch after it."""
    from torch_work import TrainingWork

    original = TrainingWork.with_targets

    def with_targets(self: Any, loaded: Any, index: int) -> Any:
        return original(self, loaded, (index + 1) % len(self.batches))

    TrainingWork.with_targets = with_targets


LOADING = {
    "aliased-resize": ("pytorch", "PyTorch", aliased_resize),
    "whole-grey-levels": ("pytorch", "PyTorch", whole_grey_levels),
    "never-mirrored": ("pytorch", "PyTorch", never_mirrored),
    "skipped-images": ("pytorch", "PyTorch", skipped_images),
    "fast-decoder": ("tensorflow", "TensorFlow", fast_decoder),
    "mixed-up-targets": ("pytorch", "PyTorch", mixed_up_targets),
}
