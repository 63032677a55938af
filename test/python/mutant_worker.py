"""A real worker with one deliberate mistake of the kind that makes a comparison worthless without anybody noticing.

Argument: which. Each is one that people really make; the tests prove that a named check stops every one of them.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from loading_mutations import LOADING

ENGINES = Path(__file__).resolve().parents[2] / "src" / "engines"


def load(engine: str) -> dict:
    sys.path.insert(0, str(ENGINES / engine))
    return runpy.run_path(str(ENGINES / engine / "worker.py"))


def trained_second_bias() -> None:
    """PyTorch's second bias learns too: the sum of both moves at double rate."""
    from torch_layers import LayerMaker

    original = LayerMaker._lstm

    def mutated(self: object, node: dict) -> object:
        layer = original(self, node)
        layer.bias_hh_l0.requires_grad_(True)
        return layer

    LayerMaker._lstm = mutated


def wrong_gate_order() -> None:
    """Forget and output gates swapped, as when ONNX's order is taken for PyTorch's."""
    import torch

    from torch_layers import LayerMaker

    original = LayerMaker._weight

    def mutated(self: object, node: dict, name: str) -> torch.Tensor:
        weight = original(self, node, name)
        if node["kind"] != "lstm":
            return weight
        i, f, g, o = weight.chunk(4, dim=-1)
        return torch.cat([i, o, g, f], dim=-1)

    LayerMaker._weight = mutated


def registered_gradient() -> None:
    """BlockLSTMV2 with the gradient that TensorFlow 2.21 itself registers for it."""
    import tensorflow as tf

    import tensorflow_recurrent

    def mutated(x: tf.Tensor, weights: dict, _state: list) -> tf.Tensor:
        time, batch, _ = x.shape
        units = weights["bias"].shape[0] // 4
        state, peephole = tf.zeros([batch, units]), tf.zeros([units])
        return tf.raw_ops.BlockLSTMV2(
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

    tensorflow_recurrent.block_lstm = mutated


def missing_synchronisation() -> None:
    """JAX hands out results that are still being computed."""
    import jax_work

    jax_work._JaxWork.synchronise = lambda _self: None


def storage(dtype: str) -> None:
    """Weights and inputs of another type than was asked for."""
    import torch

    import torch_work

    torch_work.storage_dtype = lambda _request: getattr(torch, dtype)


def silent_bfloat16() -> None:
    storage("bfloat16")


def float32_as_bfloat16() -> None:
    storage("float32")


def constant_folded_input() -> None:
    """The iteration reads one batch that was baked in, not its argument."""
    from torch_work import InferenceWork

    def step(self: object, _batch: tuple) -> None:
        self._last = self._run(*self.batches[0][0])

    InferenceWork.step = step


def unused_output() -> None:
    """The iteration computes nothing: an old result is taken for its own."""
    from torch_work import InferenceWork

    original = InferenceWork.step

    def step(self: object, batch: tuple) -> None:
        if self._last is None:
            original(self, batch)

    InferenceWork.step = step


def skipped_layer() -> None:
    """One activation is left out."""
    import torch

    import torch_graph

    torch_graph._ELEMENTWISE["relu"] = torch.clone


def reads_filling() -> None:
    """The last step is taken of what a sequence was filled up with."""
    import torch_graph

    torch_graph.last_there = lambda sequence, _lengths: sequence[:, -1]


def different_epsilon() -> None:
    """Keras's default of layer normalisation instead of what the graph says."""
    from torch_layers import LayerMaker

    original = LayerMaker._layerNorm

    def mutated(self: object, node: dict) -> object:
        return original(self, node | {"epsilon": 1e-3})

    LayerMaker._layerNorm = mutated


def fewer_threads() -> None:
    """A library's default of one thread wins over what was asked for."""
    import torch

    import torch_work

    original = torch_work.configure

    def mutated(request: dict) -> None:
        original(request)
        torch.set_num_threads(1)

    torch_work.configure = mutated


def no_backward_pass() -> None:
    """What is timed as training is a forward pass."""
    from torch_work import TrainingWork

    def step(self: object, batch: tuple) -> None:
        self._last = self._loss_of(*batch)

    TrainingWork.step = step


def no_backward_pass_later() -> None:
    """What is timed is training at first; some steps on, the update is left out."""
    from torch_work import TrainingWork

    original, taken = TrainingWork.step, 0

    def step(self: object, batch: tuple) -> None:
        nonlocal taken
        taken += 1
        if taken <= 20:
            original(self, batch)
        else:
            self._last = self._loss_of(*batch)

    TrainingWork.step = step


def not_rewound() -> None:
    """Blocks of training go on from wherever the last one ended."""
    from torch_work import TrainingWork

    original, rewound = TrainingWork.rewind, 0

    def rewind(self: object) -> None:
        nonlocal rewound
        rewound += 1
        if rewound <= 1:
            original(self)

    TrainingWork.rewind = rewind


MUTATIONS = {
    "trained-second-bias": ("pytorch", "PyTorch", trained_second_bias),
    "wrong-gate-order": ("pytorch", "PyTorch", wrong_gate_order),
    "registered-gradient": ("tensorflow", "TensorFlow", registered_gradient),
    "missing-synchronisation": ("jax", "Jax", missing_synchronisation),
    "silent-bfloat16": ("pytorch", "PyTorch", silent_bfloat16),
    "float32-as-bfloat16": ("pytorch", "PyTorch", float32_as_bfloat16),
    "constant-folded-input": ("pytorch", "PyTorch", constant_folded_input),
    "constant-folded-softmax": ("pytorch", "PyTorch", constant_folded_input),
    "unused-output": ("pytorch", "PyTorch", unused_output),
    "reads-filling": ("pytorch", "PyTorch", reads_filling),
    "skipped-layer": ("pytorch", "PyTorch", skipped_layer),
    "different-epsilon": ("pytorch", "PyTorch", different_epsilon),
    "fewer-threads": ("pytorch", "PyTorch", fewer_threads),
    "no-backward-pass": ("pytorch", "PyTorch", no_backward_pass),
    "no-backward-pass-later": ("pytorch", "PyTorch", no_backward_pass_later),
    "not-rewound": ("pytorch", "PyTorch", not_rewound),
    **LOADING,
}

folder, class_name, mutate = MUTATIONS[sys.argv[1]]
worker = load(folder)


class Mutant(worker[class_name]):
    def load(self) -> None:
        super().load()
        mutate()


worker["run"](Mutant())
