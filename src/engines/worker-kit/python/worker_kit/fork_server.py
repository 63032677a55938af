"""A worker program that is forked once for each trial, after it has imported its framework and before it uses it.

The wire is src/protocol/fork-messages.ts. A child leads a process group of its own and has its channel on descriptor
3 like any worker; in it everything goes on as if it had just been started, but for the import.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

from worker_kit.channel import CHANNEL_DESCRIPTOR, Channel, leave

_FIRST_SOCKET = 4
_VARIABLE = "PHOTOFINISH_FORKS"


def forks_asked() -> int:
    """How many children this process is for; 0: it is a worker itself."""
    return int(os.environ.pop(_VARIABLE, "0"))


def serve_forks(forks: int) -> None:
    """Fork at each word of the server's, one child at a time. Returns in the children only."""
    channel = Channel()
    # What is alive now is never garbage; a collection in a child would only copy its pages.
    gc.collect()
    gc.freeze()
    channel.send({"type": "loaded"})
    for child in range(forks):
        channel.receive()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _become_worker(child, forks)
            return
        _lead_own_group(pid)
        for socket in _sockets_of(child):
            os.close(socket)
        channel.send({"type": "forked", "pid": pid})
        # Not reaped yet: its number must not come to belong to somebody whom the server would signal.
        end = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        exited = end.si_code == os.CLD_EXITED
        channel.send(
            {
                "type": "exited",
                "pid": pid,
                "exitCode": end.si_status if exited else None,
                "signal": None if exited else signal.Signals(end.si_status).name,
            }
        )
        channel.receive()
        os.waitpid(pid, 0)
    leave(0)


def _sockets_of(child: int) -> tuple[int, int]:
    """Its channel, and the one for what it prints."""
    first = _FIRST_SOCKET + 2 * child
    return first, first + 1


def _lead_own_group(pid: int) -> None:
    """Said by parent and child, so that it is true for whoever goes on first."""
    try:
        os.setpgid(pid, pid)
    except OSError:
        # It has ended already.
        return


def _become_worker(child: int, forks: int) -> None:
    _lead_own_group(os.getpid())
    channel, output = _sockets_of(child)
    os.dup2(channel, CHANNEL_DESCRIPTOR, inheritable=False)
    for standard in (1, 2):
        os.dup2(output, standard)
    for other in range(child, forks):
        for socket in _sockets_of(other):
            os.close(socket)
