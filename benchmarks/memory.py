"""Peak memory of one large pair above its input.

The child reads the two columns, runs the call once on 1000 rows so that all code is loaded, forgets
the peak so far, and makes the call. What is reported is the new peak less what was held before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.fresh import run
from benchmarks.rows import Row
from benchmarks.scalars import pair

ABOVE_INPUT = """
import numpy as np
{setup}
x, y = np.load({path!r})
call(x[:1000], y[:1000])
forget_the_peak()
before = memory("VmRSS")
call(x, y)
print(json.dumps([(memory("VmHWM") - before) / 1e6]))
"""
KSG = """
import mutually as mu
call = lambda x, y: mu.mutual_information(
    x, y, estimator="ksg", transform="standardize", n_jobs=1)
"""
AUTO = """
import mutually as mu
call = lambda x, y: mu.mutual_information(x, y, n_jobs=1)
"""
LEARN = """
from benchmarks.peers import scikit_learn as call
"""


def rows(*, quick: bool = False) -> Iterator[Row]:
    """The pair of the largest scalar workload."""
    n = 10_000 if quick else 1_000_000
    with TemporaryDirectory() as folder:
        path = str(Path(folder, "pair.npy"))
        np.save(path, np.array(pair(n)))
        ours, auto, learn = (
            run(ABOVE_INPUT.format(setup=setup, path=path))[0] for setup in (KSG, AUTO, LEARN)
        )
    yield Row(
        workload=f"peak memory of the {n:.0e} pair above its input".replace("e+0", "e"),
        unit="MB",
        ours=ours,
        peer="scikit-learn",
        theirs=learn,
        at_least="under 120 MB",
        aim="under 80 MB",
        beside={"ours by default": auto},
        note=f"the input is {16 * n / 1e6:.3g} MB",
    )
