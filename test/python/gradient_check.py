"""Holds the reference's hand-written gradients against central differences of its loss, weight by weight.

Reads {"graph", "tensorsFile"}, prints the normwise error of every weight's gradient: max |analytic - numeric| over
max |numeric|. With h = 1e-5 and float64 the difference quotient itself is right to about 1e-9.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "worker-kit" / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "reference"))

import numpy as np

from reference_graph import ReferenceGraph
from reference_operations import TRAINING_OPERATIONS
from worker_kit.tensors import read_tensors

STEP = 1e-5


def main() -> None:
    question = json.load(sys.stdin)
    tensors = {name: np.array(array) for name, array in read_tensors(question["tensorsFile"]).items()}
    weights = {name: array.astype(np.float64) for name, array in tensors.items() if not name.startswith("batch.")}
    graph = ReferenceGraph(question["graph"], weights, TRAINING_OPERATIONS)
    inputs = {entry["name"]: tensors[f"batch.0.{entry['name']}"] for entry in question["graph"]["inputs"]}
    target = tensors["batch.0.target"]
    _, analytic = graph.loss_and_gradients(inputs, target)
    errors = {}
    for name, weight in weights.items():
        if name not in analytic:
            continue  # stored statistics: nothing that is trained
        numeric = np.empty_like(weight)
        for place in np.ndindex(weight.shape):
            value = weight[place]
            losses = []
            for shifted in (value + STEP, value - STEP):
                weight[place] = shifted
                losses.append(graph.loss(inputs, target))
            weight[place] = value
            numeric[place] = (losses[0] - losses[1]) / (2 * STEP)
        errors[name] = float(np.abs(analytic[name] - numeric).max() / np.abs(numeric).max())
    json.dump(errors, sys.stdout)


main()
