"""The flags that could make a comparison unfair: set for the race, and read back from Keras and its backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keras

from worker_kit.flags import flag
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from keras_backends import Backend
    from messages import PrepareMessage

_LOW = {"BFLOAT16": "bfloat16", "FLOAT16": "float16"}


def configure(request: PrepareMessage, backend: Backend) -> None:
    """Precision policy, precision of products, seed."""
    precision, training = request["precision"], request["task"] == "TRAINING"
    if precision == "TFLOAT32" and request["device"] == "cpu":
        raise UnsupportedWork(None, "Keras's backends have no TFLOAT32 on the CPU")
    if precision == "FLOAT16" and training:
        raise UnsupportedWork(None, "FLOAT16 training needs loss scaling, which the layer graph does not define")
    low = _LOW.get(precision)
    policy = "float32" if low is None else f"mixed_{low}" if training else low
    keras.config.set_dtype_policy(policy)
    backend.set_product_precision(tf32=precision == "TFLOAT32")
    keras.utils.set_random_seed(request["seed"] % 2**32)


def is_user_api(request: PrepareMessage) -> bool:
    return request["variant"].endswith("-user-api")


def read_settings(request: PrepareMessage, backend: Backend, model: keras.Model) -> dict[str, str]:
    name, training = keras.backend.backend(), request["task"] == "TRAINING"
    compiled = bool(model.jit_compile)
    uncompiled = {"tensorflow": "graph", "torch": "eager", "jax": "eager"}[name]
    user_api = is_user_api(request)
    settings = {
        "keras": keras.__version__,
        name: backend.module.__version__,
        "device": _device(request, backend, model),
        "threads": str(backend.threads()),
        "execution": "compiled" if compiled else uncompiled,
        "compiled": "full" if compiled else "none",
        "jitCompile": flag(compiled),
        "productPrecision": _product_precision(backend),
        "dtypePolicy": keras.config.dtype_policy().name,
        "layout": f"images {keras.config.image_data_format().replace('_', ' ')}, dense kernels [in, out]",
        "layoutConversion": "none",
        "autotune": "not applicable" if request["device"] == "cpu" else flag(backend.autotunes()),
        "callForm": f"user API: {'fit' if training else 'predict'}" if user_api else "step function",
        "hostTransfers": "inputs and outputs on every run" if user_api else "none",
        **backend.flags(),
    }
    if training:
        # PyTorch's optimizers of Keras move all variables by one call for each operation.
        together = hasattr(model.optimizer, "_parallel_update_step")
        form = "Keras's own, all variables at once" if together else "Keras's own, composed"
        settings |= {"optimizer": type(model.optimizer).__name__, "optimizerForm": form}
    return settings


def _device(request: PrepareMessage, backend: Backend, model: keras.Model) -> str:
    """Of a weight; a model without weights has nothing to look at."""
    weights = model.weights
    return backend.device_of(weights[0].value) if weights else request["device"]


def _product_precision(backend: Backend) -> str:
    computed = keras.config.dtype_policy().compute_dtype
    return "tf32" if backend.rounds_to_tf32() and computed == "float32" else computed
