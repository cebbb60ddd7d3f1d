"""The picture of the accuracy study: a row for each task, estimate less truth."""

from __future__ import annotations

from pathlib import Path

from accuracy_numbers import Cell, Cells

from mutually.datasets import tasks

SUITES = {"public": "public tasks", "tuning": "own tasks, tuning", "final": "own tasks, final"}
# Colours that differ in lightness as well, so that print and any eye tell them apart.
STYLE = {"ksg": ("#d98c21", "s", "KSG, k = 3"), "auto": ("#1f4e9c", "o", "auto")}
LEFT, RIGHT = -1.0, 0.4
ROW_INCHES = 0.145


def draw(found: Cells, path: Path) -> bool:
    """Draw the lists of continuous vectors that are there; say whether there was one."""
    suites = [name for name in SUITES if name in found]
    sizes = sorted({n for name in suites for n, e in found[name] if e in STYLE})
    if not sizes:
        return False
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    counts = [len(tasks.suite(name)) for name in suites]
    height = ROW_INCHES * sum(counts) + 0.5 * len(suites) + 0.6
    figure, grid = plt.subplots(
        len(suites),
        len(sizes),
        squeeze=False,
        sharex=True,
        sharey="row",
        figsize=(3.4 * len(sizes) + 2.4, height),
        height_ratios=counts,
        layout="constrained",
    )
    for row, name in zip(grid, suites, strict=True):
        names = [task.name for task in tasks.suite(name)]
        for ax, n in zip(row, sizes, strict=True):
            ax.axvline(0, color="0.3", linewidth=0.8, zorder=1)
            ax.axvspan(-0.1, 0.1, color="0.93", zorder=0)
            for estimator in STYLE:
                _points(ax, estimator, found[name].get((n, estimator), {}), names)
            ax.set_title(f"{SUITES[name]}, n = {n}", fontsize=8, loc="left")
            ax.set_yticks(range(len(names)), names, fontsize=6)
            ax.set_ylim(len(names) - 0.4, -0.6)
            ax.set_xlim(LEFT - 0.05, RIGHT + 0.05)
            ax.tick_params(axis="x", labelsize=7)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="y", color="0.9", linewidth=0.5)
            ax.spines[["top", "right", "left"]].set_visible(False)
    for ax in grid[-1]:
        ax.set_xlabel("estimate less truth, nats", fontsize=8)
    handles, labels = grid[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2, fontsize=8, frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)
    return True


def _points(ax, estimator: str, of: dict[str, Cell], names: list[str]) -> None:
    colour, marker, label = STYLE[estimator]
    shift = 0.16 if estimator == "ksg" else -0.16
    ax.plot([], [], marker, color=colour, markersize=4, label=label)
    for place, name in enumerate(names):
        cell = of.get(name)
        if cell is None:
            continue
        at = place + shift
        if not LEFT <= cell.bias <= RIGHT:
            beyond = "<" if cell.bias < LEFT else ">"
            ax.plot([min(max(cell.bias, LEFT), RIGHT)], [at], beyond, color=colour, markersize=4)
            continue
        reach = [cell.bias - cell.spread, cell.bias + cell.spread]
        ax.plot(reach, [at, at], color=colour, linewidth=0.9, zorder=2)
        ax.plot([cell.bias], [at], marker, color=colour, markersize=3.2, zorder=3)
