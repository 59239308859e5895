"""Fetches digits: `python3 examples/src/vae/digits.py` writes them to target/digits.csv.

They are the 1,797 pictures of 8 x 8 pixels in the package scikit-learn 1.9.1 on PyPI (BSD 3-clause): the test set of "Optical
Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998 (CC BY 4.0). A row has 64
whole numbers from 0 to 16, row by row from the top, and the digit. Nothing of the package is run. Needs pip.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "target/digits.csv")
FILE = "sklearn/datasets/data/digits.csv.gz"

with tempfile.TemporaryDirectory() as folder:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "scikit-learn==1.9.1"]
    subprocess.run(pip, check=True)
    [wheel] = Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_bytes(gzip.decompress(package.read(FILE)))
