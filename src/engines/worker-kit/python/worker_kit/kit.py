"""The conversation of one worker: hello, ready, (prepare, prepared, (measure, blocks | serve, served)*)*, shutdown.

`run(engine)` is the whole of a worker's main. Whatever goes wrong becomes one `failed` message, and the process ends.
"""

from __future__ import annotations

import time

# Before every other import: importing is timed from the first line of ours that runs.
_FIRST_LINE = time.perf_counter_ns()

import gc  # noqa: E402 (after the clock reading)
import os  # noqa: E402
import traceback  # noqa: E402
from typing import TYPE_CHECKING, Any  # noqa: E402

from worker_kit.blocks import BlockTimer, calibrate_clock, clock  # noqa: E402
from worker_kit.channel import Channel, leave  # noqa: E402
from worker_kit.fork_server import forks_asked, serve_forks  # noqa: E402
from worker_kit.machine import describe_runtime, peak_resident_bytes, release_freed_memory  # noqa: E402
from worker_kit.parity import last_loss, produce_parity, training_step_losses  # noqa: E402
from worker_kit.pipeline import write_first_batch  # noqa: E402
from worker_kit.sequences import first_pass_after, step, varies  # noqa: E402
from worker_kit.tensors import read_tensors  # noqa: E402
from worker_kit.work import UnsupportedWork  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from messages import PrepareMessage
    from worker_kit.pipeline import Loader
    from worker_kit.work import Engine, Work

PROTOCOL_VERSION = 7
_TRACEBACK_CHARACTERS = 16_384


class ProtocolError(Exception):
    """The server said something that this worker does not understand here."""


class _WrongVersion(Exception):
    """The two sides come from different versions."""


def run(engine: Engine) -> None:
    """Talk to the server over descriptor 3 until it says shutdown or goes away. Never returns."""
    kit_import_nanoseconds = time.perf_counter_ns() - _FIRST_LINE
    forks = forks_asked()
    if forks > 0:
        engine.load()
        serve_forks(forks)
    conversation = _Conversation(engine, Channel(), None if forks > 0 else kit_import_nanoseconds)
    try:
        conversation.hold()
    except Exception as error:
        conversation.report(error)
        leave(1)
    leave(0)


