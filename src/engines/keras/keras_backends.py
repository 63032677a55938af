"""What differs between Keras's backends: devices, threads, precision of products, waiting, settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from worker_kit.flags import flag

if TYPE_CHECKING:
    from messages import DeviceDescription


class Backend:
    """One backend, imported; the base has nothing to wait for and nothing to set."""

    def __init__(self, module: Any) -> None:
        self.module = module

    def set_threads(self, threads: int) -> None:
        """Before anything is computed."""

    def begin(self) -> None:
        """In the process that is going to compute, which may have been forked since the import."""

    def gpus(self) -> list[DeviceDescription]:
        return []

    def set_product_precision(self, *, tf32: bool) -> None:
        raise NotImplementedError

    def rounds_to_tf32(self) -> bool:
        """As read back, whatever was set; on a CPU nothing does."""
        raise NotImplementedError

    def threads(self) -> int:
        raise NotImplementedError

    def device_of(self, weight: Any) -> str:
        """Where a variable of the model really is, in the backend's own words."""
        raise NotImplementedError

    def autotunes(self) -> bool:
        """Whether kernels on a GPU are chosen by trying them: TensorFlow and XLA do."""
        return True

    def flags(self) -> dict[str, str]:
        """What else could make a comparison unfair, as read back from the backend."""
        raise NotImplementedError

    traces_steps = True
    """Whether the Python of a step runs once for each trace, where it is compiled, and not in every iteration."""

    def compilations(self, traces: int, *, compiled: bool) -> int | None:
        """Of a step that was traced so often; None where it is not known."""
        raise NotImplementedError

    def wait(self, values: Any) -> None:
        """Return when `values` have been computed."""

    def peak_device_bytes(self) -> int | None:
        return None


class TensorFlowBackend(Backend):
    def set_threads(self, threads: int) -> None:
        self.module.config.threading.set_intra_op_parallelism_threads(threads)
        self.module.config.threading.set_inter_op_parallelism_threads(threads)

    def gpus(self) -> list[DeviceDescription]:
        config, found = self.module.config, []
        for index, device in enumerate(config.list_physical_devices("GPU")):
            name = config.experimental.get_device_details(device).get("device_name", device.name)
            found.append({"id": f"cuda:{index}", "kind": "GPU", "name": name, "memoryBytes": None})
        return found

    def set_product_precision(self, *, tf32: bool) -> None:
        self.module.config.experimental.enable_tensor_float_32_execution(tf32)

    def rounds_to_tf32(self) -> bool:
        return bool(self.module.config.experimental.tensor_float_32_execution_enabled() and self.gpus())

    def threads(self) -> int:
        return self.module.config.threading.get_intra_op_parallelism_threads()

    def device_of(self, weight: Any) -> str:
        return weight.device

    def flags(self) -> dict[str, str]:
        config = self.module.config
        return {
            "interOpThreads": str(config.threading.get_inter_op_parallelism_threads()),
            "tensorFloat32": flag(config.experimental.tensor_float_32_execution_enabled()),
            "xlaAutoClustering": config.optimizer.get_jit() or "off",
            "oneDNN": _one_dnn(),
        }

    def compilations(self, traces: int, *, compiled: bool) -> int | None:
        return traces

    def wait(self, values: Any) -> None:
        if self.gpus():
            self.module.test.experimental.sync_devices()
            return
        for value in self.module.nest.flatten(values):
            # There only once the tensor is computed, and without a copy; Python's buffers know no bfloat16.
            is_bfloat16 = value.dtype == self.module.bfloat16
            memoryview(self.module.bitcast(value, self.module.uint16) if is_bfloat16 else value).release()

    def peak_device_bytes(self) -> int | None:
        return int(self.module.config.experimental.get_memory_info("GPU:0")["peak"]) if self.gpus() else None


