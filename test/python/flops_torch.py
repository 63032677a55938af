"""What PyTorch's own counter finds in one forward pass: stdin [{graph, weights: {name: shape}}], stdout
[{flops, parameters}]."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "worker-kit" / "python"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src" / "engines" / "pytorch"))

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from torch_graph import TO_CHANNELS_FIRST, build_module

# oneDNN's recurrent layers are one operation that the counter does not know; without it they are matrix products.
torch.backends.mkldnn.set_flags(False)
# So is the encoder's attention.
torch.backends.mha.set_fastpath_enabled(False)


def count(asked: dict) -> dict:
    weights = {name: np.zeros(shape, np.float32) for name, shape in asked["weights"].items()}
    built = build_module(asked["graph"], weights)
    inputs = []
    for entry in asked["graph"]["inputs"]:
        value = torch.zeros(entry["shape"], dtype=getattr(torch, entry["dtype"]))
        inputs.append(value.permute(TO_CHANNELS_FIRST) if value.dim() == 4 else value)
    with torch.no_grad(), sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
        built.module.eval()(*inputs)
    parameters = sum(parameter.numel() for parameter in built.module.parameters() if parameter.requires_grad)
    return {"flops": counter.get_total_flops(), "parameters": parameters}


json.dump([count(asked) for asked in json.load(sys.stdin)], sys.stdout)