class _Conversation:
    def __init__(self, engine: Engine, channel: Channel, kit_import_nanoseconds: int | None) -> None:
        """`kit_import_nanoseconds`: None where this process was forked from one that had imported everything."""
        self._engine = engine
        self._channel = channel
        self._kit_import_nanoseconds = kit_import_nanoseconds
        self._phase = "import"
        self._work: Work | None = None
        self._timer: BlockTimer | None = None

    def hold(self) -> None:
        self._greet(self._expect("hello"))
        message = self._expect("prepare", "shutdown")
        while message["type"] != "shutdown":
            if message["type"] == "prepare":
                self._let_go()
                self._prepare(message)
            else:
                self._measure(message)
            message = self._expect("prepare", "measure", "serve", "shutdown")
        peak_device_bytes = self._work.peak_device_bytes() if self._work else None
        self._channel.send(
            {"type": "done", "peakResidentBytes": peak_resident_bytes(), "peakDeviceBytes": peak_device_bytes}
        )

    def report(self, error: Exception) -> None:
        self._channel.send(
            {
                "type": "failed",
                "phase": self._phase,
                "code": "PROTOCOL_VERSION" if isinstance(error, _WrongVersion) else type(error).__name__,
                "message": str(error)[:_TRACEBACK_CHARACTERS],
                "traceback": "".join(traceback.format_exception(error))[-_TRACEBACK_CHARACTERS:],
            }
        )

    def _expect(self, *types: str) -> dict[str, Any]:
        message = self._channel.receive()
        if message.get("type") not in types:
            raise ProtocolError(f"expected {' or '.join(types)}, received {message.get('type')}")
        return message

    def _greet(self, hello: dict[str, Any]) -> None:
        if hello["protocol"] != PROTOCOL_VERSION:
            raise _WrongVersion(
                f"the server speaks protocol {hello['protocol']}, this worker {PROTOCOL_VERSION}: "
                "they must come from the same version of Photofinish"
            )
        import_nanoseconds = 0
        if self._kit_import_nanoseconds is not None:
            _, load_nanoseconds = _timed(self._engine.load)
            import_nanoseconds = self._kit_import_nanoseconds + load_nanoseconds
        description, initialise_nanoseconds = _timed(self._engine.initialise)
        self._channel.send(
            {
                "type": "ready",
                "protocol": PROTOCOL_VERSION,
                "pid": os.getpid(),
                "engineVersion": description.engine_version,
                "runtime": describe_runtime(),
                "devices": list(description.devices),
                "precisions": list(description.precisions),
                "importNanoseconds": import_nanoseconds,
                "initialiseNanoseconds": initialise_nanoseconds,
            }
        )

    def _let_go(self) -> None:
        """Of the work before, where there is one (not timed); what the framework keeps of it stays."""
        if self._work is None:
            return
        self._work.close()
        self._work = self._timer = None
        # As in a process in which nothing was measured yet.
        gc.unfreeze()
        gc.enable()
        gc.collect()
        release_freed_memory()

    def _prepare(self, request: PrepareMessage) -> None:
        self._phase = "build"
        try:
            tensors = read_tensors(request["tensorsFile"])
            work, build_nanoseconds = _timed(lambda: self._engine.build(request, tensors))
            if request["task"] == "TRAINING":
                work.remember()
            release_freed_memory()
            self._phase = "compile"
            _, compile_nanoseconds = _timed(work.compile)
            parity, first_facts = self._prove(work, request)
            loader = self._loader_of(work, request)
        except UnsupportedWork as refusal:
            self._channel.send({"type": "unsupported", "node": refusal.node, "reason": refusal.reason})
            return
        training = request["task"] == "TRAINING"
        settings = {**work.settings, **(loader.settings if loader else {})}
        prepared = {
            "type": "prepared",
            "settings": [{"name": name, "value": value} for name, value in settings.items()],
            "implementation": [{"node": node, "form": form} for node, form in work.implementation.items()],
            "parameterCount": work.parameter_count,
            "blockLoss": work.block_loss if training else None,
            "buildNanoseconds": build_nanoseconds,
            "compileNanoseconds": compile_nanoseconds,
            **first_facts,
            "clock": calibrate_clock(),
        }
        options = {"training": training, "varies": varies(request), "loader": loader}
        self._work, self._timer = work, BlockTimer(work, request["synchronise"], **options)
        # Everything alive now stays alive: frozen, it makes the collections between blocks cost microseconds.
        gc.collect()
        release_freed_memory()
        gc.freeze()
        self._channel.send(parity)
        self._channel.send(prepared)

    def _prove(self, work: Work, request: PrepareMessage) -> tuple[Any, dict[str, Any]]:
        """Parity, and what `prepared` says of the first result, which goes first and is as cold as it can be.

        A forward pass changes nothing. Training steps change the weights: they are put back before the parity output.
        The losses of these very steps, the first and timed one among them, are part of what is proven.
        """
        training = request["task"] == "TRAINING"
        steps = request["parity"]["trainingSteps"] if training else 0
        _, nanoseconds = _timed(lambda: step(work, work.batches[0]))
        losses = [last_loss(work)] if training else []
        facts = {"firstResultNanoseconds": nanoseconds}
        if varies(request):
            more, facts["firstPassNanoseconds"] = first_pass_after(work, nanoseconds, steps)
            losses += more
        # Before the proof, which may compile functions of its own.
        facts["compilations"] = work.compilations()
        self._phase = "parity"
        if not training:
            return produce_parity(work, request), facts
        step_losses = training_step_losses(work, losses, steps)
        work.rewind()
        return {**produce_parity(work, request), "stepLosses": step_losses}, facts

    def _loader_of(self, work: Work, request: PrepareMessage) -> Loader | None:
        """Where images are to be loaded; its first batch is written down then."""
        plan = request.get("pipeline")
        if plan is None:
            return None
        loader = work.loader(plan)
        write_first_batch(loader, plan, request["batchCount"])
        return loader

    def _measure(self, request: dict[str, Any]) -> None:
        self._phase = "measure"
        if self._timer is None:
            raise ProtocolError("asked to measure, but nothing is prepared")
        if request["type"] == "serve":
            self._channel.send({"type": "served", "request": request["request"], **self._timer.serve(request)})
            return
        blocks = self._timer.measure(request)
        self._channel.send({"type": "blocks", "request": request["request"], "blocks": blocks})


def _timed(action: Callable[[], Any]) -> tuple[Any, int]:
    start = clock()
    result = action()
    return result, clock() - start
