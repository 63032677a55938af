"""One LSTM layer in float64, forward and backward through time; gates in the order input, forget, cell, output.

Hochreiter & Schmidhuber 1997 with forget gates (Gers et al. 2000):
i, f, o = sigmoid(z), g = tanh(z), z = x·kernel + h·recurrentKernel + bias; c = f·c' + i·g; h = o·tanh(c).
The products with the input are one matrix product for all steps; only the recurrent ones go step by step.
"""

from __future__ import annotations

import numpy as np


def lstm(node: dict, inputs: list[np.ndarray], weights: dict[str, np.ndarray]) -> tuple[np.ndarray, object]:
    """Value and backward, as `reference_operations` describes."""
    trace = _Trace(inputs[0], node["units"], weights)
    if node["returnSequences"]:
        value = np.ascontiguousarray(trace.hidden[1:].transpose(1, 0, 2))
        return value, lambda gradient: trace.backward(gradient.transpose(1, 0, 2))
    return trace.hidden[-1], trace.backward_from_last


class _Trace:
    """Everything the backward pass needs, time-major: activated gates, cell states, hidden states."""

    def __init__(self, x: np.ndarray, units: int, weights: dict[str, np.ndarray]) -> None:
        batch, time, features = x.shape
        self._units, self._weights = units, weights
        self._rows = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(time * batch, features)
        gates = self._rows @ weights["kernel"] + weights["bias"]
        self._gates = gates.reshape(time, batch, 4 * units)
        self._cell = np.zeros((time + 1, batch, units))
        self._tanh_cell = np.empty((time, batch, units))
        self.hidden = np.zeros((time + 1, batch, units))
        for step in range(time):
            self._forward_step(step)

    def _parts(self, gates: np.ndarray) -> list[np.ndarray]:
        """Views of the four gates in one step's [batch, 4·units]."""
        return [gates[:, part * self._units : (part + 1) * self._units] for part in range(4)]

    def _forward_step(self, step: int) -> None:
        gates = self._gates[step]
        gates += self.hidden[step] @ self._weights["recurrentKernel"]
        i, f, g, o = self._parts(gates)
        # sigmoid(z) = (1 + tanh(z/2)) / 2, so that one vectorised tanh serves all four gates.
        for sigmoid_gate in (i, f, o):
            sigmoid_gate *= 0.5
        np.tanh(gates, out=gates)
        for sigmoid_gate in (i, f, o):
            sigmoid_gate += 1
            sigmoid_gate *= 0.5
        cell = self._cell[step + 1]
        np.multiply(f, self._cell[step], out=cell)
        cell += i * g
        np.tanh(cell, out=self._tanh_cell[step])
        np.multiply(o, self._tanh_cell[step], out=self.hidden[step + 1])

    def backward_from_last(self, gradient: np.ndarray) -> tuple[list[np.ndarray], dict[str, np.ndarray]]:
        """From the gradient of the last hidden state alone."""
        whole = np.zeros_like(self._tanh_cell)
        whole[-1] = gradient
        return self.backward(whole)

    def backward(self, hidden_gradients: np.ndarray) -> tuple[list[np.ndarray], dict[str, np.ndarray]]:
        """From the gradient of every hidden state, [time, batch, units]."""
        time, batch, units = self._tanh_cell.shape
        recurrent = self._weights["recurrentKernel"]
        gate_gradients = np.empty_like(self._gates)
        hidden, cell = np.zeros((batch, units)), np.zeros((batch, units))
        for step in reversed(range(time)):
            i, f, g, o = self._parts(self._gates[step])
            of_i, of_f, of_g, of_o = self._parts(gate_gradients[step])
            tanh_cell = self._tanh_cell[step]
            hidden = hidden + hidden_gradients[step]
            cell = cell + hidden * o * (1 - tanh_cell * tanh_cell)
            of_i[:] = cell * g * i * (1 - i)
            of_f[:] = cell * self._cell[step] * f * (1 - f)
            of_g[:] = cell * i * (1 - g * g)
            of_o[:] = hidden * tanh_cell * o * (1 - o)
            cell = cell * f
            hidden = gate_gradients[step] @ recurrent.T
        flat = gate_gradients.reshape(time * batch, 4 * units)
        of_x = (flat @ self._weights["kernel"].T).reshape(time, batch, -1).transpose(1, 0, 2)
        return [of_x], {
            "kernel": self._rows.T @ flat,
            "recurrentKernel": self.hidden[:-1].reshape(time * batch, units).T @ flat,
            "bias": flat.sum(axis=0),
        }
