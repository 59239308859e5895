"""What other libraries make of the same flows: `python tests/golden/write.py` writes the numbers beside it.

Needs an environment with `flow-runtime/benches/peers/requirements.txt`; `flow-runtime/benches/peers/run` makes one.
All is computed in double precision. A case is

    [name] library: what of it
    params, if there are any
    z | x | ln |dx/dz| | ln p(x) | context, if there is one

with a line for every point, and the flow of that name in `tests/tests/golden.rs` has to give these numbers.
"""

from __future__ import annotations

from pathlib import Path

import bases
import elementwise
import matrices
import networks
import shapes
import splines

HERE = Path(__file__).resolve().parent

for topic in [splines, networks, shapes, matrices, elementwise, bases]:
    head = f"{topic.__doc__.splitlines()[0]} Written by write.py, which says what stands where."
    text = "\n".join(case.text() for case in topic.cases())
    (HERE / f"{topic.__name__}.txt").write_text(f"# {head}\n\n{text}")