class JaxBackend(Backend):
    def gpus(self) -> list[DeviceDescription]:
        return [
            {"id": f"cuda:{device.id}", "kind": "GPU", "name": device.device_kind, "memoryBytes": None}
            for device in self.module.devices()
            if device.platform in ("gpu", "cuda")
        ]

    def set_product_precision(self, *, tf32: bool) -> None:
        self.module.config.update("jax_default_matmul_precision", "tensorfloat32" if tf32 else "highest")

    def rounds_to_tf32(self) -> bool:
        return self.module.config.jax_default_matmul_precision == "tensorfloat32" and bool(self.gpus())

    def threads(self) -> int:
        """XLA's pool has as many as there are processors to run on (`limit_processors`)."""
        return len(os.sched_getaffinity(0))

    def device_of(self, weight: Any) -> str:
        # By the sharding: predict gives the array itself away, and then only that can still be asked.
        return ", ".join(map(str, weight.sharding.device_set))

    def flags(self) -> dict[str, str]:
        config = self.module.config
        return {
            "defaultMatmulPrecision": str(config.jax_default_matmul_precision),
            "x64": flag(config.jax_enable_x64),
        }

    def compilations(self, traces: int, *, compiled: bool) -> int | None:
        return traces if compiled else None

    def wait(self, values: Any) -> None:
        self.module.block_until_ready(values)

    def peak_device_bytes(self) -> int | None:
        return (self.module.devices()[0].memory_stats() or {}).get("peak_bytes_in_use") if self.gpus() else None


class TorchBackend(Backend):
    traces_steps = False

    def set_threads(self, threads: int) -> None:
        self.module.set_num_threads(threads)
        # Once in a process, and never again.
        if self.module.get_num_interop_threads() != threads:
            self.module.set_num_interop_threads(threads)

    def begin(self) -> None:
        # After a fork PyTorch makes a new pool of threads when it is next asked for one, without a lock: of two threads
        # that ask at once (Keras's loaders of data do) one finds none, "Invalid thread pool!". So it is asked for here.
        self.module.set_num_threads(self.module.get_num_threads())

    def gpus(self) -> list[DeviceDescription]:
        cuda = self.module.cuda
        return [
            {"id": f"cuda:{i}", "kind": "GPU", "name": cuda.get_device_name(i), "memoryBytes": None}
            for i in range(cuda.device_count() if cuda.is_available() else 0)
        ]

    def set_product_precision(self, *, tf32: bool) -> None:
        self.module.set_float32_matmul_precision("high" if tf32 else "highest")
        self.module.backends.cuda.matmul.allow_tf32 = tf32
        self.module.backends.cudnn.allow_tf32 = tf32

    def rounds_to_tf32(self) -> bool:
        return bool(self.module.backends.cuda.matmul.allow_tf32 and self.gpus())

    def threads(self) -> int:
        return self.module.get_num_threads()

    def device_of(self, weight: Any) -> str:
        return str(weight.device)

    def autotunes(self) -> bool:
        return self.module.backends.cudnn.benchmark

    def flags(self) -> dict[str, str]:
        backends = self.module.backends
        return {
            "interOpThreads": str(self.module.get_num_interop_threads()),
            "float32MatmulPrecision": self.module.get_float32_matmul_precision(),
            "oneDNN": flag(backends.mkldnn.is_available() and backends.mkldnn.enabled),
        }

    def compilations(self, traces: int, *, compiled: bool) -> int | None:
        return None if compiled else 0

    def wait(self, _values: Any) -> None:
        if self.module.cuda.is_available():
            self.module.cuda.synchronize()

    def peak_device_bytes(self) -> int | None:
        return self.module.cuda.max_memory_reserved() if self.module.cuda.is_available() else None


def _one_dnn() -> str:
    try:
        # Not public, but the only place that says what TensorFlow really decided.
        from tensorflow.python.util import _pywrap_util_port
    except ImportError:
        return "unknown"
    return flag(_pywrap_util_port.IsMklEnabled())


def load_backend(name: str) -> Backend:
    """Imports what KERAS_BACKEND names."""
    if name == "tensorflow":
        import tensorflow

        return TensorFlowBackend(tensorflow)
    if name == "jax":
        import jax

        return JaxBackend(jax)
    if name == "torch":
        import torch

        return TorchBackend(torch)
    raise ValueError(f"Keras has no backend {name} here")
