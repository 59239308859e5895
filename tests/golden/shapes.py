"""Networks that know shapes, written in PyTorch's layers with our weights, in transforms of zuko."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from zuko.transforms import AutoregressiveTransform, DependentTransform

from networks import affine
from record import ZUKO, by_torch, drawn, points

OUTPUTS = 2


class Reader:
    """Takes parameters off a vector, one panel after the other."""

    def __init__(self, params):
        self.params, self.at = torch.as_tensor(params), 0

    def panel(self, *shape):
        size = int(np.prod(shape))
        self.at += size
        return self.params[self.at - size : self.at].reshape(shape)


class Counted(Reader):
    """How many parameters a network takes."""

    def __init__(self):
        super().__init__(np.zeros(100_000))


class Convolution:
    """Biases and what a context adds at every place, then the taps, row by row."""

    def __init__(self, reader, inputs, outputs, size, context=0, dilation=1):
        self.bias = reader.panel(outputs)
        self.of_context = reader.panel(context, outputs)
        taps = reader.panel(*size, inputs, outputs)
        # PyTorch has outputs × inputs × height × width.
        self.taps = taps.permute(3, 2, 0, 1)
        self.dilation = (1, dilation) if size[0] == 1 else dilation
        self.padding = tuple((s // 2) * dilation for s in size)

    def __call__(self, x, context=None):
        y = F.conv2d(x, self.taps, self.bias, padding=self.padding, dilation=self.dilation)
        if len(self.of_context):
            y = y + (context @ self.of_context)[..., None, None]
        return y


def stack(reader, inputs, outputs, widths, kernel, context, activation):
    size = (kernel, kernel)
    channels = (inputs, *widths, outputs)
    layers = [
        Convolution(reader, a, b, size, context if i == 0 else 0)
        for i, (a, b) in enumerate(zip(channels, channels[1:]))
    ]

    def network(x, context):
        for i, layer in enumerate(layers):
            x = layer(x, context if i == 0 else None)
            x = activation(x) if i + 1 < len(layers) else x
        return x

    return network


def wavenet(reader, inputs, outputs, channels, layers, kernel, context, activation):
    one = (1, 1)
    entry = Convolution(reader, inputs, channels, one)
    gates, skips = [], []
    for layer in range(layers):
        gates.append(Convolution(reader, channels, 2 * channels, (1, kernel), context, 2**layer))
        skips.append(Convolution(reader, channels, channels, one))
    residuals = [Convolution(reader, channels, channels, one) for _ in range(layers - 1)]
    head, last = (Convolution(reader, channels, n, one) for n in (channels, outputs))

    def network(x, context):
        hidden, sum = entry(x), 0
        for layer in range(layers):
            f, g = gates[layer](hidden, context).chunk(2, 1)
            product = torch.tanh(f) * torch.sigmoid(g)
            sum = sum + skips[layer](product)
            if layer + 1 < layers:
                hidden = hidden + residuals[layer](product)
        return last(activation(head(activation(sum))))

    return network


class Coupling(torch.distributions.Transform):
    """From the data to the base: what stays goes through a network of pictures, and tells how the rest moves."""

    domain = codomain = torch.distributions.constraints.real_vector
    bijective = True

    def __init__(self, shape, stays, network, context=None):
        super().__init__()
        self.shape, self.stays, self.network = shape, torch.as_tensor(stays), network
        self.context = None if context is None else torch.as_tensor(context)

    def moved(self, x):
        """The transform of the numbers that move, by those that stay."""
        picture = (x * self.stays).reshape(-1, *self.shape)
        whole = self.stays.reshape(self.shape).all(2).all(1)
        if whole.any():
            picture = picture[:, whole]
        numbers = self.network(picture, self.context)
        # Of each channel that moves, shift and log-scale stand together.
        numbers = numbers.unflatten(1, (-1, OUTPUTS))
        moves = ~self.stays.reshape(self.shape)[~whole]
        shift, scale = (numbers[:, :, i][:, moves] for i in range(OUTPUTS))
        return affine(shift, scale)

    def _through(self, x, inverse):
        transform = self.moved(x)
        y = x.clone()
        own = x[:, ~self.stays]
        y[:, ~self.stays] = transform.inv(own) if inverse else transform(own)
        return y

    def _call(self, x):
        return self._through(x, False)

    def _inverse(self, z):
        return self._through(z, True)

    def log_abs_det_jacobian(self, x, z):
        own = ~self.stays
        return self.moved(x).log_abs_det_jacobian(x[:, own], z[:, own]).sum(-1)

    def call_and_ladj(self, x):
        z = self(x)
        return z, self.log_abs_det_jacobian(x, z)


def attention(reader, dim, patch, width, layers, heads, context):
    """A causal transformer: pre-normalised, without gains; token t is made of patch t − 1, and tells how patch t moves."""
    tokens = dim // patch
    start = reader.panel(1 + context, width)
    positions = reader.panel(tokens - 1, width)
    embedding = reader.panel(patch, width)

    def linear(inputs, outputs):
        bias, weights = reader.panel(outputs), reader.panel(inputs, outputs)
        return lambda x: x @ weights + bias

    blocks = [
        [linear(width, 3 * width), linear(width, width), linear(width, 4 * width), linear(4 * width, width)]
        for _ in range(layers)
    ]
    last = linear(width, patch * OUTPUTS)

    def norm(x):
        return F.layer_norm(x, (width,))

    def split(x):
        return x.unflatten(-1, (heads, width // heads)).transpose(1, 2)

    def network(x, given):
        first = start[0].expand(len(x), width)
        if context:
            first = first + given @ start[1:]
        others = x.unflatten(1, (tokens, patch))[:, :-1] @ embedding + positions
        h = torch.cat([first[:, None], others], 1)
        for enter, leave, widen, narrow in blocks:
            q, k, v = map(split, enter(norm(h)).chunk(3, -1))
            gathered = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            h = h + leave(gathered.transpose(1, 2).flatten(2))
            h = h + narrow(F.gelu(widen(norm(h))))
        return last(norm(h)).reshape(len(x), dim, OUTPUTS)

    return network


def cases():
    tanh, relu = torch.tanh, torch.relu

    def picture(name, shape, stays, build, seed, spread, context=0):
        network = lambda reader: build(reader, context=context)
        counted = Counted()
        network(counted)
        params = drawn(counted.at, seed, spread)
        z = points(5, int(np.prod(shape)), seed)
        given = points(5, context, seed + 100) if context else None
        transform = Coupling(shape, np.ravel(stays), network(Reader(params)), given)
        return by_torch(name, transform, z, params, context=given, by=f"PyTorch's layers, in {ZUKO}")

    def channels(shape, count):
        stays = np.zeros(shape, bool)
        stays[:count] = True
        return stays

    def checkerboard(shape):
        return np.broadcast_to(np.add.outer(*map(np.arange, shape[1:])) % 2 == 0, shape)

    shape = (3, 5, 6)
    build = lambda reader, context: stack(reader, 1, 4, (14, 13), 3, context, relu)
    yield picture("Convolved", shape, channels(shape, 1), build, 30, 0.15)
    shape = (2, 4, 3)
    build = lambda reader, context: stack(reader, 2, 4, (4,), 5, context, tanh)
    yield picture("Coloured", shape, checkerboard(shape), build, 31, 0.3, context=2)
    shape = (2, 1, 11)
    build = lambda reader, context: wavenet(reader, 1, 2, 4, 3, 3, context, tanh)
    yield picture("Waves", shape, channels(shape, 1), build, 32, 0.5, context=2)

    def transformer(name, dim, patch, width, layers, heads, seed, context=0):
        counted = Counted()
        attention(counted, dim, patch, width, layers, heads, context)
        params = drawn(counted.at, seed, 0.3)
        z = points(5, dim, seed)
        given = points(5, context, seed + 100) if context else None
        network = attention(Reader(params), dim, patch, width, layers, heads, context)
        of_context = None if given is None else torch.as_tensor(given)
        meta = lambda x: DependentTransform(affine(*network(x, of_context).unbind(-1)), 1)
        transform = AutoregressiveTransform(meta, dim // patch)
        return by_torch(name, transform, z, params, context=given, by=f"PyTorch's layers, in {ZUKO}: AutoregressiveTransform")

    yield transformer("Attentive", 5, 1, 6, 2, 3, 33)
    yield transformer("Patches", 8, 2, 8, 2, 2, 34, context=3)
