"""TensorFlow Probability. An epoch, densities and samples are one `tf.function` each, with `xla` compiled by XLA; with
`fit` they are the notebook's calls: `model.fit`, and the distribution's methods as they are."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
import tensorflow_probability as tfp
import tf_keras

from flows import LEARNING_RATE, Flow


class Model:
    def __init__(self, flow: Flow, setting: str, seed: int) -> None:
        tf.random.set_seed(seed)
        self._rng = np.random.default_rng(seed)
        reversal = list(reversed(range(flow.dim)))
        nets = [
            tfp.bijectors.AutoregressiveNetwork(
                params=2, event_shape=[flow.dim], hidden_units=list(flow.widths), activation="relu"
            )
            for _ in range(flow.layers)
        ]
        layers = [
            part
            for net in nets
            for part in (tfp.bijectors.MaskedAutoregressiveFlow(net), tfp.bijectors.Permute(reversal))
        ]
        base = tfp.distributions.MultivariateNormalDiag(loc=tf.zeros(flow.dim))
        flow_ = tfp.distributions.TransformedDistribution(base, tfp.bijectors.Chain(layers))
        self._density, self._sample = flow_.log_prob, flow_.sample
        if setting == "fit":
            x = tf_keras.Input(shape=(flow.dim,), dtype=tf.float32)
            model = tf_keras.Model(x, flow_.log_prob(x))
            adam = tf_keras.optimizers.Adam(LEARNING_RATE)
            model.compile(optimizer=adam, loss=lambda _, log_prob: -log_prob)
            self._fit = lambda data, batch: model.fit(
                x=data, y=np.zeros(len(data)), batch_size=batch, epochs=1, verbose=0
            )
            return
        flow_.log_prob(tf.zeros([1, flow.dim]))  # makes the variables
        variables = [variable for net in nets for variable in net.trainable_variables]
        # The older Adam is one fused operation per variable.
        adam = tf_keras.optimizers.legacy.Adam(LEARNING_RATE)
        adam._create_all_weights(variables)

        def epoch(batches: tf.Tensor) -> None:
            for i in tf.range(tf.shape(batches)[0]):
                with tf.GradientTape() as tape:
                    nll = -tf.reduce_mean(flow_.log_prob(batches[i]))
                adam.apply_gradients(zip(tape.gradient(nll, variables), variables))

        compiled = {"jit_compile": True} if setting == "xla" else {}
        epoch = tf.function(epoch, **compiled)

        def fit(data: np.ndarray, batch: int) -> None:
            steps = len(data) // batch
            order = self._rng.permutation(len(data))[: steps * batch]
            epoch(tf.constant(data[order].reshape(steps, batch, -1)))
            variables[-1].numpy()

        self._fit = fit
        self._density = tf.function(flow_.log_prob, **compiled)
        self._sample = tf.function(flow_.sample, **compiled)

    def array(self, values: np.ndarray) -> np.ndarray:
        return np.asarray(values, np.float32)

    def epoch(self, data: np.ndarray, batch: int) -> None:
        self._fit(data, batch)

    def density(self, data: np.ndarray) -> np.ndarray:
        return self._density(data).numpy()

    def sample(self, n: int) -> None:
        self._sample(n).numpy()
