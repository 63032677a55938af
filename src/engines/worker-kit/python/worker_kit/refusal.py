"""What a framework says it cannot do is no failure of the work: it becomes an answer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from worker_kit.work import UnsupportedWork

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refusing(framework: str, kind: type[Exception], says: str) -> Iterator[None]:
    """Turns an exception of this kind that says this into UnsupportedWork, with the line that says it."""
    try:
        yield
    except kind as error:
        line = next((line.strip() for line in str(error).splitlines() if says in line), None)
        if line is None:
            raise
        raise UnsupportedWork(None, f"{framework}: {line}") from error
