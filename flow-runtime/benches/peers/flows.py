"""The flows that every library builds, and the works that are measured on them. `ours.rs` has the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Points that a density or a sample is asked of, on the grid of the notebook's picture and otherwise.
GRID = 40_000
POINTS = 10_000
# Points and steps of what is called an epoch where a single step is wanted.
BATCH = 512
STEPS = 8
# The same of flows of pictures.
PICTURES = 64
PICTURE_STEPS = 128
# Log-scales of these are clipped softly to this, as ours are.
LOG_SCALE = math.log(1000)
# Bins of a spline, and half the width of its box.
BINS = 8
BOUND = 5.0
LEARNING_RATE = 1e-3
# Samples that a step of reverse KL draws, and how many steps are measured at a time.
DRAWN = 256
REVERSE_STEPS = 16
# The target: a chain of numbers, each about this part of the one before.
FOLLOWS = 0.5

# A MAF of many dimensions is sampled slowly elsewhere: so few points are drawn then, and the time is scaled.
FEW = 2_000
MANY_DIMENSIONS = 21


@dataclass(frozen=True)
class Flow:
    """A flow: `kind` is `maf`, `iaf`, `realnvp`, `nsf` or `conv`; so many layers, each with a network of hidden `widths`. That of
    a `conv` is convolutional, of 3 × 3, and what it transforms has a `shape`."""

    name: str
    kind: str
    dim: int
    layers: int
    widths: tuple[int, ...]
    shape: tuple[int, ...] = ()

    @property
    def works(self) -> tuple[str, ...]:
        if self.name == "moons":
            return ("epoch-32", "epoch-256", "epoch-1000", "density", "sample")
        if self.kind == "iaf":
            return ("reverse-kl",)
        if self.kind == "conv":
            return ("step",)
        if self.name == "maf-64":
            return ("step", "density", "sample", "reverse-kl")
        return ("step", "density", "sample")

    @property
    def step(self) -> tuple[int, int]:
        """The size of a batch, and the steps of what is called an epoch where a single step is wanted."""
        return (PICTURES, PICTURE_STEPS) if self.kind == "conv" else (BATCH, STEPS)

    @property
    def drawn(self) -> int:
        """How many points the other libraries draw for `sample`."""
        slow = self.kind == "maf" and self.dim >= MANY_DIMENSIONS
        return FEW if slow else POINTS


FLOWS = {
    flow.name: flow
    for flow in [
        Flow("moons", "maf", 2, 3, (128, 128)),
        *(Flow(f"maf-{dim}", "maf", dim, 5, (512, 512)) for dim in (8, 21, 64)),
        Flow("iaf-64", "iaf", 64, 5, (512, 512)),
        *(Flow(f"realnvp-{dim}", "realnvp", dim, 8, (128, 128)) for dim in (2, 16, 64)),
        *(Flow(f"nsf-{dim}", "nsf", dim, 8, (128, 128)) for dim in (2, 16, 64)),
        *(Flow(f"conv-{side}", "conv", 2 * side**2, 1, (64, 64, 64), (2, side, side)) for side in (8, 28)),
    ]
}
