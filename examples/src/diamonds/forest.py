#!/usr/bin/env python3
"""How often scikit-learn's random forest tells the rows that `diamonds` has written from real ones: `python3 forest.py out/diamonds`.

Half of the rows of the test and as many drawn ones are learned from, the others told apart; a coin is right in half of all cases. Needs
`pip install scikit-learn`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestClassifier

SEEDS = 3


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: forest.py DIR, the folder that `diamonds` has written to")
    folder = Path(sys.argv[1])
    real, *drawn = (
        np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1) for name in ("test", "categories", "numbers")
    )
    for name, rows in zip(("categories", "numbers"), drawn):
        count = min(len(real), len(rows))
        x = np.concatenate([real[:count], rows[:count]])
        y = np.repeat([0, 1], count)
        right = []
        for seed in range(SEEDS):
            order = np.random.default_rng(seed).permutation(len(x))
            learned, asked = np.array_split(order, 2)
            forest = RandomForestClassifier(random_state=seed).fit(x[learned], y[learned])
            right.append(forest.score(x[asked], y[asked]))
        print(f"{name:<11} told apart in {100 * np.mean(right):.1f} % of cases, mean of {SEEDS} forests")


if __name__ == "__main__":
    main()
