"""Photographs that nobody took: JPEG files from a seed, and what every loader has to make of them.

    make_images.py <file of one JSON object: see Recipe>

Writes `<folder>/<i>.jpg`, and the batches that they are decoded, resized, flipped and normalised to as
`<folder>/batch.<b>.f32` (float32, [images, height, width, 3]). Prints one line of JSON: the SHA-256 of all files one
after the other, and their bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import TypedDict

import numpy as np
from PIL import Image

_JPEG_QUALITY = 90
_COARSEST_CELLS = 2
"""Of the first octave, along the shorter edge; each octave has twice as many, and they are half as strong."""
_ROUGHNESS = 0.65
_GRAIN_LEVELS = 4.0
"""Standard deviation of a sensor's noise, in grey levels."""
_SHAPES = 6


class Recipe(TypedDict):
    """What is to be made. Sizes in pixels."""

    seed: int
    folder: str
    flips: list[bool]
    """Of each image, whether it is mirrored; as many as there are images."""
    batchSize: int
    imageHeight: int
    imageWidth: int
    inputHeight: int
    inputWidth: int
    mean: list[float]
    """Of each channel, in grey levels."""
    deviation: list[float]


def photograph(seed: int, index: int, height: int, width: int) -> Image.Image:
    """Clouds of every size, a few things with edges in front of them, and a little grain.

    Natural images have a spectrum like 1/f (Field 1987), which is what a JPEG decoder's time hangs on: pure noise would
    take several times as long, a plain colour next to nothing.
    """
    draw = np.random.default_rng((seed, index))
    scene = np.zeros((height, width, 3))
    cells, strength = _COARSEST_CELLS, 1.0
    while cells < min(height, width):
        rows, columns = (max(2, round(cells * edge / min(height, width))) for edge in (height, width))
        # One field for all channels and a weaker one for each: colours of things vary less than their brightness.
        shared, own = draw.standard_normal((rows, columns, 1)), draw.standard_normal((rows, columns, 3))
        scene += strength * _stretched(shared + 0.5 * own, height, width)
        cells, strength = cells * 2, strength * _ROUGHNESS
    row, column = np.mgrid[0:height, 0:width]
    for _ in range(_SHAPES):
        middle, extent = draw.uniform(0, 1, 2) * (height, width), draw.uniform(0.05, 0.3, 2) * (height, width)
        inside = ((row - middle[0]) / extent[0]) ** 2 + ((column - middle[1]) / extent[1]) ** 2 < 1
        scene[inside] = 0.5 * scene[inside] + draw.uniform(-2, 2, 3)
    levels = 127.5 + 50 * scene + _GRAIN_LEVELS * draw.standard_normal(scene.shape)
    return Image.fromarray(np.clip(np.round(levels), 0, 255).astype(np.uint8))


def _stretched(field: np.ndarray, height: int, width: int) -> np.ndarray:
    planes = (Image.fromarray(field[..., channel].astype(np.float32)) for channel in range(3))
    return np.stack([np.asarray(plane.resize((width, height), Image.Resampling.BICUBIC)) for plane in planes], axis=-1)


def loaded(file: Path, *, flip: bool, recipe: Recipe) -> np.ndarray:
    """The right answer: decoded to whole grey levels, and from there on in floating point."""
    with Image.open(file) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.float32)
    size = (recipe["inputWidth"], recipe["inputHeight"])
    # Pillow's bilinear filter grows with the step (no aliasing), and rounds nothing in planes of floating point.
    planes = (Image.fromarray(np.ascontiguousarray(pixels[..., channel])) for channel in range(3))
    resized = np.stack([np.asarray(plane.resize(size, Image.Resampling.BILINEAR)) for plane in planes], axis=-1)
    mirrored = resized[:, ::-1] if flip else resized
    return ((mirrored - np.float32(recipe["mean"])) / np.float32(recipe["deviation"])).astype(np.float32)


def make(recipe: Recipe) -> dict[str, str | int]:
    folder, size = Path(recipe["folder"]), recipe["batchSize"]
    folder.mkdir(parents=True, exist_ok=True)
    digest, total = hashlib.sha256(), 0
    for first in range(0, len(recipe["flips"]), size):
        batch = []
        for index, flip in enumerate(recipe["flips"][first : first + size], first):
            file = folder / f"{index}.jpg"
            picture = photograph(recipe["seed"], index, recipe["imageHeight"], recipe["imageWidth"])
            picture.save(file, "JPEG", quality=_JPEG_QUALITY, subsampling="4:2:0")
            written = file.read_bytes()
            digest.update(written)
            total += len(written)
            batch.append(loaded(file, flip=flip, recipe=recipe))
        np.stack(batch).astype("<f4").tofile(folder / f"batch.{first // size}.f32")
    return {"sha256": digest.hexdigest(), "bytes": total}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(make(json.loads(Path(sys.argv[1]).read_bytes()))) + "\n")
