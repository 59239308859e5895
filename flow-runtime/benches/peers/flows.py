"""The flows that every library builds, and the works that are measured on them. `ours.rs` has the same."""

from __future__ import annotations

from dataclasses import dataclass

# Points that a density or a sample is asked of, on the grid of the notebook's picture and otherwise.
GRID = 40_000
POINTS = 10_000
# Points and steps of what is called an epoch where a single step is wanted.
BATCH = 512
STEPS = 8
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
    """A flow: `kind` is `maf`, `iaf`, `realnvp` or `nsf`; so many layers, each with a network of hidden `widths`."""

    name: str
    kind: str
    dim: int
    layers: int
    widths: tuple[int, ...]

    @property
    def works(self) -> tuple[str, ...]:
        if self.name == "moons":
            return ("epoch-32", "epoch-256", "epoch-1000", "density", "sample")
        if self.kind == "iaf":
            return ("reverse-kl",)
        if self.name == "maf-64":
            return ("step", "density", "sample", "reverse-kl")
        return ("step", "density", "sample")

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
    ]
}
