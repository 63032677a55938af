"""A built graph as the kit's work: inference under inference_mode, training with PyTorch's own optimizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as functional

from torch_graph import build_module
from torch_settings import configure, read_settings
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import PrepareMessage

Batch = tuple[tuple[torch.Tensor, ...], torch.Tensor | None]


def build_work(request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> Work:
    """Sets threads and precision, builds, loads the weights and stages every batch on the device."""
    configure(request)
    if request["task"] == "INFERENCE":
        return InferenceWork(request, tensors)
    if request["graph"]["training"] is None:
        raise UnsupportedWork(None, "this workload has no training task")
    return TrainingWork(request, tensors)


class _TorchWork(Work):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        graph, self._device = request["graph"], torch.device(request["device"])
        module, self.implementation = build_module(graph, tensors)
        self._module = module.to(self._device)
        # The generated straight-line function itself: fx's __call__ adds a wrapper that nobody writes by hand.
        self._forward = self._module.forward
        self.parameter_count = sum(p.numel() for p in self._module.parameters() if p.requires_grad)
        self.batches = [_stage(request, tensors, index, self._device) for index in range(request["batchCount"])]
        self._last: torch.Tensor | None = None
        if self._device.type == "cuda":
            self.synchronise = lambda: torch.cuda.synchronize(self._device)  # type: ignore[method-assign]

    def synchronise(self) -> None:
        """On the CPU every operation has finished when its call returns."""

    def output(self, batch: Batch) -> np.ndarray:
        with torch.no_grad():
            return self._forward(*batch[0]).cpu().numpy()

    def last_checksum(self) -> float:
        return self._last.detach().double().sum().item()


class InferenceWork(_TorchWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        self._module.eval()
        # For the rest of this process: entering it anew in every iteration would be timed.
        self._mode = torch.inference_mode()
        self._mode.__enter__()
        self.settings = read_settings(self._device, None)

    def step(self, batch: Batch) -> None:
        self._last = self._forward(*batch[0])

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")


class TrainingWork(_TorchWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        training = request["graph"]["training"]
        self._loss = _LOSSES[training["loss"]]
        self._parameters = [p for p in self._module.parameters() if p.requires_grad]
        self._optimizer = _optimizer(training["optimizer"], self._parameters)
        self.settings = read_settings(self._device, self._optimizer)

    def step(self, batch: Batch) -> None:
        inputs, target = batch
        loss = self._loss(self._forward(*inputs), target)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        self._last = loss

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        inputs, target = batch
        before = [parameter.detach().clone() for parameter in self._parameters]
        losses = []
        for taken in range(steps + 1):
            loss = self._loss(self._forward(*inputs), target)
            losses.append(loss.item())
            if taken < steps:
                gradients = torch.autograd.grad(loss, self._parameters)
                with torch.no_grad():
                    for parameter, gradient in zip(self._parameters, gradients, strict=True):
                        parameter.sub_(gradient, alpha=learning_rate)
        with torch.no_grad():
            for parameter, value in zip(self._parameters, before, strict=True):
                parameter.copy_(value)
        return losses


_LOSSES: dict[str, Callable] = {"crossEntropy": functional.cross_entropy, "meanSquaredError": functional.mse_loss}


def _stage(request: PrepareMessage, tensors: Mapping[str, np.ndarray], index: int, device: torch.device) -> Batch:
    def staged(name: str) -> torch.Tensor:
        tensor = torch.from_numpy(np.array(tensors[f"batch.{index}.{name}"]))
        # PyTorch takes class numbers as int64 only.
        return tensor.to(device, torch.int64 if tensor.dtype == torch.int32 else None)

    inputs = tuple(staged(entry["name"]) for entry in request["graph"]["inputs"])
    return inputs, staged("target") if request["task"] == "TRAINING" else None


def _optimizer(spec: dict, parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
    """The fused form, the fastest that PyTorch documents; its default where the device has none."""
    if spec["kind"] == "sgd":
        kind, options = torch.optim.SGD, {"lr": spec["learningRate"]}
    else:
        kind = torch.optim.Adam
        options = {"lr": spec["learningRate"], "betas": (spec["beta1"], spec["beta2"]), "eps": spec["epsilon"]}
    try:
        return kind(parameters, **options, fused=True)
    except RuntimeError:
        return kind(parameters, **options)
