"""The libraries that are compared with, each with its settings."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass

from flows import Flow


@dataclass(frozen=True)
class Library:
    """A library and a setting, the module here that drives it, and the flows or kinds of flows that it builds. What takes
    minutes to compile is measured on the notebook's flow only, unless the library is asked for by name. Only some of the
    modules fit flows to targets, and some settings are for nothing else."""

    title: str
    module: str
    setting: str
    kinds: tuple[str, ...]
    takes_minutes: bool = False
    fits_targets: bool = False
    only_targets: bool = False

    def builds(self, flow: Flow) -> bool:
        return flow.kind in self.kinds or flow.name in self.kinds

    def works(self, flow: Flow) -> list[str]:
        measured = {True: self.fits_targets, False: not self.only_targets}
        return [work for work in flow.works if measured[work == "reverse-kl"]]

    def model(self, flow: Flow, seed: int = 0):
        """A flow, built on the processor."""
        os.environ.update(
            CUDA_VISIBLE_DEVICES="",
            JAX_PLATFORMS="cpu",
            TF_CPP_MIN_LOG_LEVEL="3",
            TF_USE_LEGACY_KERAS="1",
        )
        return importlib.import_module(self.module).Model(flow, self.setting, seed)


ALL = ("maf", "realnvp", "nsf")

LIBRARIES = {
    "flowjax": Library("FlowJAX", "flowjax_flows", "scan", (*ALL, "iaf"), fits_targets=True),
    "flowjax+path": Library(
        "FlowJAX, path gradient",
        "flowjax_flows",
        "path",
        ("maf-64", "iaf"),
        fits_targets=True,
        only_targets=True,
    ),
    "zuko": Library("zuko", "torch_flows", "zuko", (*ALL, "iaf"), fits_targets=True),
    "zuko+compile": Library(
        "zuko, `torch.compile`", "torch_flows", "zuko compile", ALL, takes_minutes=True
    ),
    "nflows": Library("nflows", "torch_flows", "nflows", ALL),
    "nflows+compile": Library(
        "nflows, `torch.compile`", "torch_flows", "nflows compile", ALL, takes_minutes=True
    ),
    "tfp": Library("TFP", "tfp_flows", "", ("maf",)),
    "tfp+xla": Library("TFP, XLA", "tfp_flows", "xla", ("maf",)),
    "tfp+fit": Library("TFP, `model.fit`", "tfp_flows", "fit", ("moons",)),
    "torch": Library("PyTorch", "torch_convolutions", "", ("conv",)),
    "torch+last": Library("PyTorch, channels last", "torch_convolutions", "channels_last", ("conv",)),
    "jax": Library("JAX", "jax_convolutions", "", ("conv",)),
}
