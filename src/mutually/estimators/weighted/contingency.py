"""The contingency table of two discrete variables whose rows have weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.discrete.table import Table
from mutually.estimators.weighted.masses import Array, Moments, added
from mutually.variables import Labels


@dataclass(frozen=True)
class WeightedTable:
    """The cells that occur, with the shares of their rows and the squares of these.

    Attributes
    ----------
    rows : Table
        The numbers of rows.
    own : ndarray
        The share of each row; their sum is 1.
    """

    rows: Table
    own: Array

    @classmethod
    def of(cls, x: Labels, y: Labels, own: Array, workers: int = 1) -> WeightedTable:
        """Add the shares of the pairs of two columns of codes."""
        return cls(Table.of(x, y, workers), own)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """The cells, ascending, as x * (size of y) + y."""
        return self.rows.cell_x.astype(np.int64) * self.rows.y.size + self.rows.cell_y

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The place of each row's cell among them."""
        x, y = self.rows.x, self.rows.y
        cell = x.codes.astype(np.int64) * y.size + y.codes
        return np.asarray(np.searchsorted(self.keys, cell))

    @cached_property
    def cells(self) -> Moments:
        """Of the cells, in the order of ``keys``."""
        return Moments.of(self.places, len(self.keys), self.own)

    @property
    def fourth(self) -> Array:
        """The sum of the fourth powers of the shares, of each cell."""
        return added(self.places, self.own**4, len(self.keys))

    # From the rows and not the cells, so that the order of the levels changes no bit.
    @cached_property
    def x(self) -> Moments:
        """Of the levels of x that occur."""
        return Moments.of(self.rows.x.codes, self.rows.x.size, self.own)

    @cached_property
    def y(self) -> Moments:
        """Of the levels of y that occur."""
        return Moments.of(self.rows.y.codes, self.rows.y.size, self.own)

    @cached_property
    def margins(self) -> tuple[Array, Array]:
        """The masses of the level of x, and of that of y, of each cell."""
        x_places = np.searchsorted(np.flatnonzero(self.rows.x_totals), self.rows.cell_x)
        y_places = np.searchsorted(np.flatnonzero(self.rows.y_totals), self.rows.cell_y)
        return self.x.mass[x_places], self.y.mass[y_places]

    @property
    def df(self) -> int:
        """The degrees of freedom: (levels of x - 1)(levels of y - 1)."""
        return (len(self.x.mass) - 1) * (len(self.y.mass) - 1)

    @cached_property
    def log_ratios(self) -> Array:
        """log(p_ij / (p_i p_j)) of each cell."""
        x, y = self.margins
        return np.asarray(np.log(self.cells.mass / (x * y)))

    @property
    def plugin(self) -> float:
        """The information of the shares as they are."""
        x, y, cells = (m.plugin_entropy() for m in (self.x, self.y, self.cells))
        return x + y - cells

    @property
    def bias(self) -> float:
        """The first term of the bias of :attr:`plugin`, whatever the weights depend on."""
        return self.x.entropy_bias() + self.y.entropy_bias() - self.cells.entropy_bias()

    @property
    def chance(self) -> float:
        """What independent variables show on average, to the first term.

        (R - 1)(C - 1) / (2 n), with n the effective number of rows and R the sum over the levels of
        x of what a row of the level is worth beside all others (the number of levels, unless
        weights depend on x); C the same of y. Each cell is taken for as worth as the product of its
        levels, since of cells with few or no rows the rows do not tell.
        """
        s = self.x.total_square
        return (self.x.worth / s - 1) * (self.y.worth / s - 1) * s / 2
