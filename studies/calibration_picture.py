"""The picture of the calibration study: simulated chances less those of the package."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from calibration_checks import Check

# From dark to light, so that print tells them apart as well.
COLOURS = ("#0b1f4b", "#1f4e9c", "#3f7fbf", "#d98c21", "#b5541c", "#7a1f1f", "#4d7a3a", "#8a8a8a",
           "#a05fb0")  # fmt: skip


def draw(ksg: list[Check], ross: list[Check], path: Path) -> None:
    """Draw three frames: KSG by rows, KSG by neighbours, Ross by classes."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, sharey=True, figsize=(10, 3.6), layout="constrained")
    three = [c for c in ksg if c.k == 3]
    size = 333
    frames = (
        ("KSG, k = 3", [(f"n = {c.n}", c) for c in three]),
        (f"KSG, n = {size}", [(f"k = {c.k}", c) for c in ksg if c.n == size]),
        ("Ross, k = 3", [(_label(c), c) for c in ross if c.k == 3][::2]),
    )
    for ax, (title, curves) in zip(axes, frames, strict=True):
        at = np.linspace(0, 1, 201)
        if curves:
            fewest = min(c.draws for _, c in curves)
            band = 1.96 * 100 * np.sqrt(at * (1 - at) / fewest)
            ax.fill_between(at, -band, band, color="0.9", linewidth=0)
        for colour, (label, c) in zip(COLOURS, curves, strict=False):
            ax.plot(c.places, 100 * c.differences, color=colour, linewidth=0.9, label=label)
        ax.axhline(0, color="0.3", linewidth=0.6)
        ax.set_title(title, fontsize=9, loc="left")
        ax.set_xlabel("chance by the package", fontsize=8)
        ax.set_xlim(0, 1)
        ax.tick_params(labelsize=7)
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(fontsize=6, frameon=False, ncols=2)
    axes[0].set_ylabel("simulated less package's, percent", fontsize=8)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def _label(c: Check) -> str:
    words = c.name.split(",")
    if len(set(words)) == 1:
        return f"{len(words)} x {words[0]}"
    return ", ".join(words) if len(words) < 4 else f"{len(words)} classes, {c.n} rows"
