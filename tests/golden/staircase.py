"""Our parameters of a network as dense matrices, as `flow-runtime/src/made/mod.rs` has them.

Hidden units are sorted by degree; the libraries deal degrees to their units in turn or by a formula. `copy` brings the
units of one layer into the order of the other, and holds that no weight of ours meets a mask of theirs, or the reverse.
"""

from __future__ import annotations

import math

import numpy as np

GROUP_UNITS, GROUP_OUTPUTS = 64, 16


def degrees(dim: int, context: int, width: int) -> np.ndarray:
    """Of the units of a hidden layer, dealt in turn and sorted."""
    first = 0 if context else 1
    return np.sort(first + np.arange(width) % (dim - first))


class Reader:
    """Reads panels of a slice, one after another."""

    def __init__(self, params: np.ndarray | None):
        self.params, self.at = params, 0

    def panel(self, rows: int, cols: int) -> np.ndarray:
        size = rows * cols
        panel = np.zeros(size) if self.params is None else self.params[self.at : self.at + size]
        self.at += size
        return panel.reshape(rows, cols)


def masked(dim, context, outputs, widths, params=None):
    """Layers as (weights, biases, mask), and the number of parameters; weights are outputs × inputs, context last."""
    first = 0 if context else 1
    reader = Reader(params)
    condition = reader.panel(1 + context, widths[0])
    inputs = np.arange(dim) + 1  # an input at position p is seen from degree p + 1 on
    layers = []
    for layer in range(len(widths) + 1):
        last = layer == len(widths)
        units = np.repeat(np.arange(dim), outputs) if last else degrees(dim, context, widths[layer])
        below = inputs if layer == 0 else degrees(dim, context, widths[layer - 1])
        ones = 0 if layer == 0 else 1
        table = np.zeros((ones + len(below), len(units)))
        wanted, columns = (GROUP_OUTPUTS, outputs * dim) if last else (GROUP_UNITS, widths[layer])
        group = max(1, math.ceil(wanted * (dim - first) / columns))
        for degree in range(dim):
            start, end = degree, first
            if degree >= first:
                start = degree - (degree - first) % group
                end = min(start + group, dim)
            # Rows that all degrees of the group see, then those of its own degrees.
            alone = layer == 0 or end == start + 1
            far = ones + np.sum(below <= start if alone else below < start)
            if degree == start:
                cols = np.flatnonzero((units >= start) & (units < end))
                table[:far, cols] = reader.panel(far, len(cols))
            near = ones + np.sum(below <= degree)
            cols = np.flatnonzero(units == degree)
            table[far:near, cols] = reader.panel(near - far, len(cols))
        mask = units[:, None] >= below[None, :]
        if layer == 0:
            bias, weights = condition[0], np.concatenate([table.T, condition[1:].T], axis=1)
            mask = np.concatenate([mask, np.ones((len(units), context), bool)], axis=1)
        else:
            bias, weights = table[0], table[1:].T
        layers.append((weights, bias, mask))
    return layers, reader.at


def dense(inputs, outputs, widths, params=None):
    """A network without masks: of a coupling, or of a context."""
    reader, layers = Reader(params), []
    sizes = [inputs, *widths, outputs]
    for rows, cols in zip(sizes, sizes[1:]):
        table = reader.panel(1 + rows, cols)
        layers.append((table[1:].T, table[0], np.ones((cols, rows), bool)))
    return layers, reader.at


def copy(layers, masks):
    """The same network with its units in the order of these masks, outputs × inputs."""
    order, copied = None, []
    for (weights, bias, mask), theirs in zip(layers, masks, strict=True):
        theirs = np.asarray(theirs, bool)
        if order is not None:
            weights, mask = weights[:, order], mask[:, order]
        # A unit is known by how much it sees; in the last layer the order is that of the outputs.
        order = np.empty(len(bias), int)
        if len(copied) + 1 < len(masks):
            order[np.argsort(theirs.sum(1), kind="stable")] = np.argsort(mask.sum(1), kind="stable")
        else:
            order = np.arange(len(bias))
        assert (mask[order] == theirs).all(), "the masks differ"
        copied.append((weights[order], bias[order]))
    return copied
