"""The flags that could make a comparison unfair: set for a strict float32 race, and read back from TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tensorflow as tf

if TYPE_CHECKING:
    from messages import PrepareMessage


def device_name(request: PrepareMessage) -> str:
    """TensorFlow's name of the device; only the asked GPU is visible, so it is always the first."""
    return "/CPU:0" if request["device"] == "cpu" else "/GPU:0"


def configure(request: PrepareMessage) -> None:
    """Threads, visible devices, seed, and float32 that really is float32. Only before the first operation."""
    config = tf.config
    config.threading.set_intra_op_parallelism_threads(request["threads"])
    config.threading.set_inter_op_parallelism_threads(request["threads"])
    gpus = config.list_physical_devices("GPU")
    if request["device"] == "cpu":
        config.set_visible_devices([], "GPU")
    else:
        config.set_visible_devices(gpus[int(request["device"].removeprefix("cuda:"))], "GPU")
    config.experimental.enable_tensor_float_32_execution(False)
    tf.random.set_seed(request["seed"])


def read_settings(request: PrepareMessage, optimizer_form: str | None) -> dict[str, str]:
    config = tf.config
    settings = {
        "tensorflow": tf.__version__,
        "device": ", ".join(device.name for device in config.list_logical_devices()),
        "threads": str(config.threading.get_intra_op_parallelism_threads()),
        "interOpThreads": str(config.threading.get_inter_op_parallelism_threads()),
        "callForm": "concrete function with input signature",
        "xlaJit": config.optimizer.get_jit() or "off",
        "graphOptimizer": "off" if config.optimizer.get_experimental_options()["disable_meta_optimizer"] else "on",
        "layout": "sequences time-major inside the graph, dense kernels [in, out]",
        "tensorFloat32": _flag(config.experimental.tensor_float_32_execution_enabled()),
    }
    if request["device"] == "cpu":
        settings["oneDNN"] = _one_dnn()
    else:
        build = tf.sysconfig.get_build_info()
        settings |= {"cuda": str(build.get("cuda_version")), "cudnn": str(build.get("cudnn_version"))}
    if optimizer_form is not None:
        settings["optimizerForm"] = optimizer_form
    return settings


def _one_dnn() -> str:
    try:
        # Not public, but the only place that says what TensorFlow really decided.
        from tensorflow.python.util import _pywrap_util_port
    except ImportError:
        return "unknown"
    return _flag(_pywrap_util_port.IsMklEnabled())


def _flag(value: bool) -> str:
    return "on" if value else "off"
