"""The wire: newline-delimited JSON on file descriptor 3, both ways. stdout and stderr stay the framework's."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNEL_DESCRIPTOR = 3


class Channel:
    """One conversation with the server. When the server has gone, the process goes too, at once."""

    def __init__(self, descriptor: int = CHANNEL_DESCRIPTOR) -> None:
        # A grandchild that inherited the channel would keep it open after this process has ended.
        os.set_inheritable(descriptor, False)
        os.set_blocking(descriptor, True)
        self._descriptor = descriptor
        self._lines = os.fdopen(descriptor, "rb", closefd=False)

    def receive(self) -> dict[str, Any]:
        """The next message; blocks. Ends the process at end of file."""
        try:
            line = self._lines.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            leave(1)
        return json.loads(line)

    def send(self, message: Mapping[str, Any]) -> None:
        """Write one message. A number that JSON cannot hold (NaN, infinity) raises ValueError."""
        data = memoryview((json.dumps(message, allow_nan=False, separators=(",", ":")) + "\n").encode())
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            leave(1)


def leave(code: int) -> NoReturn:
    """End without the interpreter's farewell: some frameworks take seconds for it, or hang."""
    os._exit(code)
