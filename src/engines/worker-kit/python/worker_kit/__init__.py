"""The loop inside a Python worker: the wire, the clock, the blocks. Knows no framework."""
