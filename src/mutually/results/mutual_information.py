"""What ``mutual_information`` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from mutually import bounds
from mutually.errors import fail
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.neighbours.ties import tied_share
from mutually.inference.uncertainty import PairUncertainty
from mutually.results.result import Result, normalize
from mutually.units import nats_per_unit
from mutually.variables import Variable
from mutually.vectors import AnyVariable
from mutually.wording import probability

ROWS_FOR_A_BOUND = 5


class ErrorBounds(NamedTuple):
    """The least error probability that any predictor can have, and one that the best reaches."""

    least: float
    reachable: float


@dataclass(frozen=True, eq=False, repr=False)
class MutualInformation(Result):
    """Mutual information of x and y, with what it means.

    What all results share is in :class:`mutually.results.result.Result`.

    Attributes
    ----------
    normalized : float
        For a discrete y, the fraction of its entropy that x explains. For any other, the
        correlation of two normal variables with this mutual information, sqrt(1 - exp(-2 I)); a
        negative estimate gives a negative number of the same form. nan where y has one value.
    x_kind, y_kind : {"discrete", "continuous", "mixed"}
        What the variables were taken for.
    x_reason, y_reason : str
        Why.
    entropy_x, entropy_y : float or None
        Entropies of discrete variables, in the same unit and estimated as the information is: by
        frequencies for "plugin", corrected for bias otherwise; given the condition, if there is
        one. None for others.
    y : Variable or Vector
        The rows of y that were used, for the bounds.
    given_kind, given_reason : str or None
        The same of the condition; None without one.
    """

    x_kind: str
    y_kind: str
    x_reason: str
    y_reason: str
    entropy_x: float | None
    entropy_y: float | None
    y: AnyVariable
    uncertainty: PairUncertainty
    given_kind: str | None = None
    given_reason: str | None = None

    @property
    def pvalue(self) -> float:
        """The probability of as large an estimate where x tells nothing about y.

        Given the condition, if there is one. By a closed form for scalars and tables, which costs
        nothing, else by permutations of rows, found when it is first asked for; ``pvalue_method``
        says which.
        """
        return self.uncertainty.significance.pvalue

    @property
    def pvalue_method(self) -> str:
        """How the p-value was found."""
        return self.uncertainty.significance.method

    @property
    def noise_floor(self) -> float:
        """What an estimate reaches by chance with probability alpha where x tells nothing."""
        return self.uncertainty.significance.floor / nats_per_unit(self.base)

    def diagnose(self) -> tuple[str, ...]:
        """Return all warnings, with the one that takes estimates of fewer rows.

        It says whether the value still changes with the number of rows: where it rises, as it does
        for relations finer than the distance between rows, the truth is probably above it.

        Returns
        -------
        tuple of str
            ``warnings``, and what 12 subsamples add to them.
        """
        return (*self.warnings, *self.uncertainty.drift())

    @property
    def normalized(self) -> float:
        """The value on a scale from 0 to 1; see the class."""
        return normalize(self.value, self.entropy_y, nats_per_unit(self.base))

    def error_bounds(self) -> ErrorBounds:
        """Return between what the error probability of the best predictor of a discrete y lies.

        Fano's inequality gives the least error that any predictor from x (and the condition) can
        have, half of H(Y | X) in bits one that the best predictor surely does not exceed. Both are
        exact for the true conditional entropy, and as good as the estimate is for this one.

        Raises
        ------
        MutuallyError
            Where y is not discrete or has one level, and where the estimate cannot carry a bound:
            it has warnings, or there are fewer than five rows for each level of y.

        Examples
        --------
        >>> import numpy as np
        >>> import mutually as mu
        >>> y = np.arange(1000) % 2
        >>> x = np.where(np.arange(1000) % 10 < 2, 1 - y, y)  # wrong in one row of five
        >>> bounds = mu.mutual_information(x, y).error_bounds()
        >>> f"{bounds.least:.2f} {bounds.reachable:.2f}"
        '0.20 0.36'
        """
        if self.entropy_y is None or self.y.labels is None:
            hint = "mean_squared_error_bound() is for it" if self._is_one_continuous else None
            fail("error_bounds", "are for a discrete y", f"{self.y_kind} ({self.y_reason})", hint)
        counts = self.y.labels.counts
        levels = int(np.count_nonzero(counts))
        if levels < 2:
            fail("error_bounds", "need a y of two levels at least", "one value")
        self._refuse_what_cannot_carry("error_bounds")
        if self.n < ROWS_FOR_A_BOUND * levels:
            rule = f"need {ROWS_FOR_A_BOUND} rows for each level of y"
            fail("error_bounds", rule, f"{self.n} rows and {levels} levels")
        left = (self.entropy_y - self.value) * nats_per_unit(self.base)
        return ErrorBounds(
            bounds.fano_error(left, levels),
            bounds.surely_reachable_error(left, levels, float(counts.max() / self.n)),
        )

    def mean_squared_error_bound(self) -> float:
        """Return the least mean squared error that any predictor of a continuous y can have.

        exp(2 h(Y | X)) / (2 pi e), in the square of the unit of y; tight where what x leaves of y
        is normal.

        Raises
        ------
        MutuallyError
            Where y is not one continuous column with a density, or is circular, there was a
            condition, or the estimate has warnings.

        Examples
        --------
        >>> import numpy as np
        >>> import mutually as mu
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=1000)
        >>> y = x + 0.5 * rng.normal(size=1000)  # no predictor does better than 0.25
        >>> f"{mu.mutual_information(x, y).mean_squared_error_bound():.2f}"
        '0.26'
        """
        name = "mean_squared_error_bound"
        if not self._is_one_continuous:
            hint = "error_bounds() is for it" if self.y_kind == "discrete" else None
            rule = "is for one continuous column y"
            fail(name, rule, f"{self.y_kind} ({self.y_reason})", hint)
        if self.given_kind is not None:
            fail(name, "is for no condition: h(y | given) is not known", "a condition")
        self._refuse_what_cannot_carry(name)
        assert isinstance(self.y, Variable)
        entropy = spacing(self.y.sorted).value
        if not math.isfinite(entropy) or tied_share(self.y.sorted) > 0.1:
            fail(name, "needs a y with a density", "tied or infinite values")
        return bounds.smallest_mean_squared_error(entropy - self.value * nats_per_unit(self.base))

    @property
    def _is_one_continuous(self) -> bool:
        one = isinstance(self.y, Variable) and self.y.period is None
        return one and self.y_kind == "continuous"

    def _refuse_what_cannot_carry(self, what: str) -> None:
        if self.weighting is not None and not self.weighting.are_frequencies:
            fail(what, "are not for importance weights", "weighted rows")
        if self.warnings:
            fail(what, "cannot rest on an estimate with warnings", "; ".join(self.warnings))

    def to_dict(self) -> dict[str, Any]:
        """Return all but the local values as plain Python objects.

        With the p-value, the standard error and the 95 % interval, which are found if they are not
        known yet.
        """
        return {**super().to_dict(), **self._tested()}

    def shown(self) -> dict[str, Any]:
        """Return what there is without further estimates."""
        return {**super().shown(), "normalized": self.normalized}

    def known(self) -> dict[str, Any]:
        """Return what is shown, with errors and p-value where they cost nothing."""
        tested = self._tested() if self.uncertainty.has_closed_form else {}
        return {**super().known(), **tested}

    def _tested(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("pvalue", "pvalue_method", "noise_floor")}

    def _lines(self) -> list[str]:
        tested = []
        if self.uncertainty.has_closed_form:
            tested = [f"p = {probability(self.pvalue)} ({self.pvalue_method})"]
        normalized = f"normalized = {self.normalized:.3g}"
        meaning = "of the correlation scale" if self.entropy_y is None else "of the entropy of y"
        return [
            f"{normalized} ({meaning})",
            f"x: {self.x_kind} ({self.x_reason}); y: {self.y_kind} ({self.y_reason})",
            *([f"given: {self.given_kind} ({self.given_reason})"] if self.given_kind else []),
            *tested,
            *super()._lines(),
        ]
