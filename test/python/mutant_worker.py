"""A real worker with one deliberate mistake of the kind that makes a comparison worthless without anybody noticing.

Argument: which. Each is one that people really make; the tests prove that parity stops every one of them.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

ENGINES = Path(__file__).resolve().parents[2] / "src" / "engines"


def load(engine: str) -> type:
    sys.path.insert(0, str(ENGINES / engine))
    return runpy.run_path(str(ENGINES / engine / "worker.py"))


def trained_second_bias() -> None:
    """PyTorch's second bias learns too: the sum of both moves at double rate."""
    import torch_graph

    original = torch_graph._Builder._lstm

    def mutated(self: object, node: dict) -> object:
        layer = original(self, node)
        layer.bias_hh_l0.requires_grad_(True)
        return layer

    torch_graph._Builder._lstm = mutated


def wrong_gate_order() -> None:
    """Forget and output gates swapped, as when ONNX's order is taken for PyTorch's."""
    import torch

    import torch_graph

    original = torch_graph._Builder._weight

    def mutated(self: object, node: dict, name: str) -> torch.Tensor:
        weight = original(self, node, name)
        if node["kind"] != "lstm":
            return weight
        i, f, g, o = weight.chunk(4, dim=-1)
        return torch.cat([i, o, g, f], dim=-1)

    torch_graph._Builder._weight = mutated


def registered_gradient() -> None:
    """BlockLSTMV2 with the gradient that TensorFlow 2.21 itself registers for it."""
    import tensorflow as tf

    import tensorflow_graph

    def mutated(x: tf.Tensor, weights: dict) -> tuple:
        time, batch, _ = x.shape
        units = weights["bias"].shape[0] // 4
        state, peephole = tf.zeros([batch, units]), tf.zeros([units])
        hidden = tf.raw_ops.BlockLSTMV2(
            seq_len_max=tf.constant(time, tf.int64),
            x=x,
            cs_prev=state,
            h_prev=state,
            w=weights["kernel"],
            wci=peephole,
            wcf=peephole,
            wco=peephole,
            b=weights["bias"],
        ).h
        return hidden, hidden[-1]

    tensorflow_graph.block_lstm = mutated


MUTATIONS = {
    "trained-second-bias": ("pytorch", "PyTorch", trained_second_bias),
    "wrong-gate-order": ("pytorch", "PyTorch", wrong_gate_order),
    "registered-gradient": ("tensorflow", "TensorFlow", registered_gradient),
}

folder, class_name, mutate = MUTATIONS[sys.argv[1]]
worker = load(folder)


class Mutant(worker[class_name]):
    def load(self) -> None:
        super().load()
        mutate()


worker["run"](Mutant())
