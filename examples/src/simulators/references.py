"""Fetches reference posteriors: `python3 examples/src/simulators/references.py` writes them to target/sbibm.

They are those of the two moons, and of SLCP, in the package sbibm 1.1.0 on PyPI (Lueckmann et al. 2021): for each of ten observations 10,000
samples of its posterior. Nothing of the package is run. Needs pip.
"""

from __future__ import annotations

import bz2
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "target/sbibm")
FILES = "sbibm/tasks/{}/files/"
TASKS = ["two_moons", "slcp"]

with tempfile.TemporaryDirectory() as folder:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "sbibm==1.1.0"]
    subprocess.run(pip, check=True)
    [wheel] = Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        for task in TASKS:
            files = FILES.format(task)
            for name in package.namelist():
                if name.startswith(files) and name.endswith((".csv", ".csv.bz2")):
                    content = package.read(name)
                    if name.endswith(".bz2"):
                        content = bz2.decompress(content)
                    path = OUT / task / name.removeprefix(files).removesuffix(".bz2")
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
