"""The error of numbers against a number in a million rows, read in shards from Parquet."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from scipy.special import ndtr

import mutually as mu
from mutually.datasets.tasks.quadrature import Channel, even_nodes

Respond = Callable[[np.ndarray, np.ndarray], np.ndarray]

HEADER = ["relation", "truth", "error, root mean square", "largest", "standard error", "at least",
          "aim"]  # fmt: skip


def _normal(rho: float) -> tuple[Respond, float]:
    def respond(x: np.ndarray, noise: np.ndarray) -> np.ndarray:
        return rho * x + math.sqrt(1 - rho * rho) * noise

    return respond, -0.5 * math.log1p(-rho * rho) + 0.0


def _sine() -> tuple[Respond, float]:
    """A sine of numbers that are even in [0, 1], and noise; the truth is by quadrature."""

    def respond(x: np.ndarray, noise: np.ndarray) -> np.ndarray:
        return np.sin(2 * math.pi * ndtr(x)) + 0.3 * noise

    u, weights = even_nodes(2000)
    channel = Channel(np.sin(2 * math.pi * u), np.full_like(u, 0.3), weights)
    return respond, channel.information()


# The response, the truth, and the error that is owed; half of it is the aim.
RELATIONS = {
    "normal, rho 0": (_normal(0), 0.0005),
    "normal, rho 0.1": (_normal(0.1), 0.002),
    "normal, rho 0.6": (_normal(0.6), 0.002),
    "normal, rho 0.95": (_normal(0.95), 0.005 * _normal(0.95)[1]),
    "sine: y = sin(2 pi u) + 0.3 noise": (_sine(), 0.004),
}


def rows(folder: Path, n: int, memory: str, draws: int = 3) -> Iterator[list[str]]:
    """Rank x against y of each relation; ``memory`` must be too little for so many rows."""
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(0)
    path = folder / "relation.parquet"
    for name, ((respond, truth), owed) in RELATIONS.items():
        errors, spread = [], []
        for draw in range(draws):
            x, noise = rng.normal(size=(2, n))
            table = pa.table({"x": x, "y": respond(x, noise)})
            parquet.write_table(table, path, row_group_size=250_000)
            found = mu.rank(path, "y", memory=memory, rng=draw, progress=False)
            assert "row groups" in found.warnings[0]
            errors.append(found[0].mi - truth)
            spread.append(found[0].standard_error)
        yield [
            name, f"{truth:.4f}", f"{math.sqrt(np.mean(np.square(errors))):.5f}",
            f"{max(map(abs, errors)):.5f}", f"{np.mean(spread):.5f}", f"{owed:.4f}",
            f"{owed / 2:.5f}",
        ]  # fmt: skip
