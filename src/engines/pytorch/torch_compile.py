"""torch.compile, and what it really compiled."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import torch

from worker_kit.flags import flag
from worker_kit.sequences import varies
from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Callable

    from messages import PrepareMessage

MODES = {"compile": "default", "compile-reduce-overhead": "reduce-overhead"}


def compiled(request: PrepareMessage, function: Callable) -> Callable:
    """The function itself for `eager`.

    Shapes are never left open, for they do not change within a race; where sequences vary that is for PyTorch to decide,
    as it does by default: when it sees a second length it compiles once more, for any.
    """
    mode = MODES.get(request["variant"])
    if mode is None:
        return function
    if request["device"] == "cpu" and not shutil.which(os.environ.get("CXX", "g++")):
        raise UnsupportedWork(None, "torch.compile needs a C++ compiler on the CPU: install g++")
    return torch.compile(function, mode=mode, dynamic=None if varies(request) else False)


def graphs_compiled(request: PrepareMessage) -> int:
    """By Dynamo so far; none for `eager`."""
    if request["variant"] not in MODES:
        return 0
    from torch._dynamo.utils import counters

    return counters["stats"]["unique_graphs"]


def describe_compilation(request: PrepareMessage) -> dict[str, str]:
    """`execution` and `compiled` as Dynamo counted them; call it after the first run."""
    if request["variant"] not in MODES:
        return {"execution": "eager", "compiled": "none"}
    from torch._dynamo.utils import counters

    graphs, calls = counters["stats"]["unique_graphs"], counters["stats"]["calls_captured"]
    breaks = sum(counters["graph_break"].values())
    if graphs == 0:
        return {"execution": "eager", "compiled": "none", "compileMode": MODES[request["variant"]]}
    whole = breaks == 0 and graphs == 1
    share = "full" if whole else f"partial: {calls} calls in {graphs} graphs, {breaks} graph breaks"
    cuda = request["device"] != "cpu" and request["variant"] == "compile-reduce-overhead"
    return {
        "execution": "compiled" if whole else "compiled in parts",
        "compiled": share,
        "compileMode": MODES[request["variant"]],
        "cudaGraphs": flag(cuda),
    }
