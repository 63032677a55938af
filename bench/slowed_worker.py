"""A real worker that is slower by a known share, to ask whether a race finds it.

Arguments: the engine, how (`busy`: it waits, spinning, for that share of what each iteration took; `work`: one
iteration in so many is done twice, in inference only: twice a training step is other work, and is found out), and the
share in per cent, 0 for the one that it races against.
"""

from __future__ import annotations

import runpy
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ENGINES = Path(__file__).resolve().parents[1] / "src" / "engines"

_, NAME, HOW, PERCENT, *_ = sys.argv
sys.path.insert(0, str(ENGINES / NAME))
program = runpy.run_path(str(ENGINES / NAME / "worker.py"))

from worker_kit.kit import run  # noqa: E402 (on the path since the program ran)
from worker_kit.work import Engine, Work  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[Any], None]


def waiting(work: Work, share: float) -> Step:
    step, synchronise = work.step, work.synchronise

    def slowed(batch: Any) -> None:
        start = time.perf_counter_ns()
        step(batch)
        synchronise()
        now = time.perf_counter_ns()
        until = now + share * (now - start)
        while time.perf_counter_ns() < until:
            pass

    return slowed


def repeating(work: Work, share: float) -> Step:
    step = work.step
    owed = 0.0

    def slowed(batch: Any) -> None:
        nonlocal owed
        owed += share
        step(batch)
        if owed >= 1:
            owed -= 1
            step(batch)

    return slowed


def slowed(engine_class: type[Engine]) -> Engine:
    class Slowed(engine_class):
        def build(self, *arguments: Any) -> Work:
            work = super().build(*arguments)
            work.step = {"busy": waiting, "work": repeating}[HOW](work, float(PERCENT) / 100)
            return work

    return Slowed()


if __name__ == "__main__":
    (found,) = [
        kind for kind in program.values() if isinstance(kind, type) and issubclass(kind, Engine) and kind is not Engine
    ]
    run(slowed(found))
