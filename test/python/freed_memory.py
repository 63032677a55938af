"""Page faults per iteration of work that takes and frees buffers of 16, 9 and 9 MiB."""

import ctypes
import resource

SIZES = [extent * 2**20 for extent in (16, 9, 9)]
ITERATIONS = 10

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]


def iteration() -> None:
    buffers = [libc.malloc(size) for size in SIZES]
    for buffer, size in zip(buffers, SIZES, strict=True):
        libc.memset(buffer, 1, size)
    for buffer in buffers:
        libc.free(buffer)


def faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


for _ in range(3):
    iteration()
before = faults()
for _ in range(ITERATIONS):
    iteration()
print((faults() - before) / ITERATIONS)
