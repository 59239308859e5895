#!/usr/bin/env python3
"""Fetches speech: `python3 examples/src/speech/fetch.py` writes WAV files to target/speech.

They are the recordings of one speaker, Allison Smith, in the Debian package asterisk-core-sounds-en-wav 1.6.1 (CC BY-SA 3.0): 8,000
numbers a second of 16 bits, 25 minutes in 558 files. Files of silence are left out. Nothing of the package is run. Needs
`apt-get` and `dpkg-deb`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "target/speech")
PACKAGE = "asterisk-core-sounds-en-wav"
FOLDER = "usr/share/asterisk/sounds/en_US_f_Allison"

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True)
    [package] = folder.glob("*.deb")
    subprocess.run(["dpkg-deb", "--extract", package, folder / "all"], check=True)
    OUT.mkdir(parents=True, exist_ok=True)
    sounds = folder / "all" / FOLDER
    for path in sorted(sounds.rglob("*.wav")):
        parts = path.relative_to(sounds).parts
        if parts[0] != "silence":
            shutil.copyfile(path, OUT / "_".join(parts))
