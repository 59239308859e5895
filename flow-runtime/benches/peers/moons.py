"""The data of the notebook."""

from __future__ import annotations

import numpy as np


def moons(points: int, rng: np.random.Generator) -> np.ndarray:
    """Two interleaved half circles with noise of 0.05, as scikit-learn defines them."""
    outer = np.linspace(0, np.pi, points // 2)
    inner = np.linspace(0, np.pi, points - points // 2)
    x = np.concatenate([np.cos(outer), 1 - np.cos(inner)])
    y = np.concatenate([np.sin(outer), 0.5 - np.sin(inner)])
    data = rng.permutation(np.stack([x, y], axis=1))
    return data + rng.normal(0, 0.05, data.shape)
