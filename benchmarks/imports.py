"""What `import mutually` costs: time and peak memory in fresh interpreters.

The import alone loads next to nothing, since public names load on first use; so what it takes to
have the functions in hand (NumPy and the compiled module, then) is measured beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.fresh import statements
from benchmarks.rows import Row

OURS = "import mutually"
LOADED = "import mutually; mutually.rank, mutually.mutual_information"
NUMPY = "import numpy"
LEARN = "import sklearn.feature_selection"


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Wall time, then memory. The memory is the whole process, the interpreter included."""
    cost = statements([OURS, LOADED, NUMPY, LEARN, "pass"], rounds=1 if quick else 15)
    wall = {line: seconds for line, (seconds, _) in cost.items()}
    peak = {line: megabytes for line, (_, megabytes) in cost.items()}
    yield Row(
        workload="`import mutually`, wall",
        ours=wall[OURS],
        peer="import sklearn.feature_selection",
        theirs=wall[LEARN],
        at_least=5,
        aim="numpy + 20 %",
        beside={"numpy alone": wall[NUMPY], "with our functions loaded": wall[LOADED]},
        note=f"loaded, it is numpy {wall[LOADED] / wall[NUMPY] - 1:+.0%}",
    )
    yield Row(
        workload="`import mutually`, peak memory of the process",
        unit="MB",
        ours=peak[OURS],
        peer="import sklearn.feature_selection",
        theirs=peak[LEARN],
        at_least="under 45 MB",
        aim="numpy + 20 %",
        beside={
            "numpy alone": peak[NUMPY],
            "with our functions loaded": peak[LOADED],
            "bare Python": peak["pass"],
        },
        note=f"loaded, it is numpy {peak[LOADED] / peak[NUMPY] - 1:+.0%}",
    )
