"""Evidence that the engine computes the same work: written for the server to compare, never graded here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from worker_kit.tensors import write_tensors

if TYPE_CHECKING:
    from messages import ParityMessage, PrepareMessage
    from worker_kit.work import Work


def produce_parity(work: Work, request: PrepareMessage) -> ParityMessage:
    """Write the output of every batch, and for TRAINING take the plain-SGD losses on batch 0.

    The losses of the steps that are timed come later: see `training_step_losses`.
    """
    plan = request["parity"]
    outputs = ((f"output.{index}", work.output(batch)) for index, batch in enumerate(work.batches))
    write_tensors(plan["outputFile"], len(work.batches), outputs)
    losses = None
    if request["task"] == "TRAINING":
        losses = [float(x) for x in work.sgd_losses(work.batches[0], plan["sgdSteps"], plan["sgdLearningRate"])]
        _require_finite(losses)
    return {"type": "parity", "outputFile": plan["outputFile"], "losses": losses, "stepLosses": None}


def training_step_losses(work: Work, first: list[float], steps: int) -> list[float]:
    """Losses of the very step that is timed: `first`, from batch 0 on, are taken already, the others follow on 1, 2, …."""
    losses = [*first]
    for index in range(len(first), steps):
        work.step(work.batches[index % len(work.batches)])
        work.synchronise()
        losses.append(last_loss(work))
    _require_finite(losses)
    return losses[:steps]


def last_loss(work: Work) -> float:
    """What the last training step reported."""
    return float(work.last_result().reshape(-1)[0])


def _require_finite(losses: list[float]) -> None:
    if not all(map(math.isfinite, losses)):
        raise ArithmeticError(f"a loss is not a finite number: {losses}")
