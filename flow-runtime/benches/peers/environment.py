"""What has to be there before anything is measured: a virtual environment with the libraries, and our own workers."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
PYTHONS = [(3, 12), (3, 11)]


class Failure(Exception):
    """Why nothing can be measured, in a line."""


def quietly(command: list[str | Path], doing: str, **options) -> str:
    """What a command prints, or a failure with the last line of its complaint."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, **options)
    except FileNotFoundError:
        raise Failure(f"{doing}: there is no `{command[0]}`") from None
    except subprocess.CalledProcessError as error:
        complaint = [line for line in error.stderr.splitlines() if "error" in line.lower()]
        raise Failure(f"{doing}: {(complaint or ['failed'])[-1].strip()}") from None
    return done.stdout


@functools.cache
def target() -> Path:
    """Cargo's target directory."""
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    metadata = quietly(command, "looking for cargo's target directory", cwd=HERE)
    return Path(json.loads(metadata)["target_directory"])


def interpreter() -> str:
    """A Python that the pinned versions exist for."""
    for version in PYTHONS:
        if sys.version_info[:2] == version:
            return sys.executable
    for major, minor in PYTHONS:
        if found := shutil.which(f"python{major}.{minor}"):
            return found
    here = ".".join(map(str, sys.version_info[:2]))
    raise Failure(f"the pinned libraries need Python 3.11 or 3.12, and this is {here}")


def python() -> Path:
    """The Python of an environment with the libraries, which is made if it is not there."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    folder = target() / "peers" / "venv"
    stamp, inside = folder / "installed", folder / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return inside
    print(f"installing {REQUIREMENTS.name}: some minutes, once", file=sys.stderr, flush=True)
    quietly([interpreter(), "-m", "venv", "--clear", folder], "making a virtual environment")
    install = [inside, "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS]
    quietly(install, "installing the libraries from PyPI")
    stamp.write_text(wanted)
    return inside


def ours(native: bool = False, bench: str = "peers") -> Path:
    """Our worker, built; `native` for all that this processor can, rather than what is chosen at run time."""
    command = ["cargo", "bench", "--bench", bench, "--no-run", "--message-format=json"]
    environment = dict(os.environ)
    if native:
        environment["CARGO_TARGET_DIR"] = str(target() / "peers" / "native")
        environment["RUSTFLAGS"] = "-C target-cpu=native"
    built = quietly(command, f"building the bench `{bench}`", cwd=HERE, env=environment)
    messages = [json.loads(line) for line in built.splitlines()]
    return Path(next(m["executable"] for m in messages if m.get("executable")))
