"""Plots: an axes in, the same axes out; nothing is shown, saved or set for other plots.

The files are not called as the functions are: importing a file puts its name on the package, and
``mutually.plot_ranking`` would then be a module.
"""

from __future__ import annotations

from mutually.plots.convergence import plot_convergence
from mutually.plots.information import plot_information
from mutually.plots.lags import plot_lags
from mutually.plots.network import plot_network
from mutually.plots.pairwise import plot_pairwise
from mutually.plots.ranking import plot_ranking
from mutually.plots.relation import plot_relation
from mutually.plots.selection import plot_selection

__all__ = [
    "plot_convergence",
    "plot_information",
    "plot_lags",
    "plot_network",
    "plot_pairwise",
    "plot_ranking",
    "plot_relation",
    "plot_selection",
]
