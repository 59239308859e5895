"""Masked autoregressive flows, couplings and chains of them, with the weights copied into other libraries' networks."""

from __future__ import annotations

from functools import partial

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import tf_keras
import torch
from nflows.transforms.made import MADE
from torch.distributions import AffineTransform
from zuko.flows import GeneralCouplingTransform, MaskedAutoregressiveTransform
from zuko.transforms import (
    AdditiveTransform,
    AutoregressiveTransform,
    ComposedTransform,
    DependentTransform,
    MonotonicAffineTransform,
    PermutationTransform,
)

from record import NFLOWS, ZUKO, by_tfp, by_torch, drawn, points
from splines import by_our_parameters
from staircase import copy, dense, masked

tfb = tfp.bijectors
tf_keras.backend.set_floatx("float64")


def affine(shift, scale):
    """From the data to the base, and softly clipped at ln 1000 as ours is."""
    return MonotonicAffineTransform(shift, scale).inv


def below_one(shift, raw):
    """The same with `scale = sigmoid`."""
    return AffineTransform(shift, torch.sigmoid(raw + 2)).inv


def additive(shift):
    return AdditiveTransform(shift).inv


def load(modules, layers) -> None:
    """Copies weights into linear layers of PyTorch, by their masks where they have one."""
    modules = list(modules)
    masks = [getattr(m, "mask", torch.ones_like(m.weight)) for m in modules]
    for module, (weights, bias) in zip(modules, copy(layers, masks), strict=True):
        module.weight.data, module.bias.data = torch.tensor(weights), torch.tensor(bias)


def linears(network):
    return [m for m in network.modules() if hasattr(m, "weight")]


def zuko_maf(dim, widths, params, context=None, activation=torch.nn.ReLU, univariate=affine, outputs=2):
    wide = 0 if context is None else context.shape[1]
    shapes = [()] * outputs if univariate in (affine, below_one, additive) else [(outputs,)]
    lazy = MaskedAutoregressiveTransform(
        dim, wide, univariate=univariate, shapes=shapes, hidden_features=widths, activation=activation
    ).double()
    layers, count = masked(dim, wide, outputs, widths, params)
    assert count == len(params)
    load(linears(lazy.hyper), layers)
    return lazy(None if context is None else torch.tensor(context))


def zuko_coupling(dim, stays, widths, params, activation=torch.nn.ReLU, univariate=affine, outputs=2):
    shapes = [()] * outputs if univariate in (affine, below_one, additive) else [(outputs,)]
    mask = [i in stays for i in range(dim)]
    lazy = GeneralCouplingTransform(
        dim, 0, mask, univariate=univariate, shapes=shapes, hidden_features=widths, activation=activation
    ).double()
    layers, count = dense(len(stays), outputs * (dim - len(stays)), widths, params)
    assert count == len(params)
    load(linears(lazy.hyper), layers)
    return lazy()


def nflows_maf(dim, widths, params, activation, residual):
    """The network of nflows in the autoregressive transform of zuko."""
    net = MADE(dim, widths[0], num_blocks=len(widths) // 2 if residual else len(widths) - 1, output_multiplier=2,
               use_residual_blocks=residual, activation=activation).double()
    layers, count = masked(dim, 0, 2, widths, params)
    assert count == len(params)
    load([m for m in net.modules() if hasattr(m, "mask")], layers)

    def meta(x):
        return DependentTransform(affine(*net(x).unflatten(-1, (dim, 2)).unbind(-1)), 1)

    return AutoregressiveTransform(meta, dim)


def tfp_maf(dim, widths, params, activation):
    net = tfb.AutoregressiveNetwork(
        params=2, event_shape=[dim], hidden_units=list(widths), activation=activation, dtype=tf.float64
    )
    net(tf.zeros([1, dim], tf.float64))
    layers, count = masked(dim, 0, 2, widths, params)
    assert count == len(params)
    masks = [np.asarray(mask).T for mask in net._masks]
    weights = [part for kernel, bias in copy(layers, masks) for part in (kernel.T, bias)]
    net.set_weights(weights)
    return tfb.MaskedAutoregressiveFlow(net)


def tfp_coupling(dim, stay, widths, params, activation):
    layers, count = dense(stay, 2 * (dim - stay), widths, params)
    assert count == len(params)

    def conditioner(x, units, **_):
        for i, (weights, bias, _) in enumerate(layers):
            x = tf.linalg.matvec(weights, x) + bias
            x = activation(x) if i + 1 < len(layers) else x
        numbers = tf.reshape(x, [-1, units, 2])
        return numbers[..., 0], numbers[..., 1]

    return tfb.RealNVP(stay, shift_and_log_scale_fn=conditioner)


def chain(*to_base):
    """Written from the data to the base."""
    return ComposedTransform(*to_base)


def permute(order):
    """From the data to the base, for the permutation x[i] = z[order[i]]."""
    return PermutationTransform(torch.tensor(order)).inv


