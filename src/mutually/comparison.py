"""Which of two features tells more, and whether the difference is more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mutually.errors import fail
from mutually.inference.subsampling import standard_error
from mutually.inference.uncertainty import Interval, PairUncertainty, Spread
from mutually.results.mutual_information import MutualInformation
from mutually.units import nats_per_unit
from mutually.vectors import AnyVariable, columns_of
from mutually.wording import a_type, probability


@dataclass(frozen=True)
class Comparison:
    """The difference of two mutual informations from the same rows.

    Attributes
    ----------
    difference : float
        The first less the second, in ``unit``.
    standard_error : float
        Of the difference. Errors that both share, by being from the same rows, cancel.
    pvalue : float
        The probability of as large a difference, of either sign, between two that are equal.
    unit : str
        Of the difference.
    degrees_of_freedom : float
        Of Student's t; infinite for the normal distribution.
    method : str
        How the standard error was found.
    """

    difference: float
    standard_error: float
    pvalue: float
    unit: str
    degrees_of_freedom: float
    method: str

    def confidence_interval(self, level: float = 0.95) -> Interval:
        """Return low and high, between which the true difference lies with this probability."""
        if not isinstance(level, int | float) or not 0 < level < 1:
            fail("level", "must be between 0 and 1", repr(level), "level=0.95")
        spread = Spread(self.standard_error, self.degrees_of_freedom, self.method)
        return spread.around(self.difference, level)

    def to_dict(self) -> dict[str, Any]:
        """Return all that is known, with the 95 % interval, as plain Python objects."""
        low, high = self.confidence_interval()
        return {
            "difference": self.difference,
            "unit": self.unit,
            "standard_error": self.standard_error,
            "low": low,
            "high": high,
            "pvalue": self.pvalue,
            "degrees_of_freedom": self.degrees_of_freedom,
            "method": self.method,
        }

    def _repr_html_(self) -> str:
        from mutually.results.html import comparison_html

        return comparison_html(self)

    def __repr__(self) -> str:
        low, high = self.confidence_interval()
        return (
            f"Comparison: {self.difference:.4g} {self.unit}, 95 % interval {low:.3g} to "
            f"{high:.3g}, p = {probability(self.pvalue)}\n  standard error "
            f"{self.standard_error:.2g} ({self.method})"
        )


def compare(first: MutualInformation, second: MutualInformation) -> Comparison:
    """Compare what two variables tell about the same y in the same rows.

    Parameters
    ----------
    first, second : MutualInformation
        What :func:`mutually.mutual_information` returned for two x and one y, with the same rows.

    Returns
    -------
    Comparison
        The difference, with its standard error, interval and p-value.

    Raises
    ------
    MutuallyError
        If the results are of other rows, another y or another unit.

    Notes
    -----
    The two estimates are from the same rows, so their errors are correlated, and the difference is
    surer than their separate intervals suggest. Where both standard errors have a formula, so has
    that of the difference: the variance over the rows of the difference of the local values, plus
    what each estimate varies beyond its own. Otherwise both are estimated from the same subsamples.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> y = rng.normal(size=1000)
    >>> a, b = y + rng.normal(size=1000), y + 2 * rng.normal(size=1000)
    >>> found = mu.compare(mu.mutual_information(a, y), mu.mutual_information(b, y))
    >>> print(f"{found.difference:.2f} nats more, p below 1e-6: {found.pvalue < 1e-6}")
    0.29 nats more, p below 1e-6: True
    """
    for name, result in (("first", first), ("second", second)):
        if not isinstance(result, MutualInformation):
            fail(name, "must be what mutual_information returned", a_type(result),
                 "compare(mutual_information(a, y), mutual_information(b, y))")  # fmt: skip
    for name, result in (("first", first), ("second", second)):
        if result.weighting is not None:
            fail(name, "must be without weights to be compared", str(result.weighting))
    if first.n != second.n or not _same(first.y, second.y):
        fail("second", "must be of the same rows and the same y as the first",
             f"{first.n} and {second.n} rows" if first.n != second.n else "another y",
             "leave out the rows that any of the three miss before both estimates")  # fmt: skip
    if first.unit != second.unit:
        fail("second", "must be in the unit of the first", f"{first.unit} and {second.unit}")
    from scipy.special import ndtr, stdtr

    nats = nats_per_unit(first.base)
    spread = _spread(first.uncertainty, second.uncertainty, first.n)
    error = spread.standard_error / nats
    difference = first.value - second.value
    z = abs(difference) / error if error > 0 else math.inf if difference else 0.0
    normal = math.isinf(spread.degrees)
    tail = float(ndtr(-z)) if normal else float(stdtr(spread.degrees, -z))
    return Comparison(difference, error, 2 * tail, first.unit, spread.degrees, spread.method)


def _spread(one: PairUncertainty, other: PairUncertainty, n: int) -> Spread:
    """Return the standard error of the difference, in nats."""
    if one.has_formula and other.has_formula:
        local = one.estimate.rows() - other.estimate.rows()
        terms = [float(local.var(ddof=1)) / n if n > 1 else 0.0]
        for estimate in (one.estimate, other.estimate):
            assert estimate.errors is not None
            terms.append(estimate.errors.variance - estimate.spread / n)
        # Rounded once: the order of the two changes no bit.
        return Spread(math.sqrt(max(math.fsum(terms), 0.0)), math.inf, "formula")

    def difference(rows: Any) -> float:
        return one.again(rows) - other.again(rows)

    found = standard_error(difference, n, seed=one.seed, **one.testing.for_subsamples())
    return Spread(found.standard_error, found.degrees_of_freedom, "subsamples of both")


def _same(one: AnyVariable, other: AnyVariable) -> bool:
    """Say whether two variables hold the same in every row."""

    def parts(variable: AnyVariable) -> list[Any]:
        return [
            part
            for column in columns_of(variable)
            for part in (column.values, None if column.labels is None else column.labels.codes)
            if part is not None
        ]

    mine, theirs = parts(one), parts(other)
    return len(mine) == len(theirs) and all(map(np.array_equal, mine, theirs))
