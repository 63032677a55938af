"""Names of the weights of lstm, gru and rnn by layer and direction, as `protocol/recurrent-weights.ts` defines them."""

from __future__ import annotations


def recurrent_weight_name(weight: str, layer: int, *, backward: bool) -> str:
    """`kernel`, `backwardKernel`, `kernel1`, `backwardKernel1`, … of kernel, recurrentKernel, bias, recurrentBias."""
    directed = f"backward{weight[0].upper()}{weight[1:]}" if backward else weight
    return f"{directed}{layer}" if layer else directed