def size(dim, context, outputs, widths) -> int:
    return masked(dim, context, outputs, widths)[1]


def cases():
    def maf(name, dim, widths, seed, by=f"{ZUKO}: MaskedAutoregressiveTransform", build=zuko_maf, spread=0.4,
            outputs=2, **options):
        params = drawn(size(dim, 0, outputs, widths), seed, spread)
        z = points(6, dim, seed)
        return by_torch(name, build(dim, widths, params, **options), z, params, by=by)

    yield maf("Relu", 4, (9, 8), 1)
    yield maf("Tanh", 4, (9, 8), 2, activation=torch.nn.Tanh)
    yield maf("Elu", 4, (9, 8), 3, activation=torch.nn.ELU)
    yield maf("Silu", 4, (9, 8), 4, activation=torch.nn.SiLU)
    yield maf("Gelu", 4, (9, 8), 5, activation=torch.nn.GELU)
    yield maf("Long", 17, (20, 18), 6, activation=torch.nn.Tanh, spread=0.25)
    yield maf("Wide", 5, (12, 90), 7, activation=torch.nn.Tanh, spread=0.2)
    yield maf("Iaf", 4, (9, 8), 19, build=lambda *args: zuko_maf(*args).inv)
    yield maf("Below", 4, (9, 8), 21, univariate=below_one)
    name = f"{NFLOWS}: MADE, in {ZUKO}: AutoregressiveTransform"
    yield maf("Plain", 4, (11, 11), 8, by=name, build=nflows_maf, activation=torch.tanh, residual=False)
    yield maf("Residual", 4, (10,) * 5, 9, by=name, build=nflows_maf, spread=0.3, activation=torch.tanh, residual=True)
    spline = partial(by_our_parameters, bins=5, bound=3.0)
    build = partial(zuko_maf, activation=torch.nn.Tanh, univariate=spline, outputs=14)
    yield maf("Spline", 3, (8, 7), 10, build=build, outputs=14)

    dim, widths, context = 3, (8, 7), points(6, 2, 11)
    params, z = drawn(size(dim, 2, 2, widths), 11, 0.4), points(6, dim, 12)
    yield by_torch("Given", zuko_maf(dim, widths, params, context, torch.nn.Tanh), z, params, context=context,
                   by=f"{ZUKO}: MaskedAutoregressiveTransform given a context")

    dim, widths = 4, (9, 6)
    params, z = drawn(size(dim, 0, 2, widths), 13, 0.4), points(6, dim, 13)
    yield by_tfp("Unclipped", tfp_maf(dim, widths, params, "tanh"), z, params,
                 by="MaskedAutoregressiveFlow of an AutoregressiveNetwork")

    # 3 * (Permute[2, 0, 3, 1] >> MAF(9, 6)), in either library.
    order, one = [2, 0, 3, 1], size(dim, 0, 2, widths)
    params = drawn(3 * one, 14, 0.35)
    parts = params.reshape(3, one)
    layers = [part for p in parts for part in (permute(order), zuko_maf(dim, widths, p, activation=torch.nn.Tanh))]
    yield by_torch("Three", chain(*reversed(layers)), points(6, dim, 14), params, by=f"{ZUKO}: a composed transform")
    layers = [part for p in parts for part in (tfb.Permute(order), tfp_maf(dim, widths, p, "tanh"))]
    yield by_tfp("ThreeUnclipped", tfb.Chain(layers[::-1]), points(6, dim, 15), params, by="Chain of Permute and MaskedAutoregressiveFlow")

    dim, stays, widths = 5, [0, 2, 4], (9, 6)
    params = drawn(dense(3, 4, widths)[1], 16, 0.4)
    yield by_torch("RealNvp", zuko_coupling(dim, stays, widths, params, torch.nn.Tanh), points(6, dim, 16), params,
                   by=f"{ZUKO}: GeneralCouplingTransform")
    params = drawn(dense(3, 2, widths)[1], 20, 0.4)
    yield by_torch("Nice", zuko_coupling(dim, stays, widths, params, univariate=additive, outputs=1), points(6, dim, 20),
                   params, by=f"{ZUKO}: GeneralCouplingTransform of AdditiveTransform")
    params = drawn(dense(2, 2 * 11, widths)[1], 17, 0.4)
    spline = partial(by_our_parameters, bins=4, bound=2.5)
    yield by_torch("Nsf", zuko_coupling(4, [0, 1], widths, params, torch.nn.Tanh, spline, 11), points(6, 4, 17), params,
                   by=f"{ZUKO}: GeneralCouplingTransform of MonotonicRQSTransform")
    params = drawn(dense(2, 6, widths)[1], 18, 0.4)
    yield by_tfp("RealNvpUnclipped", tfp_coupling(5, 2, widths, params, tf.math.tanh), points(6, 5, 18), params, by="RealNVP")
