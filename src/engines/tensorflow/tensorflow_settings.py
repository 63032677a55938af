"""The flags that could make a comparison unfair: set for the race, and read back from TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tensorflow as tf

from tensorflow_graph import Arithmetic
from worker_kit.flags import flag
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from messages import PrepareMessage

_LOW = {"BFLOAT16": tf.bfloat16, "FLOAT16": tf.float16}
_EXECUTION = {"graph": "graph", "eager": "eager", "xla": "compiled"}


def device_name(request: PrepareMessage) -> str:
    """TensorFlow's name of the device; only the asked GPU is visible, so it is always the first."""
    return "/CPU:0" if request["device"] == "cpu" else "/GPU:0"


def configure(request: PrepareMessage) -> None:
    """Threads, visible devices, seed, and the precision of products. Only before the first operation."""
    if request["precision"] == "TFLOAT32" and request["device"] == "cpu":
        raise UnsupportedWork(None, "TensorFlow has no TFLOAT32 on the CPU")
    if request["precision"] == "FLOAT16" and request["task"] == "TRAINING":
        raise UnsupportedWork(None, "FLOAT16 training needs loss scaling, which the layer graph does not define")
    config = tf.config
    config.threading.set_intra_op_parallelism_threads(request["threads"])
    config.threading.set_inter_op_parallelism_threads(request["threads"])
    gpus = config.list_physical_devices("GPU")
    if request["device"] == "cpu":
        config.set_visible_devices([], "GPU")
    else:
        config.set_visible_devices(gpus[int(request["device"].removeprefix("cuda:"))], "GPU")
    config.experimental.enable_tensor_float_32_execution(request["precision"] == "TFLOAT32")
    tf.random.set_seed(request["seed"])


def arithmetic(request: PrepareMessage) -> Arithmetic:
    """BlockLSTMV2 has no kernel for bfloat16 and none for XLA: there the LSTM is a loop."""
    computed = _LOW.get(request["precision"], tf.float32)
    training = request["task"] == "TRAINING"
    if request["variant"] == "xla" or computed == tf.bfloat16:
        form = "unrolled" if request["variant"] == "eager" else "loop"
    elif request["device"] != "cpu":
        form = "cudnn"
    else:
        form = "block"
    return Arithmetic(tf.float32 if training else computed, computed, form, training, request["variant"] == "xla")


def read_settings(request: PrepareMessage, how: Arithmetic, optimizer_form: str | None) -> dict[str, str]:
    config, on_cpu = tf.config, request["device"] == "cpu"
    xla = request["variant"] == "xla"
    rounded = config.experimental.tensor_float_32_execution_enabled() and not on_cpu
    calls = "operations one by one" if request["variant"] == "eager" else "concrete function with input signature"
    settings = {
        "tensorflow": tf.__version__,
        "device": ", ".join(device.name for device in config.list_logical_devices()),
        "threads": str(config.threading.get_intra_op_parallelism_threads()),
        "interOpThreads": str(config.threading.get_inter_op_parallelism_threads()),
        "execution": _EXECUTION[request["variant"]],
        "compiled": "full" if xla else "none",
        "jitCompile": flag(xla),
        "productPrecision": "tf32" if rounded and how.computed == tf.float32 else how.computed.name,
        "callForm": "step function",
        "calls": calls,
        "hostTransfers": "none",
        "xlaAutoClustering": config.optimizer.get_jit() or "off",
        "graphOptimizer": "off" if config.optimizer.get_experimental_options()["disable_meta_optimizer"] else "on",
        "layout": "sequences time-major inside the graph, dense kernels [in, out], images channels last",
        "layoutConversion": "none",
        "tensorFloat32": flag(config.experimental.tensor_float_32_execution_enabled()),
        "autotune": "not applicable" if on_cpu else "on",
    }
    if on_cpu:
        settings["oneDNN"] = _one_dnn()
    else:
        build = tf.sysconfig.get_build_info()
        settings |= {"cuda": str(build.get("cuda_version")), "cudnn": str(build.get("cudnn_version"))}
    if optimizer_form is not None:
        settings |= {"optimizer": "fused operations", "optimizerForm": optimizer_form}
    return settings


def _one_dnn() -> str:
    try:
        # Not public, but the only place that says what TensorFlow really decided.
        from tensorflow.python.util import _pywrap_util_port
    except ImportError:
        return "unknown"
    return flag(_pywrap_util_port.IsMklEnabled())
