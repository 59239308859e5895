"""A coupling of pictures with a convolutional network, written in PyTorch: fused Adam, a thread per core."""

from __future__ import annotations

import math

import numpy as np
import torch

from flows import LEARNING_RATE, LOG_SCALE, Flow


class Model:
    def __init__(self, flow: Flow, setting: str, seed: int) -> None:
        torch.manual_seed(seed)
        channels, *self._sides = flow.shape
        self._stay = channels // 2
        widths = (self._stay, *flow.widths, 2 * (channels - self._stay))
        layers = [
            part
            for inputs, outputs in zip(widths, widths[1:])
            for part in (torch.nn.Conv2d(inputs, outputs, 3, padding=1), torch.nn.ReLU())
        ]
        network = torch.nn.Sequential(*layers[:-1])
        self._channels_last = "channels_last" in setting.split()
        self._network = network.to(memory_format=torch.channels_last) if self._channels_last else network
        self._adam = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=True)

    def array(self, values: np.ndarray) -> torch.Tensor:
        pictures = torch.as_tensor(values, dtype=torch.float32)
        return pictures.reshape(len(values), 2 * self._stay, *self._sides)

    def _log_prob(self, x: torch.Tensor) -> torch.Tensor:
        stay, moved = x.split(self._stay, 1)
        if self._channels_last:
            stay = stay.contiguous(memory_format=torch.channels_last)
        shift, scale = self._network(stay).chunk(2, 1)
        scale = scale / (1 + scale.abs() / LOG_SCALE)
        z = (moved - shift) * torch.exp(-scale)
        squares = (stay**2).flatten(1).sum(1) + (z**2).flatten(1).sum(1)
        return -0.5 * squares - scale.flatten(1).sum(1) - 0.5 * math.log(2 * math.pi) * x[0].numel()

    def epoch(self, data: torch.Tensor, batch: int) -> None:
        for indices in torch.randperm(len(data)).split(batch):
            self._adam.zero_grad()
            (-self._log_prob(data[indices]).mean()).backward()
            self._adam.step()
