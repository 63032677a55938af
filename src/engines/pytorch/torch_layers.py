"""PyTorch's own layers for the kinds that have weights, filled from the tensor file.

PyTorch keeps images as [batch, channels, height, width] and kernels as [out, in, …]: converted here, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from worker_kit.recurrent import recurrent_weight_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class LayerMaker:
    """Makes the layer of a node. `has_second_bias` is true once a layer with a frozen second bias was made."""

    def __init__(self, tensors: Mapping[str, np.ndarray]) -> None:
        self._tensors = tensors
        self.has_second_bias = False

    def make(self, node: dict, rank: int) -> nn.Module:
        """`rank`: number of axes of the node's value."""
        if node["kind"] == "batchNorm":
            return self._batch_norm(node, nn.BatchNorm2d if rank == 4 else nn.BatchNorm1d)
        maker: Callable[[dict], nn.Module] = getattr(self, f"_{node['kind']}")
        with torch.no_grad():
            return maker(node)

    def _weight(self, node: dict, name: str) -> torch.Tensor:
        return torch.from_numpy(np.array(self._tensors[f"{node['id']}.{name}"]))

    def _dense(self, node: dict) -> nn.Module:
        kernel = self._weight(node, "kernel")
        layer = nn.Linear(*kernel.shape)
        layer.weight.copy_(kernel.T)
        layer.bias.copy_(self._weight(node, "bias"))
        return layer

    def _conv2d(self, node: dict) -> nn.Module:
        kernel = self._weight(node, "kernel").permute(3, 2, 0, 1)
        filters, channels, *size = kernel.shape
        options = {"stride": tuple(node["strides"]), "padding": tuple(node["padding"]), "bias": node["bias"]}
        layer = nn.Conv2d(channels, filters, tuple(size), **options)
        layer.weight.copy_(kernel)
        if node["bias"]:
            layer.bias.copy_(self._weight(node, "bias"))
        return layer

    def _embedding(self, node: dict) -> nn.Module:
        return nn.Embedding.from_pretrained(self._weight(node, "table"), freeze=False)

    def _layerNorm(self, node: dict) -> nn.Module:
        layer = nn.LayerNorm(len(self._weight(node, "scale")), eps=node["epsilon"])
        layer.weight.copy_(self._weight(node, "scale"))
        layer.bias.copy_(self._weight(node, "offset"))
        return layer

    @torch.no_grad()
    def _batch_norm(self, node: dict, kind: type[nn.BatchNorm1d | nn.BatchNorm2d]) -> nn.Module:
        """PyTorch's momentum is the share of the *new* value."""
        channels = len(self._weight(node, "scale"))
        layer = kind(channels, eps=node["epsilon"], momentum=1 - node["momentum"])
        layer.weight.copy_(self._weight(node, "scale"))
        layer.bias.copy_(self._weight(node, "offset"))
        layer.running_mean.copy_(self._weight(node, "mean"))
        layer.running_var.copy_(self._weight(node, "variance"))
        return layer

    def _attention(self, node: dict) -> nn.Module:
        """Query, key and value side by side are PyTorch's own packing."""
        kernel = self._weight(node, "kernel")
        layer = nn.MultiheadAttention(kernel.shape[0], node["heads"], batch_first=True)
        layer.in_proj_weight.copy_(kernel.T)
        layer.in_proj_bias.copy_(self._weight(node, "bias"))
        layer.out_proj.weight.copy_(self._weight(node, "outputKernel").T)
        layer.out_proj.bias.copy_(self._weight(node, "outputBias"))
        return layer

    def _lstm(self, node: dict) -> nn.Module:
        """nn.LSTM has our gate order: input, forget, cell, output."""
        return self._recurrent(node, nn.LSTM, lambda weight: weight)

    def _rnn(self, node: dict) -> nn.Module:
        return self._recurrent(node, nn.RNN, lambda weight: weight)

    def _gru(self, node: dict) -> nn.Module:
        """nn.GRU wants reset, update, candidate."""

        def reorder(weight: torch.Tensor) -> torch.Tensor:
            update, reset, candidate = weight.chunk(3, dim=-1)
            return torch.cat([reset, update, candidate], dim=-1)

        return self._recurrent(node, nn.GRU, reorder)

    def _recurrent(self, node: dict, kind: type[nn.RNNBase], reorder: Callable) -> nn.Module:
        """The second bias of LSTM and RNN is zero and frozen.

        Trained, it would get the same gradient as the first, and the sum would learn at double rate.
        """
        features = self._weight(node, "kernel").shape[0]
        options = {"num_layers": node["layers"], "bidirectional": node["bidirectional"], "batch_first": True}
        layer = kind(features, node["units"], **options)
        for depth in range(node["layers"]):
            for backward in [False, True] if node["bidirectional"] else [False]:
                suffix = f"l{depth}{'_reverse' if backward else ''}"

                def weight(name: str, depth: int = depth, backward: bool = backward) -> torch.Tensor:
                    return reorder(self._weight(node, recurrent_weight_name(name, depth, backward=backward)))

                getattr(layer, f"weight_ih_{suffix}").copy_(weight("kernel").T)
                getattr(layer, f"weight_hh_{suffix}").copy_(weight("recurrentKernel").T)
                getattr(layer, f"bias_ih_{suffix}").copy_(weight("bias"))
                second = getattr(layer, f"bias_hh_{suffix}")
                if node["kind"] == "gru":
                    second.copy_(weight("recurrentBias"))
                else:
                    second.zero_()
                    second.requires_grad_(False)
                    self.has_second_bias = True
        return layer
