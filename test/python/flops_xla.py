"""What XLA's cost analysis finds in one forward pass: stdin [{graph, weights: {name: shape}}], stdout [{flops}]."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "worker-kit" / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "jax"))

import jax

from jax_graph import JaxGraph


def count(asked: dict) -> dict:
    graph = JaxGraph(asked["graph"], training=False)
    weights = {name: jax.ShapeDtypeStruct(tuple(shape), "float32") for name, shape in asked["weights"].items()}
    inputs = [jax.ShapeDtypeStruct(tuple(entry["shape"]), entry["dtype"]) for entry in asked["graph"]["inputs"]]
    lowered = jax.jit(lambda weights, inputs: graph.forward(weights, inputs)[0]).lower(weights, inputs)
    # Before it is compiled: the CPU's compiler hands products to libraries whose work it does not count.
    return {"flops": lowered.cost_analysis()["flops"]}


json.dump([count(asked) for asked in json.load(sys.stdin)], sys.stdout)
