#!/usr/bin/env python3
"""scikit-learn's isolation forest on the rows that `anomaly` has written: `python3 forest.py out/anomaly`.

Needs `pip install scikit-learn`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

SEEDS = 5


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: forest.py DIR, the folder that `anomaly` has written to")
    folder = Path(sys.argv[1])
    train, normal, anomalous = (
        np.loadtxt(folder / f"{name}.csv", delimiter=",", skiprows=1) for name in ("train", "normal", "anomalous")
    )
    rows = np.concatenate([normal, anomalous])
    is_anomaly = np.repeat([0, 1], [len(normal), len(anomalous)])
    found = []
    for seed in range(SEEDS):
        forest = IsolationForest(random_state=seed).fit(train)
        scores = -forest.score_samples(rows)
        found.append((roc_auc_score(is_anomaly, scores), average_precision_score(is_anomaly, scores)))
    auroc, precision = np.mean(found, 0)
    print(f"{'isolation forest':<22}{auroc:>7.4f}{precision:>20.4f}   mean of {SEEDS} forests")


if __name__ == "__main__":
    main()
