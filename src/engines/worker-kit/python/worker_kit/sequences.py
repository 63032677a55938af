"""Sequences whose lengths differ: each batch is as long as its own, and engines may trace or compile anew for that."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from worker_kit.parity import last_loss
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import Graph, PrepareMessage
    from worker_kit.work import Work


def varies(request: PrepareMessage) -> bool:
    """Whether one batch may be longer than another."""
    return any(entry.get("role") == "VARYING" for entry in request["graph"]["inputs"])


def lengths_name(graph: Graph) -> str | None:
    """The input that says how many steps of each sequence are there, if any does."""
    return next((entry["name"] for entry in graph["inputs"] if entry.get("role") == "LENGTHS"), None)


def refuse_packed(graph: Graph, engine: str) -> None:
    """Raises `UnsupportedWork` for recurrent layers that are to leave out what is not there."""
    for node in graph["nodes"]:
        if "lengths" in node:
            reason = f"{engine} has no layer that computes only what is there: use EXACT, BUCKET or PAD"
            raise UnsupportedWork(node["id"], reason)


def step(work: Work, batch: Any) -> None:
    """One iteration, really finished on return."""
    work.step(batch)
    work.synchronise()


def first_pass_after(work: Work, first_nanoseconds: int, losses: int) -> tuple[list[float], int]:
    """The rest of the first pass over all batches, each waited for: every shape is new once.

    `first_nanoseconds`: what the first batch took. Gives the losses up to the `losses`-th of the pass, which are read
    between the steps, and the nanoseconds of the whole pass.
    """
    total, read = first_nanoseconds, []
    for index, batch in enumerate(work.batches[1:], 1):
        start = time.perf_counter_ns()
        step(work, batch)
        total += time.perf_counter_ns() - start
        if index < losses:
            read.append(last_loss(work))
    return read, total
