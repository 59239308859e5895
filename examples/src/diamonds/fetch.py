#!/usr/bin/env python3
"""Fetches the diamonds: `python3 examples/src/diamonds/fetch.py` writes them to target/diamonds.csv.

They are 53,940 diamonds with their prices (H. Wickham's package ggplot2, MIT), as plotnine 0.14.5 on PyPI has them (MIT). Nothing of
the package is run. All columns become whole numbers: carats in hundredths, millimetres in hundredths, depth and table in tenths of a
percent, and the categories numbered from the worst to the best. 23 rows are left out, whose sizes are 0 or beyond 20 mm.

Needs pip, and nothing else.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUT = Path("target/diamonds.csv")
ORDERS = {
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": ["J", "I", "H", "G", "F", "E", "D"],
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}
STEPS = {"carat": 100, "depth": 10, "table": 10, "price": 1, "x": 100, "y": 100, "z": 100}
LARGEST = 2_000


def whole(column: str, text: str) -> int:
    if column in ORDERS:
        return ORDERS[column].index(text)
    return round(float(text) * STEPS[column])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, "--ignore-requires-python", "plotnine==0.14.5"], check=True)
        [wheel] = Path(folder).glob("*.whl")
        text = zipfile.ZipFile(wheel).read("plotnine/data/diamonds.csv").decode()
    rows = [{name: whole(name, field) for name, field in row.items()} for row in csv.DictReader(io.StringIO(text))]
    rows = [row for row in rows if all(0 < row[size] < LARGEST for size in "xyz")]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{OUT}: {len(rows)} rows, {len(rows[0])} columns")


main()
