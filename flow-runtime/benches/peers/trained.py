"""`trained.py <library> <seeds>` trains the notebook's flow once a seed: Adam at 1e-3, batches of 32, 100 epochs. Prints
the NLL of 10,000 fresh points for each, in nats.
"""

from __future__ import annotations

import sys

import numpy as np

from flows import FLOWS, POINTS
from libraries import LIBRARIES
from moons import moons


def main() -> None:
    library, seeds = LIBRARIES[sys.argv[1]], int(sys.argv[2])
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        model = library.model(FLOWS["moons"], seed)
        data, fresh = (model.array(moons(POINTS, rng)) for _ in range(2))
        for _ in range(100):
            model.epoch(data, 32)
        print("NLL", -float(np.mean(np.asarray(model.density(fresh)))), flush=True)


main()
