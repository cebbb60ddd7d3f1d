"""How far an estimate may be from the truth, found when it is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.errors.standard_errors import missed_by_neighbours
from mutually.estimators.estimate import Estimate
from mutually.inference.diagnostics import Apart, few_and_many, of_pair, of_subsamples
from mutually.inference.significance import Significance, closed_form, significance, too_few
from mutually.inference.subsampling import Subsampled, standard_error
from mutually.inference.testing import Testing
from mutually.pairs import estimate_pair
from mutually.vectors import AnyVariable, all_spelled_out

Again = Callable[[NDArray[np.bool_]], float]


class Interval(NamedTuple):
    """Between which values the truth lies, with the stated confidence."""

    low: float
    high: float


class Spread(NamedTuple):
    """A standard error, its degrees of freedom, and how it was found."""

    standard_error: float
    degrees: float
    method: str

    def around(self, value: float, level: float) -> Interval:
        """Return the interval around a value that covers the truth with this probability."""
        from scipy.special import ndtri, stdtrit

        tail = (1 + level) / 2
        wide = ndtri(tail) if math.isinf(self.degrees) else stdtrit(self.degrees, tail)
        half = float(wide) * self.standard_error
        return Interval(value - half, value + half)


@dataclass(eq=False, repr=False)
class Uncertainty:
    """The standard error and the intervals of an estimate.

    Attributes
    ----------
    estimate : Estimate
        What was found of all rows.
    again : callable
        Returns the estimate of some of the rows, in nats.
    n : int
        How many rows there are.
    seed : int
        Of the rows that are drawn.
    testing : Testing
        What is known of the rows.
    """

    estimate: Estimate
    again: Again
    n: int
    seed: int = 0
    testing: Testing = field(default_factory=Testing)

    @property
    def has_formula(self) -> bool:
        """Whether the standard error costs nothing."""
        return self.testing.independent_rows and self.estimate.errors is not None

    @cached_property
    def spread(self) -> Spread:
        """The standard error, by formula where one was calibrated and by subsampling otherwise."""
        errors = self.estimate.errors
        if errors is not None and self.testing.independent_rows:
            return Spread(math.sqrt(errors.variance), math.inf, "formula")
        return self.by_subsampling

    @cached_property
    def subsampled(self) -> Subsampled:
        """Estimates of fewer rows."""
        rows = self.testing.for_subsamples()
        return standard_error(self.again, self.n, seed=self.seed, **rows)

    @property
    def by_subsampling(self) -> Spread:
        """The standard error from estimates of fewer rows."""
        found = self.subsampled
        method = f"subsamples of {found.share:.0%} of the rows"
        return Spread(found.standard_error, found.degrees_of_freedom, method)

    def interval(self, level: float, method: str = "auto") -> Interval:
        """Return an interval that covers the truth with probability ``level``, in nats."""
        errors, value = self.estimate.errors, self.estimate.value
        if errors is not None and self.has_formula and method != "subsampling":
            return Interval(*errors.interval(value, level, missed=self.missed))
        spread = self.by_subsampling if method == "subsampling" else self.spread
        return spread.around(value, level)

    @property
    def missed(self) -> float:
        """How much more the estimate may have missed, in nats."""
        return 0.0


@dataclass(eq=False, repr=False, kw_only=True)
class PairUncertainty(Uncertainty):
    """The same for mutual information, with a test of independence.

    Attributes
    ----------
    variables : tuple
        x, y, and the condition or None, on the rows that were used.
    options : dict
        Of :func:`mutually.pairs.estimate_pair`.
    """

    variables: tuple[AnyVariable, AnyVariable, AnyVariable | None]
    options: dict[str, Any]

    @classmethod
    def of(
        cls,
        estimate: Estimate,
        variables: tuple[AnyVariable, AnyVariable, AnyVariable | None],
        options: dict[str, Any],
        testing: Testing,
    ) -> PairUncertainty:
        """Return the uncertainty of the estimate of these variables with these options."""
        again = PairAgain(variables, options)
        n, seed = variables[0].n, options["seed"]
        return cls(estimate, again, n, seed, testing, variables=variables, options=options)

    @cached_property
    def apart(self) -> Apart | None:
        """What few and many neighbours show, where that may differ."""
        x, y, given = self.variables
        if given is not None:
            return None
        return few_and_many(self.estimate, x, y, self.seed)

    @property
    def missed(self) -> float:
        """How much more the estimate may have missed, in nats."""
        if self.apart is None or self.estimate.errors is None:
            return 0.0
        return missed_by_neighbours(self.estimate.value, self.apart[1], self.estimate.errors)

    def interval(self, level: float, method: str = "auto") -> Interval:
        """Return an interval; no mutual information is below 0, so it is not either."""
        low, high = super().interval(level, method)
        if not self.has_formula or method == "subsampling":
            # Of a negative estimate the upper limit is that of 0.
            low, high = max(low, 0.0), high + max(-self.estimate.value, 0.0)
        return Interval(low, high)

    @property
    def cannot_show(self) -> tuple[str, ...]:
        """Say whether the test can have no p-value as small as alpha."""
        return () if self.has_closed_form else too_few(self.testing)

    def notes(self) -> tuple[str, ...]:
        """Say all that a table says of a pair, with drift where there are subsamples anyway."""
        of_estimate = self.diagnosed() if self.options["estimator"] == "auto" else ()
        drift = () if self.has_formula else self.drift()
        return (*self.cannot_show, *of_estimate, *drift)

    def diagnosed(self) -> tuple[str, ...]:
        """Say what speaks against the estimate, as far as it costs little."""
        x, y, given = self.variables
        return of_pair(self.estimate, x, y, self.apart) if given is None else ()

    def drift(self) -> tuple[str, ...]:
        """Say whether the estimate still changes with the number of rows."""
        return of_subsamples(self.estimate.value, self.subsampled)

    @property
    def has_closed_form(self) -> bool:
        """Whether the p-value costs nothing."""
        return closed_form(self.estimate, self.testing) is not None

    @cached_property
    def significance(self) -> Significance:
        """The test of independence."""
        return significance(self.estimate, *self.variables, self.options, self.testing)


@dataclass(frozen=True)
class PairAgain:
    """Estimates the information of some of the rows; a class, so that results pickle."""

    variables: tuple[AnyVariable, AnyVariable, AnyVariable | None]
    options: dict[str, Any]

    def __call__(self, rows: NDArray[np.bool_]) -> float:
        """Return the estimate of these rows, in nats."""
        spelled_out = all_spelled_out([v for v in self.variables if v is not None])
        x, y, given = [*(v.take(rows) for v in spelled_out), None][:3]
        assert x is not None
        assert y is not None
        # One order of ties is enough for a spread, and models take long.
        return estimate_pair(x, y, given, most_orders=1, **self.options).value
