"""What the host says of itself, for `ready` and `done`."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from messages import DeviceDescription


def describe_cpu() -> DeviceDescription:
    """The host's processor as a device; memory is the host's, in bytes."""
    pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {"id": "cpu", "kind": "CPU", "name": _processor_name(), "memoryBytes": pages * page_bytes}


def _processor_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def describe_runtime() -> str:
    """Such as "CPython 3.11.7"."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def peak_resident_bytes() -> int:
    """Largest resident set of this process so far; getrusage counts it in KiB on Linux."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def release_freed_memory() -> None:
    """Give pages that were freed back to the system, where the C library can (glibc): after staging, before the work.

    Between what stays alive they would count as the worker's own for as long as it lives.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def asked_threads(arguments: list[str]) -> int | None:
    """The number in `--threads=<n>`."""
    return next((int(text.partition("=")[2]) for text in arguments if text.startswith("--threads=")), None)


def limit_processors(arguments: list[str]) -> None:
    """With `--threads=<n>`: this process runs on that many processors only.

    For libraries whose pools have as many threads as there are processors, and nothing to change that. Before they
    load; where the machine has fewer, all of them stay.
    """
    asked = asked_threads(arguments)
    if asked is not None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:asked])
