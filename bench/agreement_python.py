"""The same function under other people's timers; `bench/agreement.ts` calls it.

    python agreement_python.py timer <request.json> <pairs>   one process: our blocks and torch.utils.benchmark in turn
    python agreement_python.py pyperf <request.json>          pyperf, in processes of its own

`request.json` is a `prepare` message for PyTorch; the function is one iteration of the work that its worker builds.
Prints JSON: {"pairs": [[ours, theirs], ...]} or {"seconds": s}, always seconds of one iteration.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src" / "engines" / "pytorch"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src" / "engines" / "worker-kit" / "python"))

import torch.utils.benchmark

from torch_work import build_work
from worker_kit.blocks import BlockTimer
from worker_kit.tensors import read_tensors
from worker_kit.work import Work

BLOCK_SECONDS = 0.05
WARM_UP_SECONDS = 1.0
# Every batch once: one step of what the others time.
STATEMENT = "for batch in batches: step(batch)"


def prepared(request_file: str) -> Work:
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    work = build_work(request, read_tensors(request["tensorsFile"]))
    work.compile()
    return work


def in_turn(work: Work, pairs: int) -> list[tuple[float, float]]:
    count = len(work.batches)
    theirs = torch.utils.benchmark.Timer(STATEMENT, globals={"batches": work.batches, "step": work.step})
    ours = BlockTimer(work, "BLOCK", training=False)
    rounds = max(1, round(BLOCK_SECONDS / theirs.timeit(max(1, int(WARM_UP_SECONDS / theirs.timeit(1).mean))).mean))

    # As the kit does: otherwise the collection before a block goes through all of PyTorch, and the caches with it.
    gc.collect()
    gc.freeze()

    def by_us() -> float:
        plan = {"blocks": 1, "iterationsPerBlock": rounds * count, "rewarmIterations": max(1, rounds * count // 10)}
        return ours.measure(plan)[0]["elapsedNanoseconds"] / (rounds * count) / 1e9

    def by_them() -> float:
        return theirs.timeit(rounds).mean / count

    measured = []
    for _ in range(pairs):
        if random.random() < 0.5:
            measured.append((by_us(), by_them()))
        else:
            seconds = by_them()
            measured.append((by_us(), seconds))
    return measured


def by_pyperf(request_file: str) -> float | None:
    """Mean of its values; None in the processes that it starts to measure."""
    import pyperf

    runner = pyperf.Runner(processes=1, values=10, warmups=5, program_args=[__file__, "pyperf", request_file])
    runner.parse_args(sys.argv[3:])
    work = None

    def elapsed(loops: int) -> float:
        nonlocal work
        work = work or prepared(request_file)
        batches, step = work.batches, work.step
        start = pyperf.perf_counter()
        for _ in range(loops):
            for batch in batches:
                step(batch)
        return pyperf.perf_counter() - start

    result = runner.bench_time_func("step", elapsed)
    if runner.args.worker or result is None:
        return None
    return result.mean() / json.loads(Path(request_file).read_text(encoding="utf-8"))["batchCount"]


if __name__ == "__main__":
    _, how, file, *rest = sys.argv
    if how == "timer":
        print(json.dumps({"pairs": in_turn(prepared(file), int(rest[0]))}))
    elif (seconds := by_pyperf(file)) is not None:
        print(json.dumps({"seconds": seconds}))
