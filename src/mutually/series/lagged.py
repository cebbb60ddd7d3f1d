"""The result of a search over lags."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mutually.results.mutual_information import MutualInformation
from mutually.series.lag_search import LagPoint, LagUncertainty, profile
from mutually.units import nats_per_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LaggedInformation(MutualInformation):
    """What x tells about y at the lag at which it tells most.

    A :class:`mutually.MutualInformation` of x[t - lag] and y[t]. ``pvalue`` is of the largest
    statistic over all lags, so that looking at many makes no finding, and never below the number of
    lags over that of the rows of a single series; ``noise_floor`` is what the
    best of all lags has to exceed. ``value``, ``standard_error`` and intervals are those of the
    lag as if it had been the only one: the best of many is a little too good.

    Attributes
    ----------
    lag : int
        Rows by which x is earlier than y at the best lag. Where it is negative, y leads.
    """

    lag: int
    uncertainty: LagUncertainty

    @property
    def lags(self) -> tuple[int, ...]:
        """All lags that were looked at, in ascending order."""
        return self.uncertainty.search.lags

    @property
    def values(self) -> tuple[float, ...]:
        """The mutual information at each of ``lags``."""
        nats = nats_per_unit(self.base)
        return tuple(found.value / nats for found in self.uncertainty.search.estimates)

    @cached_property
    def profile(self) -> tuple[LagPoint, ...]:
        """What is known of each lag: mi, standard_error, low, high, noise_floor and n.

        Standard errors, from stretches of the rows, and the shifts of the test are found when it
        is first asked for. ``pandas.DataFrame(result.profile)`` is a table of it.
        """
        return profile(self.uncertainty.search, nats_per_unit(self.base))

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Draw the information against the lag; see :func:`mutually.plot_lags`."""
        from mutually.plots import plot_lags

        return plot_lags(self, ax=ax)

    def to_dict(self) -> dict[str, Any]:
        """Return all but the local values as plain Python objects, with what each lag shows."""
        return {**super().to_dict(), "lags": [point._asdict() for point in self.profile]}

    def _lines(self) -> list[str]:
        leads = "x leads" if self.lag > 0 else "y leads" if self.lag < 0 else "at the same time"
        many = f", the best of {len(self.lags)} from {self.lags[0]} to {self.lags[-1]}"
        return [f"at lag {self.lag} ({leads}){many * (len(self.lags) > 1)}", *super()._lines()]
