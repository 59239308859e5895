"""Bijectors of one number, by name and as formulas."""

from __future__ import annotations

import math

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import torch
from nflows.transforms.nonlinearities import LeakyReLU
from torch.distributions import Independent, Uniform
from zuko.transforms import ComposedTransform, CosTransform, DependentTransform, MonotonicAffineTransform

from record import NFLOWS, ZUKO, OfNflows, by_tfp, by_torch, drawn, dyadic

tfb, tfd = tfp.bijectors, tfp.distributions
WIDE = dyadic(np.array([-5, -2.5, -1.25, -0.5, -1 / 64, 0, 1 / 64, 0.75, 1.5, 2.75, 5]))[:, None]
NEAR = WIDE[1:-1]
UNIT = dyadic(np.array([1 / 64, 0.125, 0.25, 0.5, 0.625, 0.875, 63 / 64]))[:, None]


def number(value: float) -> tf.Tensor:
    return tf.constant(value, tf.float64)


def positive(raw: float) -> tf.Tensor:
    """What a parameter `b > 0` is: 1 where the number that is learned is 0."""
    return tf.math.softplus(number(raw) + math.log(math.e - 1))


def then(*bijectors):
    """From the base to the data."""
    return tfb.Chain(list(reversed(bijectors)))


def cases():
    exp, half_line = tfb.Exp(), tfb.Softplus()
    for name, bijector, z in [
        ("Softplus", half_line, WIDE),
        ("Sigmoid", tfb.Sigmoid(), WIDE),
        ("Tanh", tfb.Tanh(), NEAR),
        ("Exp", exp, WIDE),
        ("Sinh", tfb.Sinh(), WIDE),
        ("Asinh", tfb.Invert(tfb.Sinh()), WIDE),
        ("NormalCdf", tfb.NormalCDF(), NEAR),
        ("Square", then(half_line, tfb.Power(number(2))), WIDE),
        ("Root", then(exp, tfb.Power(number(0.5))), WIDE),
        ("Reciprocal", then(half_line, tfb.Reciprocal()), WIDE),
        ("LogSoftplus", then(half_line, tfb.Log()), WIDE),
        ("Softsign", tfb.Softsign(), WIDE),
        ("SinhArcsinh", tfb.SinhArcsinh(number(0.25), number(1.5)), WIDE),
        ("Gumbel", tfb.GumbelCDF(number(0.5), number(1.25)), NEAR),
        ("Weibull", then(half_line, tfb.WeibullCDF(number(1.5), number(2.25))), NEAR[:-1]),
        ("Frechet", then(half_line, tfb.FrechetCDF(number(0), number(1.5), number(2.25))), NEAR[3:]),
        ("Gompertz", then(half_line, tfb.GompertzCDF(number(0.75), number(0.5))), NEAR),
        ("Kumaraswamy", then(tfb.Sigmoid(), tfb.KumaraswamyCDF(number(1.5), number(0.75))), NEAR),
        ("Moyal", tfb.MoyalCDF(number(0.5), number(1.25)), NEAR[1:]),
    ]:
        yield by_tfp(name, bijector, z)

    yield by_torch("LeakyRelu", OfNflows(LeakyReLU(0.1)).inv, WIDE, by=f"{NFLOWS}: LeakyReLU")

    for name, bijector, scale in [("Logit", tfb.Invert(tfb.Sigmoid()), 1), ("Quantile", tfb.Invert(tfb.NormalCDF()), 1)]:
        base = tfd.Sample(tfd.Uniform(number(0), number(scale)), [1])
        yield by_tfp(name, bijector, UNIT, base=base, by=f"Invert of {type(bijector.bijector).__name__}, of a Uniform")

    # The first parameter is the shift inside, the second the tail weight, which is positive.
    params = drawn(2, 1, 0.8)
    shifted = tfb.Shift(number(params[0]))
    learned = then(tfb.Invert(tfb.Sinh()), tfb.Scale(positive(params[1])), shifted, tfb.Sinh())
    yield by_tfp("Learned", learned, WIDE, params, by="Chain of Sinh, Shift, Scale and its inverse")

    params = drawn(4, 2, 0.5)
    location, log_scale = params.reshape(2, 2)
    affine = then(tfb.Scale(tf.constant(np.exp(log_scale))), tfb.Shift(tf.constant(location)))
    yield by_tfp("Affine", affine, dyadic(np.random.default_rng(3).normal(size=(5, 2))), params, by="Chain of Scale and Shift")

    uniform = Independent(Uniform(torch.zeros(1), torch.ones(1)), 1)
    # Its own log-scale is this one, softly clipped at ln 1000; its cosine rises.
    log_scale = torch.full((1,), math.log(math.pi) / (1 - math.log(math.pi) / math.log(1000)))
    angle = DependentTransform(MonotonicAffineTransform(torch.zeros(1), log_scale), 1)
    cosine = DependentTransform(CosTransform(), 1)
    yield by_torch("Cosine", ComposedTransform(angle, cosine).inv, UNIT, base=uniform, by=f"{ZUKO}: CosTransform, of a Uniform")
