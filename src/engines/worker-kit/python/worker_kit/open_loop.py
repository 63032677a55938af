"""An open loop: requests come when they are due, whether or not those before them are answered.

One is computed at a time, so whatever is late holds up what comes behind it, and that shows in their times from when
they were due. (worker-kit/node/open-loop.ts does the same.)
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

clock = time.perf_counter_ns

_NANOSECONDS_PER_SECOND = 1_000_000_000
# A sleep ends late, on a busy machine by more: the rest is waited for on the clock.
_SPUN_NANOSECONDS = 1_000_000


def _wait_until(due: int) -> None:
    remaining = due - clock()
    if remaining > 2 * _SPUN_NANOSECONDS:
        time.sleep((remaining - _SPUN_NANOSECONDS) / _NANOSECONDS_PER_SECOND)
    while clock() < due:
        pass


def open_loop(
    step: Callable, synchronise: Callable, batches: Sequence[Any], scheduled: Sequence[int]
) -> tuple[int, list[int], list[int]]:
    """Clock at the begin; of each request, from there, when it was issued and when its result was there.

    `scheduled`: of each batch, ascending, from the begin. All in nanoseconds.
    """
    issued, completed = [0] * len(batches), [0] * len(batches)
    begin = clock()
    for index, batch in enumerate(batches):
        due = begin + scheduled[index]
        now = clock()
        if now < due:
            _wait_until(due)
            now = clock()
        issued[index] = now - begin
        step(batch)
        synchronise()
        completed[index] = clock() - begin
    return begin, issued, completed
