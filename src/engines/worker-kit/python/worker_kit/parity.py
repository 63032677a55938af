"""Evidence that the engine computes the same work: written for the server to compare, never graded here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from worker_kit.tensors import write_tensors

if TYPE_CHECKING:
    from messages import ParityMessage, PrepareMessage
    from worker_kit.work import Work


def produce_parity(work: Work, request: PrepareMessage) -> ParityMessage:
    """Write the output of every batch, and for TRAINING take the plain-SGD losses on batch 0."""
    plan = request["parity"]
    outputs = {f"output.{index}": work.output(batch) for index, batch in enumerate(work.batches)}
    write_tensors(plan["outputFile"], outputs)
    losses = None
    if request["task"] == "TRAINING":
        losses = [float(x) for x in work.sgd_losses(work.batches[0], plan["sgdSteps"], plan["sgdLearningRate"])]
        if not all(map(math.isfinite, losses)):
            raise ArithmeticError(f"a loss is not a finite number: {losses}")
    return {"type": "parity", "outputFile": plan["outputFile"], "losses": losses}
