"""How settings that are on or off are written, the same for every engine: the ledger compares them."""

from __future__ import annotations


def flag(value: bool) -> str:
    return "on" if value else "off"
