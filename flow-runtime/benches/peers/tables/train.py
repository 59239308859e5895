"""`train.py <library> <folder> <table> <chain> <epochs> <seed>` trains a chain of the comparison in another library. It
prints a line for each epoch: its seconds, and the NLL of validation and test rows behind it, in nats; then the test NLL at the
epoch with the best validation NLL, that epoch, the seconds of training, the number of parameters, masked weights left out, and that
validation NLL. With `ask` in place of a number of epochs, one is trained for every line that is read."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from chains import BATCH, LAYERS, TABLES
from flows import Flow


def flowjax(flow: Flow, seed: int):
    import jax
    import equinox as eqx
    import paramax
    from flowjax.bijections import Chain, Coupling, Flip, Invert, MaskedAutoregressive, Scan
    from flowjax.distributions import Transformed
    from flowjax.flows import _affine_with_min_scale
    from flowjax_flows import Model, base, spline

    class Chained(Model):
        def distribution(self, flow, key):
            shape = dict(dim=flow.dim, nn_width=flow.widths[0], nn_depth=len(flow.widths))

            def layer(key):
                if flow.kind == "nsf":
                    split = dict(untransformed_dim=flow.dim // 2)
                    element = Coupling(key, transformer=spline(), **split, **shape)
                else:
                    map = _affine_with_min_scale() if flow.kind == "maf" else spline()
                    element = MaskedAutoregressive(key, transformer=map, **shape)
                return Chain([element, Flip((flow.dim,))]).merge_chains()

            layers = eqx.filter_vmap(layer)(jax.random.split(key, flow.layers))
            return Transformed(base(flow), Invert(Scan(layers)))

    model = Chained(flow, "scan", seed)
    return model, sum(leaf.size for leaf in jax.tree.leaves(model.state[0]))


def zuko(flow: Flow, seed: int):
    import torch
    import zuko
    from zuko.distributions import DiagNormal
    from zuko.flows import MAF, NSF, GeneralCouplingTransform
    from zuko.lazy import Flow as Lazy, UnconditionalDistribution
    from zuko.transforms import MonotonicRQSTransform
    from torch_flows import BINS, Model

    class Chained(Model):
        def parts(self, library, flow):
            shape = dict(features=flow.dim, transforms=flow.layers, hidden_features=flow.widths)
            if flow.kind == "maf":
                module = MAF(**shape)
            elif flow.kind == "nsfar":
                module = NSF(**shape, bins=BINS)
            else:  # the first half, then the last half, as a reversal between the layers has it
                half, i = flow.dim // 2, torch.arange(flow.dim)
                masks = [(i < half) if layer % 2 == 0 else (i >= flow.dim - half) for layer in range(flow.layers)]
                spline = dict(univariate=MonotonicRQSTransform, shapes=[(BINS,), (BINS,), (BINS - 1,)])
                couplings = [
                    GeneralCouplingTransform(flow.dim, mask=mask, hidden_features=flow.widths, **spline) for mask in masks
                ]
                normal = dict(loc=torch.zeros(flow.dim), scale=torch.ones(flow.dim))
                module = Lazy(couplings, UnconditionalDistribution(DiagNormal, **normal, buffer=True))
            self.module = module
            return module, lambda x: module().log_prob(x), lambda n: module().sample((n,))

    model = Chained(flow, "zuko", seed)
    there = lambda m: int(m.mask.sum()) + m.bias.numel() if hasattr(m, "mask") and m.mask.ndim == 2 else None
    own = lambda m: sum(p.numel() for p in m.parameters(recurse=False))
    count = sum(there(m) if there(m) is not None else own(m) for m in model.module.modules())
    return model, count


def main() -> None:
    library, folder, table, chain, epochs, seed = sys.argv[1:]
    dim = int((Path(folder) / f"{table}.dim").read_text())
    read = lambda part: np.fromfile(Path(folder) / f"{table}.{part}.f32", "<f4").reshape(-1, dim)
    flow = Flow(f"{table}/{chain}", chain, dim, LAYERS, TABLES[table].widths)
    model, parameters = {"flowjax": flowjax, "zuko": zuko}[library](flow, int(seed))
    train, valid, test = (model.array(read(part)) for part in ("train", "valid", "test"))
    nll = lambda data: -float(np.mean(np.asarray(model.density(data))))
    best, at, chosen, seconds = float("inf"), 0, float("nan"), []
    numbers = (number for number, _ in enumerate(sys.stdin, 1)) if epochs == "ask" else range(1, int(epochs) + 1)
    for epoch in numbers:
        start = time.perf_counter()
        model.epoch(train, BATCH)
        seconds.append(time.perf_counter() - start)
        valid_nll, test_nll = nll(valid), nll(test)
        print("EPOCH", seconds[-1], valid_nll, test_nll, flush=True)
        if valid_nll < best:
            best, at, chosen = valid_nll, epoch, test_nll
    # The first compiles.
    total = sum(seconds[1:] or seconds) * len(seconds) / max(1, len(seconds) - 1)
    print("RESULT", chosen, at, total, parameters, best, flush=True)


main()
