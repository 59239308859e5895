"""A coupling of pictures with a convolutional network, written in JAX: jitted, an epoch one `lax.scan`."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
import optax

from flows import LEARNING_RATE, LOG_SCALE, Flow

# Channels come last: the layout for which XLA has a convolution on processors.
LAYOUT = ("NHWC", "HWIO", "NHWC")


class Model:
    def __init__(self, flow: Flow, setting: str, seed: int) -> None:
        channels, *self._sides = flow.shape
        self._stay = stay = channels // 2
        widths = (stay, *flow.widths, 2 * (channels - stay))
        rng = np.random.default_rng(seed)
        self._params = [
            (
                jnp.asarray(rng.uniform(-1, 1, (3, 3, inputs, outputs)) / math.sqrt(9 * inputs), jnp.float32),
                jnp.zeros(outputs, jnp.float32),
            )
            for inputs, outputs in zip(widths, widths[1:])
        ]
        adam = optax.adam(LEARNING_RATE)
        self._state = adam.init(self._params)
        self._key = jax.random.key(seed)

        def network(params, x):
            *hidden, last = params
            for weights, bias in hidden:
                x = jax.nn.relu(jax.lax.conv_general_dilated(x, weights, (1, 1), "SAME", dimension_numbers=LAYOUT) + bias)
            weights, bias = last
            return jax.lax.conv_general_dilated(x, weights, (1, 1), "SAME", dimension_numbers=LAYOUT) + bias

        def nll(params, x):
            fixed, moved = x[..., :stay], x[..., stay:]
            shift, scale = jnp.split(network(params, fixed), 2, axis=-1)
            scale = scale / (1 + jnp.abs(scale) / LOG_SCALE)
            z = (moved - shift) * jnp.exp(-scale)
            squares = (fixed**2).sum((1, 2, 3)) + (z**2).sum((1, 2, 3))
            ends = 0.5 * math.log(2 * math.pi) * x[0].size
            return (0.5 * squares + scale.sum((1, 2, 3)) + ends).mean()

        def step(carry, x):
            params, state = carry
            grads = jax.grad(nll)(params, x)
            updates, state = adam.update(grads, state)
            return (optax.apply_updates(params, updates), state), None

        def epoch(carry, key, data, batch):
            batches = jax.random.permutation(key, data)
            batches = batches.reshape(len(data) // batch, batch, *data.shape[1:])
            return jax.lax.scan(step, carry, batches)[0]

        self._epoch = jax.jit(epoch, static_argnames="batch")

    def array(self, values: np.ndarray) -> jax.Array:
        pictures = values.reshape(len(values), 2 * self._stay, *self._sides)
        return jnp.asarray(pictures.transpose(0, 2, 3, 1), jnp.float32)

    def epoch(self, data: jax.Array, batch: int) -> None:
        self._key, key = jax.random.split(self._key)
        carry = self._epoch((self._params, self._state), key, data, batch)
        self._params, self._state = jax.block_until_ready(carry)
