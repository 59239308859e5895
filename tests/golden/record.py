"""What a case is, how other libraries are asked for it, and the text that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import torch
import zuko

tfd = tfp.distributions
torch.set_default_dtype(torch.float64)

TFP = f"TensorFlow Probability {tfp.__version__}"
ZUKO = f"zuko {zuko.__version__}"
NFLOWS = f"nflows {version('nflows')}"


@dataclass
class Case:
    """A chain with these parameters sends z to x; of densities by themselves, z and the determinant do not count."""

    name: str
    by: str
    params: np.ndarray
    z: np.ndarray
    x: np.ndarray
    log_det: np.ndarray
    log_prob: np.ndarray
    context: np.ndarray | None = None

    def text(self) -> str:
        """17 digits: every number of double precision is told from its neighbours."""
        words = lambda numbers: " ".join(f"{float(n):.17g}" for n in np.ravel(numbers))
        lines = [f"[{self.name}] {self.by}", f"params {words(self.params)}".rstrip()]
        for i in range(len(self.z)):
            fields = [self.z[i], self.x[i], self.log_det[i], self.log_prob[i]]
            if self.context is not None:
                fields.append(self.context[i])
            lines.append(" | ".join(map(words, fields)))
        return "\n".join(lines) + "\n"


def dyadic(values: np.ndarray, denominator: int = 64) -> np.ndarray:
    """Rounded so that single precision has them too."""
    return np.round(np.asarray(values) * denominator) / denominator


def points(count: int, dim: int, seed: int, spread: float = 1.2) -> np.ndarray:
    return dyadic(np.random.default_rng(seed).normal(size=(count, dim)) * spread)


def drawn(count: int, seed: int, spread: float) -> np.ndarray:
    """Parameters."""
    return dyadic(np.random.default_rng(seed).normal(size=count) * spread, 256)


def agree(a: np.ndarray, b: np.ndarray, name: str, tolerance: float = 1e-11) -> None:
    worst = np.max(np.abs(a - b) / (1 + np.abs(b)))
    assert worst < tolerance, f"{name}: a library disagrees with itself by {worst}"


class OfNflows(torch.distributions.Transform):
    """A transform of nflows as one of PyTorch."""

    domain = codomain = torch.distributions.constraints.real_vector
    bijective = True

    def __init__(self, transform):
        super().__init__()
        self.transform = transform

    def _call(self, z):
        return self.transform(z)[0]

    def _inverse(self, x):
        return self.transform.inverse(x)[0]

    def log_abs_det_jacobian(self, z, _):
        return self.transform(z)[1]

    def call_and_ladj(self, z):
        return self.transform(z)


def by_tfp(name, bijector, z, params=(), base=None, context=None, by="") -> Case:
    """A bijector from the base to the data."""
    dim = z.shape[1]
    if base is None:
        base = tfd.Sample(tfd.Normal(tf.zeros((), tf.float64), tf.ones((), tf.float64)), [dim])
    z = tf.constant(z, tf.float64)
    # A bijector remembers what it has computed; copies are computed afresh.
    x = tf.identity(bijector.forward(z))
    log_det = bijector.forward_log_det_jacobian(tf.identity(z), event_ndims=1)
    back = bijector.inverse(tf.identity(x))
    inverse = bijector.inverse_log_det_jacobian(tf.identity(x), event_ndims=1)
    log_prob = tfd.TransformedDistribution(base, bijector).log_prob(tf.identity(x))
    flat = np.broadcast_to(log_det.numpy(), z.shape[:1])
    agree(back.numpy(), z.numpy(), name)
    agree(-np.broadcast_to(inverse.numpy(), z.shape[:1]), flat, name)
    text = f"{TFP}: {by or type(bijector).__name__}"
    return Case(name, text, np.asarray(params), z.numpy(), x.numpy(), flat, log_prob.numpy(), context)


def by_torch(name, to_base, z, params=(), base=None, context=None, by="") -> Case:
    """A transform from the data to the base, which is how PyTorch's libraries have them."""
    dim = z.shape[1]
    if base is None:
        base = zuko.distributions.DiagNormal(torch.zeros(dim), torch.ones(dim))
    with torch.no_grad():
        z = torch.as_tensor(z)
        x = to_base.inv(z)
        back, log_det = to_base.call_and_ladj(x)
        log_prob = zuko.distributions.NormalizingFlow(to_base, base).log_prob(x)
    agree(back.numpy(), z.numpy(), name)
    return Case(name, by, np.asarray(params), z.numpy(), x.numpy(), -log_det.numpy(), log_prob.numpy(), context)
