"""FlowJAX. All calls are jitted; an epoch is one jitted `lax.scan`, which leaves out the last, smaller batch."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
import paramax
from flowjax.bijections import RationalQuadraticSpline
from flowjax.distributions import AbstractDistribution, Normal
from flowjax.flows import coupling_flow, masked_autoregressive_flow

from flows import BINS, BOUND, FOLLOWS, LEARNING_RATE, Flow


def base(flow: Flow) -> AbstractDistribution:
    return paramax.non_trainable(Normal(jnp.zeros(flow.dim)))


def spline() -> RationalQuadraticSpline:
    # Its knots are those inside the box.
    return RationalQuadraticSpline(knots=BINS - 1, interval=BOUND)


class Model:
    def __init__(self, flow: Flow, setting: str, seed: int) -> None:
        distribution = self.distribution(flow, jax.random.key(2 * seed))
        params, static = eqx.partition(
            distribution,
            eqx.is_inexact_array,
            is_leaf=lambda leaf: isinstance(leaf, paramax.NonTrainable),
        )
        adam = optax.adam(LEARNING_RATE)
        whole = lambda params: paramax.unwrap(eqx.combine(params, static))
        nll = lambda params, x: -whole(params).log_prob(x).mean()

        def step(state, x):
            params, moments = state
            loss, gradient = jax.value_and_grad(nll)(params, x)
            updates, moments = adam.update(gradient, moments, params)
            return (optax.apply_updates(params, updates), moments), loss

        def divergence(params, key, n):
            if setting == "path":
                # As its `ElboLoss` with `stick_the_landing` has it.
                x = whole(params).sample(key, (n,))
                log_q = whole(jax.lax.stop_gradient(params)).log_prob(x)
            else:
                x, log_q = whole(params).sample_and_log_prob(key, (n,))
            before = jnp.pad(x[:, :-1], ((0, 0), (1, 0)))
            log_p = -0.5 * ((x - FOLLOWS * before) ** 2).sum(-1)
            return (log_q - log_p).mean()

        def reverse_step(state, key, n):
            params, moments = state
            loss, gradient = jax.value_and_grad(divergence)(params, key, n)
            updates, moments = adam.update(gradient, moments, params)
            return (optax.apply_updates(params, updates), moments), loss

        self._reverse = jax.jit(
            lambda state, keys, n: jax.lax.scan(lambda s, key: reverse_step(s, key, n), state, keys),
            static_argnums=2,
            donate_argnums=0,
        )
        self.state = (params, adam.init(params))
        self.key = jax.random.key(2 * seed + 1)
        self.rng = np.random.default_rng(seed)
        self._epoch = jax.jit(lambda state, batches: jax.lax.scan(step, state, batches), donate_argnums=0)
        self._density = jax.jit(lambda params, x: whole(params).log_prob(x))
        self._sample = jax.jit(lambda params, key, n: whole(params).sample(key, (n,)), static_argnums=2)

    def distribution(self, flow: Flow, key: jax.Array) -> AbstractDistribution:
        autoregressive = flow.kind in ("maf", "iaf")
        build = masked_autoregressive_flow if autoregressive else coupling_flow
        return build(
            key,
            # Networks of a MAF see data, those of an IAF base numbers.
            invert=flow.kind != "iaf",
            base_dist=base(flow),
            transformer=spline() if flow.kind == "nsf" else None,
            flow_layers=flow.layers,
            nn_width=flow.widths[0],
            nn_depth=len(flow.widths),
        )

    def array(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(values, np.float32)

    def epoch(self, data: np.ndarray, batch: int) -> None:
        steps = len(data) // batch
        order = self.rng.permutation(len(data))[: steps * batch]
        self.state, losses = self._epoch(self.state, data[order].reshape(steps, batch, -1))
        jax.block_until_ready((self.state, losses))

    def reverse(self, n: int, steps: int) -> None:
        """Steps of reverse KL, with the sampling and the density that FlowJAX fuses, or by the path gradient."""
        self.key, key = jax.random.split(self.key)
        self.state, losses = self._reverse(self.state, jax.random.split(key, steps), n)
        jax.block_until_ready((self.state, losses))

    def density(self, data: np.ndarray) -> np.ndarray:
        return self._density(self.state[0], data).block_until_ready()

    def sample(self, n: int) -> None:
        self.key, key = jax.random.split(self.key)
        self._sample(self.state[0], key, n).block_until_ready()
