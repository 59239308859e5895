"""What scikit-learn's classifier tells apart: `python tests/reference/c2st.py` writes c2st.txt beside it.

Needs scikit-learn 1.9. As the benchmark of simulation-based inference does it (Lueckmann et al. 2021): a network of two hidden
layers of 10 units a dimension, samples brought to mean 0 and variance 1 by the reference, five folds. The accuracy is the mean
over three seeds. The samples are drawn by a recipe that Rust can repeat. A line is

    shift scale modes-apart | accuracy
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neural_network import MLPClassifier

CASES = [(0.0, 1.0, 0), (0.3, 1.0, 0), (0.0, 1.5, 0), (1.0, 1.0, 0), (0.0, 1.0, 1), (0.2, 0.7, 1)]


def samples(seed: int, n: int, shift: float, scale: float, two: int) -> np.ndarray:
    state = seed

    def total() -> float:
        nonlocal state
        sum_ = 0.0
        for _ in range(4):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            sum_ += (state >> 11) / 2**53 - 0.5
        return sum_

    out = np.empty((n, 2))
    for i in range(n):
        a, b = total(), total()
        side = (-1.5 if i % 2 == 0 else 1.5) if two else 0.0
        out[i] = shift + scale * a + side, b + 0.5 * a
    return out


def accuracy(x: np.ndarray, y: np.ndarray, seed: int) -> float:
    mean, deviation = x.mean(axis=0), x.std(axis=0, ddof=1)
    data = np.concatenate([(x - mean) / deviation, (y - mean) / deviation])
    target = np.concatenate([np.zeros(len(x)), np.ones(len(y))])
    hidden = 10 * x.shape[1]
    network = MLPClassifier(
        activation="relu", hidden_layer_sizes=(hidden, hidden), max_iter=10000, solver="adam", random_state=seed
    )
    folds = KFold(n_splits=5, shuffle=True, random_state=seed)
    return cross_val_score(network, data, target, cv=folds, scoring="accuracy").mean()


lines = [f"# The accuracy of scikit-learn {sklearn.__version__}. Written by c2st.py, which says what stands where."]
for shift, scale, two in CASES:
    x, y = samples(1, 2000, 0.0, 1.0, two), samples(2, 2000, shift, scale, two)
    mean = np.mean([accuracy(x, y, seed) for seed in range(3)])
    lines.append(f"{shift} {scale} {two} | {mean:.5f}")
Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
