"""Prints what the other side of kinks gives for values on, beside and away from them; the test knows the answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "worker-kit" / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "reference"))

import numpy as np

from reference_operations import OTHER_SIDE_OPERATIONS, TRAINING_OPERATIONS

# Beside a largest value of 4: 1e-6 is in doubt, 1e-5 is not, and 0 is on neither side.
RELU_INPUT = [[4.0, 1e-6, -1e-6, 0.0, 1e-5, -1e-5]]
# [batch, height, width, channels]: windows of one row, its two largest apart by nothing, 1e-6 and 1e-5.
POOL_INPUT = [[4.0, 4.0, 1.0], [4.0, 4.0 - 1e-6, 1.0], [4.0, 4.0 - 1e-5, 1.0]]
POOL = {"poolSize": (1, 3), "strides": (1, 3), "padding": (0, 0)}


def answers(operations: dict, kind: str, node: dict, x: np.ndarray) -> dict[str, list]:
    value, backward = operations[kind](node, [x], {})
    (gradient,), _ = backward(np.ones_like(value))
    return {"value": value.reshape(-1).tolist(), "gradient": gradient.reshape(-1).tolist()}


def main() -> None:
    pooled = np.array(POOL_INPUT)[:, None, :, None]
    cases = {"relu": ({}, np.array(RELU_INPUT)), "maxPool": (POOL, pooled)}
    sides = {"plain": TRAINING_OPERATIONS, "other": OTHER_SIDE_OPERATIONS}
    found = {
        kind: {side: answers(operations, kind, node, x) for side, operations in sides.items()}
        for kind, (node, x) in cases.items()
    }
    json.dump(found, sys.stdout)


main()
