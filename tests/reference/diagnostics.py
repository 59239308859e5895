"""What ArviZ says of chains: `python tests/reference/diagnostics.py` writes diagnostics.txt beside it.

Needs arviz 0.23. The chains are drawn here too, by recipes that Rust can repeat exactly: a linear congruential generator, and
sums and products of its numbers. A line is

    chains draws correlation offset power | r_hat | ess_bulk | ess_tail
"""

from __future__ import annotations

from pathlib import Path

import arviz
import numpy as np

CASES = [
    # chains, draws, correlation of a chain, what sets the chains apart, odd power that makes tails heavy
    (4, 1000, 0.0, 0.0, 1),
    (4, 1000, 0.9, 0.0, 1),
    (4, 501, 0.5, 0.0, 5),
    (2, 250, -0.6, 0.0, 1),
    (3, 400, 0.3, 0.5, 1),
    (8, 100, 0.99, 0.0, 3),
    (1, 300, 0.4, 0.0, 1),
    (20, 37, 0.2, 0.1, 1),
    (2, 4, 0.0, 0.0, 1),
    (3, 5, 0.0, 0.0, 1),
    (3, 6, 0.0, 0.0, 1),
]


def draws(chains: int, length: int, correlation: float, offset: float, power: int) -> np.ndarray:
    state = 1
    out = np.empty((chains, length))
    for chain in range(chains):
        x = 0.0
        for i in range(length):
            total = 0.0
            for _ in range(4):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                total += (state >> 11) / 2**53 - 0.5
            x = correlation * x + total
            value = x + offset * chain
            out[chain, i] = value
            for _ in range(power - 1):
                out[chain, i] *= value
    return out


lines = ["# What ArviZ " + arviz.__version__ + " says of chains. Written by diagnostics.py, which says what stands where."]
for case in CASES:
    x = draws(*case)
    values = [arviz.rhat(x), arviz.ess(x), arviz.ess(x, method="tail")]
    lines.append(" | ".join([" ".join(map(str, case)), *(f"{float(v):.15g}" for v in values)]))
Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
