"""The loop of a hand-written script: `K` on a line of stdin runs K steps and answers the nanoseconds they took.

"end" answers the most memory that the process held, in bytes. The shape comes as JSON in the first argument.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def asked() -> dict[str, Any]:
    return json.loads(sys.argv[1])


def limit_processors() -> None:
    """As many processors as threads are asked for: nothing else limits XLA's pool. Before JAX loads."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: asked()["threads"]])


def serve(step: Callable[[], object], wait: Callable[[], object] = lambda: None) -> None:
    for _ in range(3):
        step()
    wait()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        start = time.perf_counter_ns()
        for _ in range(int(line)):
            step()
        wait()
        print(time.perf_counter_ns() - start, flush=True)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
