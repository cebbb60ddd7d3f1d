"""The picture of the inference study: shares of p-values below p, less p."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from calibration_picture import COLOURS
from inference_counts import GROUPS, Cell, group, pooled
from inference_nulls import BINS


def drawn(c: Cell) -> bool:
    """Say whether a cell is in the picture: not without a closed form, nor with little to test.

    Of 30 rows and 500 levels often no two have the same level, and p is 1.
    """
    return not c.by_permutations and not (c.n == 30 and "500 levels" in c.name)


def draw(found: list[Cell], path: Path) -> None:
    """Draw a frame for each group of marginals, and a curve for each number of rows."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(
        1, len(GROUPS), sharey=True, figsize=(12, 3.4), layout="constrained"
    )
    at = np.linspace(0, 1, BINS + 1)
    for ax, name in zip(axes, GROUPS, strict=True):
        of = [c for c in found if group(c.name) == name and drawn(c)]
        curves = [pooled(name, n, [c for c in of if c.n == n]) for n in sorted({c.n for c in of})]
        if curves:
            fewest = min(c.repetitions for c in curves)
            band = 1.96 * 100 * np.sqrt(at * (1 - at) / fewest)
            ax.fill_between(at, -band, band, color="0.9", linewidth=0)
        for colour, c in zip(COLOURS, curves, strict=False):
            ax.plot(at, 100 * c.differences, color=colour, linewidth=0.9, label=f"n = {c.n:,}")
        ax.axhline(0, color="0.3", linewidth=0.6)
        ax.set_title(name, fontsize=9, loc="left")
        ax.set_xlabel("p", fontsize=8)
        ax.set_xlim(0, 1)
        ax.set_ylim(-5, 5)
        ax.tick_params(labelsize=7)
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].legend(fontsize=6, frameon=False, ncols=2)
    axes[0].set_ylabel("share of p-values below p, less p, percent", fontsize=8)
    figure.savefig(path, dpi=150)
    plt.close(figure)
