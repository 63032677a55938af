"""Writes what the `graph` variant runs as a SavedModel, for TensorFlow's other languages.

    python export_saved_model.py <request.json> <directory>

`request.json` is a `prepare` message. The model is built by the code of the `graph` variant. Signatures: `forward`
(inputs by name → `output`); for TRAINING also `train_step` (inputs and `target` → `loss`, weights and optimizer moved),
`sgd_step` (the same and `rate` → `loss` before a step of plain SGD), `read_variables` (→ `variable_<i>`) and `rewind`
(those again → `done`; the optimizer is as before its first step). Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "worker-kit" / "python"))

import tensorflow as tf

from tensorflow_work import TensorFlowWork, TrainingWork, build_work
from worker_kit.tensors import read_tensors

if TYPE_CHECKING:
    from collections.abc import Callable


def main(request_file: str, directory: str) -> None:
    request = json.loads(Path(request_file).read_text(encoding="utf-8")) | {"variant": "graph"}
    work = build_work(request, read_tensors(request["tensorsFile"]))
    module = tf.Module()
    module.variables_of_work = [*work.graph.all_variables, *getattr(work, "optimizer", tf.Module()).variables]
    tf.saved_model.save(module, directory, signatures=signatures(request, work))
    facts = {
        "parameterCount": work.parameter_count,
        "implementation": [{"node": node, "form": form} for node, form in work.implementation.items()],
        "productPrecision": work.settings["productPrecision"],
        "tensorflow": tf.__version__,
    }
    print(json.dumps(facts))


def signatures(request: dict, work: TensorFlowWork) -> dict[str, Callable]:
    names = [entry["name"] for entry in request["graph"]["inputs"]]
    specs = zip(work.signature(len(names)), names, strict=True)
    inputs = [tf.TensorSpec(spec.shape, spec.dtype, name) for spec, name in specs]

    @tf.function(input_signature=inputs, autograph=False)
    def forward(*given: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"output": tf.cast(work.graph.forward(given), tf.float32)}

    if not isinstance(work, TrainingWork):
        return {"forward": forward}
    target = work.batches[0][-1]
    batch = [*inputs, tf.TensorSpec(target.shape, target.dtype, "target")]

    @tf.function(input_signature=batch, autograph=False)
    def train_step(*given: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"loss": work.training_step(*given)}

    @tf.function(input_signature=[*batch, tf.TensorSpec([], tf.float32, "rate")], autograph=False)
    def sgd_step(*given: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"loss": work.sgd_step(given[-1], given[:-1])}

    variables = work.graph.all_variables
    names = [f"variable_{index}" for index in range(len(variables))]

    # A signature without arguments could not be asked from everywhere.
    @tf.function(input_signature=[tf.TensorSpec([], tf.float32, "ask")], autograph=False)
    def read_variables(_ask: tf.Tensor) -> dict[str, tf.Tensor]:
        return {name: tf.identity(variable) for name, variable in zip(names, variables, strict=True)}

    of_variables = [tf.TensorSpec(v.shape, v.dtype, name) for v, name in zip(variables, names, strict=True)]

    @tf.function(input_signature=of_variables, autograph=False)
    def rewind(*given: tf.Tensor) -> dict[str, tf.Tensor]:
        for variable, value in zip(variables, given, strict=True):
            variable.assign(value)
        work.optimizer.rewind()
        return {"done": tf.constant(1.0)}

    return {
        "forward": forward,
        "train_step": train_step,
        "sgd_step": sgd_step,
        "read_variables": read_variables,
        "rewind": rewind,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
