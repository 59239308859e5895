"""zuko and nflows, on PyTorch: data in memory, fused Adam, a thread per core; with `compile` through `torch.compile`."""

from __future__ import annotations

from typing import Callable

import numpy as np
import torch

from flows import BINS, BOUND, FOLLOWS, LEARNING_RATE, Flow

Parts = tuple[torch.nn.Module, Callable, Callable]


def zuko(flow: Flow) -> Parts:
    import zuko.flows
    from zuko.lazy import Flow as Lazy
    from zuko.transforms import MonotonicRQSTransform

    shape = dict(features=flow.dim, transforms=flow.layers, hidden_features=flow.widths)
    if flow.kind in ("maf", "iaf"):  # every other layer has the reversed order
        module = zuko.flows.MAF(**shape)
        if flow.kind == "iaf":
            module = Lazy(module.transform.inv, module.base)
    elif flow.kind == "realnvp":
        module = zuko.flows.RealNVP(**shape)
    else:  # its couplings, with a spline that covers [-5, 5]
        shapes = [(BINS,), (BINS,), (BINS - 1,)]
        module = zuko.flows.RealNVP(**shape, univariate=MonotonicRQSTransform, shapes=shapes)
    return module, lambda x: module().log_prob(x), lambda n: module().sample((n,))


def nflows(flow: Flow) -> Parts:
    from nflows import transforms
    from nflows.distributions import StandardNormal
    from nflows.flows import Flow as Distribution
    from nflows.nn.nets import MLP
    from nflows.utils import create_alternating_binary_mask

    class Net(MLP):
        """A conditioner is given a context, here always none."""

        def forward(self, inputs, context=None):
            return super().forward(inputs)

    def net(inputs: int, outputs: int) -> Net:
        return Net([inputs], [outputs], list(flow.widths), activation=torch.relu)

    def layer(i: int) -> list[torch.nn.Module]:
        if flow.kind == "maf":  # its first layer is a hidden one; each block is one more
            maf = transforms.MaskedAffineAutoregressiveTransform(
                features=flow.dim,
                hidden_features=flow.widths[0],
                num_blocks=len(flow.widths) - 1,
                use_residual_blocks=False,
                activation=torch.relu,
            )
            return [maf, transforms.ReversePermutation(flow.dim)]
        mask = create_alternating_binary_mask(flow.dim, even=i % 2 == 0)
        if flow.kind == "realnvp":
            return [transforms.AffineCouplingTransform(mask, net)]
        spline = transforms.PiecewiseRationalQuadraticCouplingTransform
        return [spline(mask, net, num_bins=BINS, tails="linear", tail_bound=BOUND)]

    layers = [part for i in range(flow.layers) for part in layer(i)]
    module = Distribution(transforms.CompositeTransform(layers), StandardNormal([flow.dim]))
    return module, module.log_prob, module.sample


class Model:
    def __init__(self, flow: Flow, setting: str, seed: int) -> None:
        torch.manual_seed(seed)
        library, *options = setting.split()
        module, self._log_prob, self._sample = self.parts(library, flow)
        self._module = module
        self._nll = lambda x: -self._log_prob(x).mean()
        self._adam = torch.optim.Adam(module.parameters(), lr=LEARNING_RATE, fused=True)
        if "compile" in options:
            self._nll = torch.compile(self._nll)
            self._log_prob = torch.compile(self._log_prob)
            self._sample = torch.compile(self._sample)

    def parts(self, library: str, flow: Flow) -> Parts:
        return {"zuko": zuko, "nflows": nflows}[library](flow)

    def reverse(self, n: int, steps: int) -> None:
        """Steps of reverse KL, with the sampling and the density that zuko fuses."""
        for _ in range(steps):
            self._adam.zero_grad()
            x, log_q = self._module().rsample_and_log_prob((n,))
            before = torch.nn.functional.pad(x[:, :-1], (1, 0))
            log_p = -0.5 * ((x - FOLLOWS * before) ** 2).sum(-1)
            (log_q - log_p).mean().backward()
            self._adam.step()

    def array(self, values: np.ndarray) -> torch.Tensor:
        return torch.as_tensor(values, dtype=torch.float32)

    def epoch(self, data: torch.Tensor, batch: int) -> None:
        for indices in torch.randperm(len(data)).split(batch):
            self._adam.zero_grad()
            self._nll(data[indices]).backward()
            self._adam.step()

    def density(self, data: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return self._log_prob(data)

    def sample(self, n: int) -> None:
        with torch.no_grad():
            self._sample(n)
