"""Base densities by themselves, where x is z, with correlations and given a context."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import torch
from zuko.transforms import DependentTransform, MonotonicAffineTransform

from record import TFP, ZUKO, Case, by_torch, drawn, dyadic, points
from staircase import dense

tfd = tfp.distributions
WIDE = dyadic(np.array([-30, -5, -2.5, -1.25, -0.5, -1 / 64, 1 / 64, 0.75, 1.5, 2.75, 5, 30]))[:, None]


def case(name, density, z, params=(), by="", matrix=None) -> Case:
    matrix = np.eye(z.shape[1]) if matrix is None else matrix
    x = z @ matrix.T
    log_prob = np.reshape(density.log_prob(tf.constant(x)).numpy(), (len(x), -1)).sum(1)
    by = f"{TFP}: {by or type(density).__name__}"
    return Case(name, by, np.asarray(params), z, x, np.full(len(z), np.linalg.slogdet(matrix)[1]), log_prob)


def mixture(params, count, dim):
    logits, rest = params[:count], params[count:]
    loc, log_scale = rest.reshape(2, count, dim)
    return tf.constant(logits), tf.constant(loc), np.exp(log_scale)


def cases():
    zero, one = tf.constant(0.0, tf.float64), tf.constant(1.0, tf.float64)
    yield case("Normal", tfd.Normal(zero, one), WIDE)
    yield case("Located", tfd.Normal(tf.constant([1.0, -2.0], tf.float64), tf.constant([0.5, 3.0], tf.float64)), points(6, 2, 1))
    yield case("StudentT", tfd.StudentT(tf.constant(5.0, tf.float64), zero, one), WIDE)
    yield case("Heavy", tfd.StudentT(tf.constant(1.5, tf.float64), zero, one), np.concatenate([WIDE, [[1e6]]]))
    yield case("Laplace", tfd.Laplace(zero, one), WIDE)
    yield case("Logistic", tfd.Logistic(zero, one), WIDE)
    yield case("Uniform", tfd.Uniform(zero, one), dyadic(np.array([[1 / 64], [0.5], [63 / 64]])))

    params = drawn(4, 2, 0.7)
    yield case("Learned", tfd.MultivariateNormalDiag(params[:2], np.exp(params[2:])), points(6, 2, 2), params)
    params = drawn(3 + 12, 3, 0.7)
    logits, loc, scale = mixture(params, 3, 2)
    parts = tfd.MultivariateNormalDiag(loc, scale)
    weights = tfd.Categorical(logits=logits)
    x = np.concatenate([points(6, 2, 3), [[30.0, -20.0]]])
    yield case("Mixture", tfd.MixtureSameFamily(weights, parts), x, params, "MixtureSameFamily of MultivariateNormalDiag")

    # Sent through a matrix, each has correlations.
    matrix = np.array([[1.5, -0.5], [0.75, 2.0]])
    covariance = matrix @ np.stack([np.diag(s * s) for s in scale]) @ matrix.T
    parts = tfd.MultivariateNormalTriL(loc @ matrix.T, np.linalg.cholesky(covariance))
    correlated = tfd.MixtureSameFamily(weights, parts)
    yield case("Correlated", correlated, x, params, "MixtureSameFamily of MultivariateNormalTriL", matrix)

    params = drawn(dense(3, 4, (5,))[1], 4, 0.6)
    context, z = points(6, 3, 4), points(6, 2, 5)
    (w, b, _), (v, c, _) = dense(3, 4, (5,), params)[0]
    numbers = torch.tensor((np.tanh(context @ w.T + b) @ v.T + c).reshape(-1, 2, 2))
    yield by_torch("Given", DependentTransform(MonotonicAffineTransform(*numbers.unbind(-1)), 1).inv, z, params,
                   context=context, by=f"{ZUKO}: MonotonicAffineTransform, of a network in NumPy")
