"""Linear maps as products of triangles, and rotations as products of reflections."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import torch
from nflows.transforms.orthogonal import HouseholderSequence
from zuko.transforms import ComposedTransform, LULinearTransform, PermutationTransform

from record import NFLOWS, ZUKO, OfNflows, by_tfp, by_torch, drawn, points

SIDE = 8

# x = P y has x[i] = y[p[i]]: what `Linear(seed = 1)` draws in 4 and in 11 dimensions.
DRAWN = {4: [0, 1, 3, 2], 11: [2, 1, 3, 7, 5, 4, 10, 9, 8, 6, 0]}


def triangle(dim, weights, lower):
    """Strips of rows: of each a panel beside the diagonal, columns × rows, then its triangle row by row."""
    weights, matrix = iter(weights), np.eye(dim)
    for start in range(0, dim, SIDE):
        end = min(start + SIDE, dim)
        for j in range(start) if lower else range(end, dim):
            for i in range(start, end):
                matrix[i, j] = next(weights)
        for i in range(start, end):
            for j in range(start, i) if lower else range(i + 1, end):
                matrix[i, j] = next(weights)
    assert next(weights, None) is None
    return matrix


def householder(vectors):
    sequence = HouseholderSequence(vectors.shape[1], vectors.shape[0]).double()
    sequence.q_vectors.data = torch.tensor(vectors)
    return sequence


def cases():
    for dim, permutation in DRAWN.items():
        params, z = drawn(dim * dim, dim, 0.3), points(5, dim, dim)
        log_scale, rest = params[:dim], params[dim:]
        lower, upper = (triangle(dim, half, i == 0) for i, half in enumerate(np.split(rest, 2)))
        scale = np.diag(np.exp(log_scale))
        # P y as a gather is what TensorFlow calls the inverse of its permutation.
        both = tfp.bijectors.ScaleMatvecLU(tf.constant(np.tril(lower, -1) + scale @ upper), np.argsort(permutation))
        yield by_tfp(f"Linear{dim}Tfp", both, z, params)
        both = LULinearTransform(torch.tensor(lower @ scale + np.triu(upper, 1)))
        to_base = ComposedTransform(both, PermutationTransform(torch.tensor(permutation))).inv
        yield by_torch(f"Linear{dim}Zuko", to_base, z, params, by=f"{ZUKO}: LULinearTransform and PermutationTransform")
    for name, dim, count in [("Orthogonal", 5, 5), ("Reflections", 4, 3)]:
        params = drawn(count * dim, count, 1.0)
        yield by_torch(name, OfNflows(householder(params.reshape(count, dim))).inv, points(5, dim, count), params,
                       by=f"{NFLOWS}: HouseholderSequence")
