"""safetensors files: eight bytes of header length, a JSON header, then the raw little-endian data.

Own reader and writer, so that an interpreter of the user's own needs nothing but its framework and NumPy.
Format: https://huggingface.co/docs/safetensors
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

_TYPES = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8"), "I32": np.dtype("<i4")}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}
_LENGTH = struct.Struct("<Q")


class TensorFile(Mapping):
    """The tensors of a file by name, each read when it is asked for.

    Mapped into memory all of them would count as the process's own until the last is let go, beside the framework's
    copies: a worker would seem to need twice as much as it does.
    """

    def __init__(self, file: str, places: dict[str, tuple[np.dtype, tuple[int, ...], int]]) -> None:
        self._file, self._places = file, places

    def __getitem__(self, name: str) -> np.ndarray:
        dtype, shape, offset = self._places[name]
        return np.fromfile(self._file, dtype, math.prod(shape), offset=offset).reshape(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def read_tensors(file: str) -> TensorFile:
    """Every tensor of the file. Raises ValueError for a file that is not whole."""
    size = Path(file).stat().st_size
    with open(file, "rb") as stream:
        prefix = stream.read(_LENGTH.size)
        if len(prefix) < _LENGTH.size or (length := _LENGTH.unpack(prefix)[0]) > size - _LENGTH.size:
            raise ValueError("not a safetensors file: its header is cut short")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    start = _LENGTH.size + length
    return TensorFile(file, {name: _place(start, size, name, entry) for name, entry in header.items()})


def _place(start: int, size: int, name: str, entry: dict) -> tuple[np.dtype, tuple[int, ...], int]:
    dtype = _TYPES.get(entry["dtype"])
    if dtype is None:
        raise ValueError(f"tensor {name} has the type {entry['dtype']}, which no workload uses")
    begin, end = entry["data_offsets"]
    shape = tuple(entry["shape"])
    if end - begin != math.prod(shape) * dtype.itemsize or start + end > size:
        raise ValueError(f"tensor {name} does not fit its place in the file")
    return dtype, shape, start + begin


_HEADER_BYTES_PER_TENSOR = 256


def write_tensors(file: str, count: int, tensors: Iterable[tuple[str, np.ndarray]]) -> None:
    """Write `count` named F32, F64 or I32 arrays, each let go before the next is asked for.

    Kept until all are there, even small ones would lie between what the framework frees and takes again, and it would
    need more memory than without us. So the header, which comes first, is written last, into room left for it.
    """
    room = 8 + _HEADER_BYTES_PER_TENSOR * count
    header, offset = {}, 0
    with open(file, "wb") as stream:
        stream.seek(_LENGTH.size + room)
        for name, array in tensors:
            kind = _NAMES[array.dtype.newbyteorder("<")]
            header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
            offset += array.nbytes
            stream.write(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
            del array
        text = json.dumps(header, separators=(",", ":")).encode()
        if len(text) > room:
            raise ValueError(f"names and shapes of {len(header)} tensors take {len(text)} bytes of {room}")
        stream.seek(0)
        stream.write(_LENGTH.pack(room) + text.ljust(room))
