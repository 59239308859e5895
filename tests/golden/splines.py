"""The monotone rational-quadratic spline with the same widths, heights and slopes in three libraries.

Parameters of ours are K for the widths, K for the heights and K − 1 for the slopes; the curve is read from the data.
"""

from __future__ import annotations

import math

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import torch
from nflows.transforms.splines.rational_quadratic import unconstrained_rational_quadratic_spline
from torch.distributions import Transform, constraints
from zuko.transforms import DependentTransform, MonotonicRQSTransform

from record import NFLOWS, ZUKO, by_tfp, by_torch, drawn, dyadic

LEAST = 1e-3
CLIP = math.log(1000)


def parts(params, bins):
    """Widths and heights as parts of the box, and logarithms of the slopes."""
    params = torch.as_tensor(params)
    divide = lambda numbers: LEAST + (1 - LEAST * bins) * torch.softmax(numbers, -1)
    slopes = params[..., 2 * bins :]
    return divide(params[..., :bins]), divide(params[..., bins : 2 * bins]), slopes / (1 + abs(slopes) / CLIP)


def by_our_parameters(params, bins, bound):
    """zuko's spline, from the data to the base, whose softmax is of softly clipped numbers."""
    widths, heights, log_slopes = parts(params, bins)

    def unclipped(part, clip):
        part = part - part.mean(-1, keepdim=True)
        assert (abs(part) < clip).all()
        return part / (1 - abs(part) / clip)

    numbers = [unclipped(torch.log(part), CLIP / 2) for part in (widths, heights)]
    return MonotonicRQSTransform(*numbers, unclipped_slopes(log_slopes), bound)


def unclipped_slopes(log_slopes):
    return log_slopes / (1 - abs(log_slopes) / CLIP)


class Nflows(Transform):
    """nflows' function as a transform of PyTorch."""

    domain = codomain = constraints.real
    bijective, sign = True, 1

    def __init__(self, params, bins, bound):
        super().__init__()
        params = torch.as_tensor(params)
        slopes = torch.exp(parts(params, bins)[2])
        self.numbers = params[..., :bins], params[..., bins : 2 * bins], torch.log(torch.expm1(slopes - LEAST))
        self.bound = bound

    def apply(self, x, inverse):
        numbers = [n.expand(*x.shape, -1) for n in self.numbers]
        return unconstrained_rational_quadratic_spline(x, *numbers, inverse=inverse, tail_bound=self.bound,
                                                       min_bin_width=LEAST, min_bin_height=LEAST, min_derivative=LEAST)

    def _call(self, x):
        return self.apply(x, False)[0]

    def _inverse(self, z):
        return self.apply(z, True)[0]

    def call_and_ladj(self, x):
        return self.apply(x, False)

    def log_abs_det_jacobian(self, x, _):
        return self.apply(x, False)[1]


def cases():
    for name, bins, bound, seed, spread in [("Eight", 8, 3.0, 1, 1.0), ("Five", 5, 2.0, 2, 1.5), ("One", 1, 1.0, 3, 0.0)]:
        params = drawn(3 * bins - 1, seed, spread)
        inside = np.random.default_rng(seed).uniform(-bound, bound, 14)
        z = dyadic(np.concatenate([inside, [-bound + 1 / 64, bound - 1 / 64, 0, -bound - 1, bound + 5, 40]]))[:, None]
        to_base = lambda spline: DependentTransform(spline, 1)
        yield by_torch(f"{name}Zuko", to_base(by_our_parameters(params, bins, bound)), z, params,
                       by=f"{ZUKO}: MonotonicRQSTransform")
        yield by_torch(f"{name}Nflows", to_base(Nflows(params, bins, bound)), z, params,
                       by=f"{NFLOWS}: unconstrained_rational_quadratic_spline")
        widths, heights, log_slopes = parts(params, bins)
        spline = tfp.bijectors.RationalQuadraticSpline(
            *(tf.constant(part.numpy()) for part in (2 * bound * widths, 2 * bound * heights, torch.exp(log_slopes))),
            range_min=tf.constant(-bound, tf.float64))
        yield by_tfp(f"{name}Tfp", tfp.bijectors.Invert(spline), z, params, by="Invert of RationalQuadraticSpline")
