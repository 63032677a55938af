"""A built graph as the kit's work: inference under inference_mode, training with PyTorch's own optimizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as functional

from torch_compile import MODES, compiled, graphs_compiled
from torch_device import CudaClock, peak_device_bytes
from torch_graph import TO_CHANNELS_FIRST, TO_CHANNELS_LAST, Built, build_module
from torch_precision import forward_context, storage_dtype
from torch_settings import channels_last, configure, read_settings
from worker_kit.checksum import sample_stride
from worker_kit.kept import Kept
from worker_kit.work import UnsupportedWork, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from messages import Pipeline, PrepareMessage
    from worker_kit.pipeline import Loader

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
        self._request, self._device = request, torch.device(request["device"])
        self._built = build_module(request["graph"], tensors)
        self.implementation = self._built.implementation
        memory_format = torch.channels_last if channels_last(request, self._built) else torch.preserve_format
        self._module = self._built.module.to(self._device, storage_dtype(request), memory_format=memory_format)
        # The generated straight-line function itself: fx's __call__ adds a wrapper that nobody writes by hand.
        self._forward = self._module.forward
        self.parameter_count = sum(p.numel() for p in self._module.parameters() if p.requires_grad)
        self.batches = [_stage(request, tensors, index, self._built) for index in range(request["batchCount"])]
        self._last: torch.Tensor | None = None
        if self._device.type == "cuda":
            self.device_clock = CudaClock(self._device)
            self.synchronise = lambda: torch.cuda.synchronize(self._device)  # type: ignore[method-assign]

    def synchronise(self) -> None:
        """On the CPU every operation has finished when its call returns."""

    def peak_device_bytes(self) -> int | None:
        return peak_device_bytes(self._device)

    def compilations(self) -> int:
        return graphs_compiled(self._request)

    def last_result(self) -> np.ndarray:
        flat = self._canonical(self._last.detach()).reshape(-1)
        return flat[:: sample_stride(flat.numel())].float().cpu().numpy()

    def _canonical(self, output: torch.Tensor) -> torch.Tensor:
        # A loss has no axes.
        return output.permute(TO_CHANNELS_LAST) if self._built.output_is_image and output.dim() == 4 else output

    def _readable(self, output: torch.Tensor) -> np.ndarray:
        return self._canonical(output).float().cpu().numpy()

    def loader(self, plan: Pipeline) -> Loader:
        # Imported only where images are raced: it takes time and memory.
        from torch_images import TorchLoader

        device, dtype = self._device, storage_dtype(self._request)
        tuned = channels_last(self._request, self._built)
        memory_format = torch.channels_last if tuned else torch.contiguous_format

        def place(images: torch.Tensor) -> Batch:
            return (images.to(device, dtype, non_blocking=True, memory_format=memory_format),), None

        return TorchLoader(plan, tuple(self._request["graph"]["inputs"][0]["shape"]), place)


class InferenceWork(_TorchWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        self._module.eval()
        # For the rest of this process: entering it anew in every iteration would be timed.
        self._mode = torch.inference_mode()
        self._mode.__enter__()
        self._run = compiled(request, self._forward)

    def compile(self) -> None:
        _require_kernels(self._request, lambda: self._run(*self.batches[0][0]))
        self.settings = read_settings(self._request, self._module, self._built, None)

    def step(self, batch: Batch) -> None:
        self._last = self._run(*batch[0])

    def close(self) -> None:
        self._mode.__exit__(None, None, None)

    def output(self, batch: Batch) -> np.ndarray:
        return self._readable(self._run(*batch[0]))

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        raise NotImplementedError("inference has no loss")


class TrainingWork(_TorchWork):
    def __init__(self, request: PrepareMessage, tensors: Mapping[str, np.ndarray]) -> None:
        super().__init__(request, tensors)
        training = request["graph"]["training"]
        loss, forward, context = _LOSSES[training["loss"]], self._forward, forward_context(request)
        if request["precision"] in ("BFLOAT16", "FLOAT16"):

            def loss_of(inputs: tuple[torch.Tensor, ...], target: torch.Tensor) -> torch.Tensor:
                with context:
                    output = forward(*inputs)
                return loss(output.float(), target)
        else:

            def loss_of(inputs: tuple[torch.Tensor, ...], target: torch.Tensor) -> torch.Tensor:
                return loss(forward(*inputs), target)

        self._loss_of = compiled(request, loss_of)
        self._parameters = [p for p in self._module.parameters() if p.requires_grad]
        self._optimizer = _optimizer(training["optimizer"], self._parameters)
        self._trained = [*self._module.parameters(), *self._module.buffers()]

    def remember(self) -> None:
        self._first = Kept(tensor.detach().cpu().numpy() for tensor in self._trained)

    def compile(self) -> None:
        """Forward and backward once, where that compiles or may lack a kernel; the gradients are dropped."""
        if self._request["variant"] in MODES or self._request["precision"] in ("BFLOAT16", "FLOAT16"):
            _require_kernels(self._request, lambda: self._loss_of(*self.batches[0]).backward())
            self._optimizer.zero_grad(set_to_none=True)
        self.settings = read_settings(self._request, self._module, self._built, self._optimizer)

    def step(self, batch: Batch) -> None:
        loss = self._loss_of(*batch)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        self._last = loss

    def output(self, batch: Batch) -> np.ndarray:
        with torch.no_grad(), forward_context(self._request):
            return self._readable(self._forward(*batch[0]))

    def sgd_losses(self, batch: Batch, steps: int, learning_rate: float) -> list[float]:
        losses = []
        for taken in range(steps + 1):
            loss = self._loss_of(*batch)
            losses.append(loss.item())
            if taken < steps:
                gradients = torch.autograd.grad(loss, self._parameters)
                with torch.no_grad():
                    for parameter, gradient in zip(self._parameters, gradients, strict=True):
                        parameter.sub_(gradient, alpha=learning_rate)
        self.rewind()
        return losses

    def rewind(self) -> None:
        with torch.no_grad():
            for tensor, value in zip(self._trained, self._first, strict=True):
                tensor.copy_(torch.from_numpy(value))
            for state in self._optimizer.state.values():
                for tensor in filter(torch.is_tensor, state.values()):
                    tensor.zero_()
        self.synchronise()


_LOSSES: dict[str, Callable] = {"crossEntropy": functional.cross_entropy, "meanSquaredError": functional.mse_loss}


def _require_kernels(request: PrepareMessage, first_run: Callable[[], object]) -> None:
    """Some low-precision operations have no kernel on some devices: PyTorch says so when they are first run."""
    try:
        first_run()
    except (RuntimeError, NotImplementedError) as error:
        if request["precision"] in ("BFLOAT16", "FLOAT16") and "not implemented" in str(error):
            raise UnsupportedWork(None, f"PyTorch: {str(error).splitlines()[0]}") from error
        raise


def _stage(request: PrepareMessage, tensors: Mapping[str, np.ndarray], index: int, built: Built) -> Batch:
    device = torch.device(request["device"])

    def staged(entry: dict) -> torch.Tensor:
        tensor = torch.from_numpy(np.array(tensors[f"batch.{index}.{entry['name']}"]))
        if entry.get("role") == "LENGTHS":
            # What packs sequences wants them on the host, in this type.
            return tensor.to(torch.int64)
        if tensor.dtype == torch.int32:
            return tensor.to(device)
        tensor = tensor.to(device, storage_dtype(request))
        if tensor.dim() < 4:
            return tensor
        images = tensor.permute(TO_CHANNELS_FIRST)
        tuned = channels_last(request, built)
        return images.contiguous(memory_format=torch.channels_last if tuned else torch.contiguous_format)

    inputs = tuple(staged(entry) for entry in request["graph"]["inputs"])
    if request["task"] == "INFERENCE":
        return inputs, None
    target = torch.from_numpy(np.array(tensors[f"batch.{index}.target"]))
    if built.output_is_image:
        target = target.permute(TO_CHANNELS_FIRST).contiguous()
    # PyTorch takes class numbers as int64 only.
    return inputs, target.to(device, torch.int64 if target.dtype == torch.int32 else None)


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
