"""Measures one library, on request.

`worker.py <library>` prints `READY` and the names of its works, then answers each line `go <flow>/<work>` with one line
of JSON: the seconds that the work took, or an error. The model of the flow that was asked for last is kept.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Callable

import numpy as np

from flows import DRAWN, FLOWS, GRID, POINTS, REVERSE_STEPS, Flow
from libraries import LIBRARIES
from moons import moons

# How long an answer is measured, unless the work itself takes longer.
PATIENCE = 0.3


def median(call: Callable[[], object]) -> float:
    """The median time of a call, in seconds."""
    start, times = time.perf_counter(), []
    while not times or time.perf_counter() - start < PATIENCE:
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def work(model, flow: Flow, name: str) -> Callable[[], float]:
    """What returns the seconds that a work takes. `model` is what a library makes of the flow."""
    rng = np.random.default_rng(0)
    if name == "step":
        batch, steps = flow.step
        data = model.array(rng.standard_normal((batch * steps, flow.dim)))
        return lambda: median(lambda: model.epoch(data, batch)) / steps
    if name == "reverse-kl":
        return lambda: median(lambda: model.reverse(DRAWN, REVERSE_STEPS)) / REVERSE_STEPS
    if name.startswith("epoch-"):
        data, batch = model.array(moons(POINTS, rng)), int(name.removeprefix("epoch-"))
        return lambda: median(lambda: model.epoch(data, batch))
    if name == "density":
        points = GRID if flow.name == "moons" else POINTS
        data = model.array(rng.standard_normal((points, flow.dim)))
        return lambda: median(lambda: model.density(data))
    return lambda: median(lambda: model.sample(flow.drawn)) * POINTS / flow.drawn


def main() -> None:
    library = LIBRARIES[sys.argv[1]]
    # What a library prints is not an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    flows = [flow for flow in FLOWS.values() if library.builds(flow)]
    names = [f"{flow.name}/{name}" for flow in flows for name in library.works(flow)]
    print("READY", *names, file=answers, flush=True)
    present, model, works = None, None, {}
    for line in sys.stdin:
        flow, name = line.removeprefix("go ").strip().split("/")
        try:
            if flow != present:
                present, works = flow, {}
                model = library.model(FLOWS[flow])
            if name not in works:
                works[name] = work(model, FLOWS[flow], name)
            answer = {"seconds": works[name]()}
        except Exception as error:  # whatever a library raises is its answer
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
        print(json.dumps(answer), file=answers, flush=True)


main()
