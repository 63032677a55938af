"""safetensors files: eight bytes of header length, a JSON header, then the raw little-endian data.

Own reader and writer, so that an interpreter of the user's own needs nothing but its framework and NumPy.
Format: https://huggingface.co/docs/safetensors
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "I32": np.dtype("<i4")}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}
_LENGTH = struct.Struct("<Q")


def read_tensors(file: str) -> dict[str, np.ndarray]:
    """Every tensor of the file, memory-mapped and read-only. Raises ValueError for a file that is not whole."""
    size = Path(file).stat().st_size
    with open(file, "rb") as stream:
        prefix = stream.read(_LENGTH.size)
        if len(prefix) < _LENGTH.size or (length := _LENGTH.unpack(prefix)[0]) > size - _LENGTH.size:
            raise ValueError("not a safetensors file: its header is cut short")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    start = _LENGTH.size + length
    return {name: _view(file, start, size, name, entry) for name, entry in header.items()}


def _view(file: str, start: int, size: int, name: str, entry: dict) -> np.ndarray:
    dtype = _TYPES.get(entry["dtype"])
    if dtype is None:
        raise ValueError(f"tensor {name} has the type {entry['dtype']}, which no workload uses")
    begin, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    if end - begin != int(np.prod(shape)) * dtype.itemsize or start + end > size:
        raise ValueError(f"tensor {name} does not fit its place in the file")
    if begin == end:
        return np.empty(shape, dtype)
    return np.memmap(file, dtype=dtype, mode="r", offset=start + begin, shape=shape)


def write_tensors(file: str, tensors: Mapping[str, np.ndarray]) -> None:
    """Write F32, F64 or I32 arrays; the header is padded so that the data begin at a multiple of eight bytes."""
    header, offset = {}, 0
    for name, array in tensors.items():
        kind = _NAMES[array.dtype.newbyteorder("<")]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as stream:
        stream.write(_LENGTH.pack(len(text)) + text)
        for array in tensors.values():
            stream.write(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
