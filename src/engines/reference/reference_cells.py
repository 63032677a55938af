"""One direction of one recurrent layer in float64: forward, and backward through time.

The products with the input are one matrix product for all steps; only the recurrent ones go step by step. Inside,
everything is time-major.
"""

from __future__ import annotations

import numpy as np

Weights = dict[str, np.ndarray]
CellGradients = tuple[np.ndarray, Weights, list[np.ndarray]]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(0.5 * z))


class _Cell:
    """`state` is empty, or the first hidden state (and, for the LSTM, cell state)."""

    def __init__(self, x: np.ndarray, units: int, weights: Weights, state: list[np.ndarray]) -> None:
        batch, time, features = x.shape
        self._units, self._weights = units, weights
        self._rows = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(time * batch, features)
        projected = self._rows @ weights["kernel"] + weights["bias"]
        self._projected = projected.reshape(time, batch, -1)
        self._hidden = np.zeros((time + 1, batch, units))
        if state:
            self._hidden[0] = state[0]
        self._run(state)

    def states(self) -> np.ndarray:
        """[batch, time, units]."""
        return self._hidden[1:].transpose(1, 0, 2)

    def _run(self, state: list[np.ndarray]) -> None:
        raise NotImplementedError

    def _parts(self, gates: np.ndarray, count: int) -> list[np.ndarray]:
        return [gates[..., part * self._units : (part + 1) * self._units] for part in range(count)]

    def _input_gradients(self, of_projected: np.ndarray) -> tuple[np.ndarray, Weights]:
        """Of the input [batch, time, features], the kernel and the bias, from those of the projected input."""
        time, batch, columns = of_projected.shape
        flat = of_projected.reshape(time * batch, columns)
        of_x = (flat @ self._weights["kernel"].T).reshape(time, batch, -1).transpose(1, 0, 2)
        return of_x, {"kernel": self._rows.T @ flat, "bias": flat.sum(axis=0)}

    def _recurrent_gradient(self, of_products: np.ndarray) -> np.ndarray:
        flat = of_products.reshape(-1, of_products.shape[-1])
        return self._hidden[:-1].reshape(-1, self._units).T @ flat


class LstmCell(_Cell):
    """Hochreiter & Schmidhuber 1997 with forget gates (Gers et al. 2000).

    i, f, o = sigmoid(z), g = tanh(z); c = f·c' + i·g; h = o·tanh(c); gates in the order i, f, g, o.
    """

    def _run(self, state: list[np.ndarray]) -> None:
        time, batch, _ = self._projected.shape
        self._gates = self._projected
        self._cell = np.zeros((time + 1, batch, self._units))
        if state:
            self._cell[0] = state[1]
        self._tanh_cell = np.empty((time, batch, self._units))
        for step in range(time):
            self._forward_step(step)

    def _forward_step(self, step: int) -> None:
        gates = self._gates[step]
        gates += self._hidden[step] @ self._weights["recurrentKernel"]
        i, f, g, o = self._parts(gates, 4)
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
        np.multiply(o, self._tanh_cell[step], out=self._hidden[step + 1])

    def backward(self, of_states: np.ndarray) -> CellGradients:
        time, batch, units = self._tanh_cell.shape
        of_gates = np.empty_like(self._gates)
        hidden, cell = np.zeros((batch, units)), np.zeros((batch, units))
        for step in reversed(range(time)):
            i, f, g, o = self._parts(self._gates[step], 4)
            of_i, of_f, of_g, of_o = self._parts(of_gates[step], 4)
            tanh_cell = self._tanh_cell[step]
            hidden = hidden + of_states[:, step]
            cell = cell + hidden * o * (1 - tanh_cell * tanh_cell)
            of_i[:] = cell * g * i * (1 - i)
            of_f[:] = cell * self._cell[step] * f * (1 - f)
            of_g[:] = cell * i * (1 - g * g)
            of_o[:] = hidden * tanh_cell * o * (1 - o)
            cell = cell * f
            hidden = of_gates[step] @ self._weights["recurrentKernel"].T
        of_x, of_weights = self._input_gradients(of_gates)
        return of_x, of_weights | {"recurrentKernel": self._recurrent_gradient(of_gates)}, [hidden, cell]


class GruCell(_Cell):
    """Cho et al. 2014 with the reset gate after the recurrent product; gates in the order z, r, n.

    n = tanh(x·Wn + bn + r·(h·Un + rn)), h' = (1 - z)·n + z·h.
    """

    def _run(self, _state: list[np.ndarray]) -> None:
        time = len(self._projected)
        self._trace: list[tuple[np.ndarray, ...]] = []
        for step in range(time):
            h = self._hidden[step]
            from_z, from_r, from_n = self._parts(self._projected[step], 3)
            product = h @ self._weights["recurrentKernel"] + self._weights["recurrentBias"]
            of_z, of_r, of_n = self._parts(product, 3)
            z, r = _sigmoid(from_z + of_z), _sigmoid(from_r + of_r)
            n = np.tanh(from_n + r * of_n)
            self._hidden[step + 1] = (1 - z) * n + z * h
            self._trace.append((z, r, n, of_n))

    def backward(self, of_states: np.ndarray) -> CellGradients:
        of_projected = np.empty_like(self._projected)
        of_products = np.empty_like(self._projected)
        hidden = np.zeros_like(self._hidden[0])
        for step in reversed(range(len(self._projected))):
            z, r, n, recurrent_n = self._trace[step]
            hidden = hidden + of_states[:, step]
            of_n = hidden * (1 - z) * (1 - n * n)
            of_z = hidden * (self._hidden[step] - n) * z * (1 - z)
            of_r = of_n * recurrent_n * r * (1 - r)
            of_projected[step] = np.concatenate([of_z, of_r, of_n], axis=-1)
            of_products[step] = np.concatenate([of_z, of_r, of_n * r], axis=-1)
            hidden = hidden * z + of_products[step] @ self._weights["recurrentKernel"].T
        of_x, of_weights = self._input_gradients(of_projected)
        of_weights["recurrentKernel"] = self._recurrent_gradient(of_products)
        of_weights["recurrentBias"] = of_products.sum(axis=(0, 1))
        return of_x, of_weights, [hidden]


class RnnCell(_Cell):
    """Elman 1990: h' = tanh(x·kernel + h·recurrentKernel + bias)."""

    def _run(self, _state: list[np.ndarray]) -> None:
        for step, projected in enumerate(self._projected):
            self._hidden[step + 1] = np.tanh(projected + self._hidden[step] @ self._weights["recurrentKernel"])

    def backward(self, of_states: np.ndarray) -> CellGradients:
        of_sums = np.empty_like(self._projected)
        hidden = np.zeros_like(self._hidden[0])
        for step in reversed(range(len(self._projected))):
            state = self._hidden[step + 1]
            of_sums[step] = (hidden + of_states[:, step]) * (1 - state * state)
            hidden = of_sums[step] @ self._weights["recurrentKernel"].T
        of_x, of_weights = self._input_gradients(of_sums)
        return of_x, of_weights | {"recurrentKernel": self._recurrent_gradient(of_sums)}, [hidden]
