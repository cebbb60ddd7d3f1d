"""What the public functions on variables return."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually import bounds
from mutually.errors import fail
from mutually.estimators.estimate import CellValues
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.neighbours.ties import tied_share
from mutually.inference.uncertainty import Interval, PairUncertainty, Uncertainty
from mutually.units import nats_per_unit, unit_name
from mutually.variables import Variable
from mutually.vectors import AnyVariable
from mutually.weighting import Weighting
from mutually.wording import probability

ROWS_FOR_A_BOUND = 5


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """A value in a stated unit, with what was done to get it.

    Attributes
    ----------
    value : float
        The estimate. It can be slightly negative where the truth is zero; it is never clipped.
    base : float or None
        Base of the logarithm; None for nats.
    n : int
        Rows that the estimate is from.
    n_missing : int
        Rows left out because a value was missing.
    estimator : str
        What was done, as one would name it.
    warnings : tuple of str
        What to know before the value is trusted.
    """

    value: float
    base: float | None
    n: int
    n_missing: int
    estimator: str
    warnings: tuple[str, ...]
    local_nats: NDArray[np.float64] | CellValues
    uncertainty: Uncertainty
    weighting: Weighting | None = field(default=None, kw_only=True)

    @property
    def weights(self) -> NDArray[Any] | None:
        """The weights of the rows that were used, in their order; None without."""
        return None if self.weighting is None else self.weighting.values

    @property
    def n_effective(self) -> float:
        """How many rows of equal weight have means as sure: (sum w)^2 / sum w^2; else n.

        Of frequencies, which count equal rows, it is n.
        """
        return float(self.n) if self.weighting is None else self.weighting.n_effective

    @property
    def unit(self) -> str:
        """The unit of the value: "nats", "bits", "hartleys" or "base b units"."""
        return unit_name(self.base)

    @property
    def local(self) -> NDArray[np.float64]:
        """The pointwise value of each row that was used, in the order of the rows.

        Their mean, with the ``weights`` if there are any, is the value.
        """
        nats = self.local_nats
        rows = nats.rows() if isinstance(nats, CellValues) else nats
        return rows / nats_per_unit(self.base)

    @property
    def standard_error(self) -> float:
        """The standard deviation that the value would have over samples like this one.

        From a calibrated formula for two scalars, which costs nothing, and for tables; else from
        estimates of 12 subsamples, found when it is first asked for.
        """
        return self.uncertainty.spread.standard_error / nats_per_unit(self.base)

    def confidence_interval(self, level: float = 0.95, *, method: str = "auto") -> Interval:
        """Return low and high, between which the true value lies with this probability.

        Both are nan where there are too few rows to say: for a table fewer than 8 for each degree
        of freedom, for subsamples fewer than parts of them need.

        Parameters
        ----------
        level : float
            Between 0 and 1.
        method : {"auto", "subsampling"}
            "auto" takes the calibrated formula where there is one; "subsampling" draws rows.

        Raises
        ------
        MutuallyError
            If the level or the method is none.

        Examples
        --------
        >>> import numpy as np
        >>> import mutually as mu
        >>> rng = np.random.default_rng(0)
        >>> x = rng.normal(size=1000)
        >>> y = 0.6 * x + 0.8 * rng.normal(size=1000)  # the truth is 0.223 nats
        >>> low, high = mu.mutual_information(x, y).confidence_interval()
        >>> print(f"{low:.2f} to {high:.2f}")
        0.16 to 0.28
        """
        if not isinstance(level, int | float) or not 0 < level < 1:
            fail("level", "must be between 0 and 1", repr(level), "level=0.95")
        if method not in ("auto", "subsampling"):
            fail("method", "must be 'auto' or 'subsampling'", repr(method))
        nats = nats_per_unit(self.base)
        low, high = self.uncertainty.interval(level, method)
        return Interval(low / nats, high / nats)

    def __float__(self) -> float:
        return self.value

    def __eq__(self, other: object) -> bool:
        """Compare all that is shown; results of the same data and call are equal."""
        if type(other) is not type(self):
            return NotImplemented
        return repr(self.shown()) == repr(other.shown())

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.value, self.n, self.estimator))

    def to_dict(self) -> dict[str, Any]:
        """Return all but the local values as plain Python objects.

        With the standard error and the 95 % interval, which are found if they are not known yet.
        """
        low, high = self.confidence_interval()
        return {**self.shown(), "standard_error": self.standard_error, "low": low, "high": high}

    def shown(self) -> dict[str, Any]:
        """Return what there is without further estimates."""
        hidden = ("local_nats", "y", "uncertainty", "weighting")
        names = [f.name for f in fields(self) if f.name not in hidden]
        found = {name: getattr(self, name) for name in names}
        if self.weighting is not None:
            found |= {"weight_type": self.weighting.kind, "n_effective": self.n_effective}
        return {**found, "warnings": list(self.warnings), "unit": self.unit}

    def known(self) -> dict[str, Any]:
        """Return what is shown, with the errors where they cost nothing."""
        if not self.uncertainty.has_formula:
            return self.shown()
        low, high = self.confidence_interval()
        return {**self.shown(), "standard_error": self.standard_error, "low": low, "high": high}

    def _lines(self) -> list[str]:
        lines = [f"n = {self.n}" + (f" ({self.n_missing} rows left out)" * bool(self.n_missing))]
        if self.weighting is not None:
            lines[0] += f", {self.weighting}"
        if self.uncertainty.has_formula:
            low, high = self.confidence_interval()
            known = math.isfinite(low) and math.isfinite(high)
            within = f", 95 % interval {low:.3g} to {high:.3g}" * known
            lines.insert(0, f"standard error {self.standard_error:.2g}{within}")
        return [*lines, f"estimator: {self.estimator}", *(f"warning: {w}" for w in self.warnings)]

    def __repr__(self) -> str:
        return "\n  ".join([f"{type(self).__name__}: {self.value:.4g} {self.unit}", *self._lines()])

    def _repr_html_(self) -> str:
        from mutually import html

        return html.result_html(self)


class ErrorBounds(NamedTuple):
    """The least error probability that any predictor can have, and one that the best reaches."""

    least: float
    reachable: float


@dataclass(frozen=True, eq=False, repr=False)
class MutualInformation(Result):
    """Mutual information of x and y, with what it means; see :class:`Result` for the rest.

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


@dataclass(frozen=True, eq=False, repr=False)
class Entropy(Result):
    """Entropy of a variable; see :class:`Result`.

    Attributes
    ----------
    kind : {"discrete", "continuous", "mixed"}
        What the variable was taken for; a continuous one has a differential entropy, which depends
        on its scale and can be negative; a vector of both kinds the sum of one entropy and the
        other given it.
    reason : str
        Why.
    given_kind, given_reason : str or None
        The same of the condition; None without one.
    """

    kind: str
    reason: str
    given_kind: str | None = None
    given_reason: str | None = None

    def _lines(self) -> list[str]:
        given = [f"given: {self.given_kind} ({self.given_reason})"] if self.given_kind else []
        return [f"{self.kind} ({self.reason})", *given, *super()._lines()]


@dataclass(frozen=True, eq=False, repr=False)
class RelativeEntropy(Result):
    """Relative entropy of two samples; see :class:`Result`.

    Attributes
    ----------
    n_y : int
        Rows of the second sample that were used; ``n`` is of the first.
    kind : {"discrete", "continuous", "mixed"}
        What the columns were taken for.
    reason : str
        Why.
    """

    n_y: int
    kind: str
    reason: str

    def _lines(self) -> list[str]:
        return [f"{self.kind} ({self.reason}), {self.n_y} rows of y", *super()._lines()]


@dataclass(frozen=True, eq=False, repr=False)
class OfSeveral(Result):
    """A value of several variables; see :class:`Result`.

    Attributes
    ----------
    kinds : tuple of str
        What the variables were taken for.
    """

    kinds: tuple[str, ...]

    def _lines(self) -> list[str]:
        return [", ".join(self.kinds), *super()._lines()]


class TotalCorrelation(OfSeveral):
    """What several variables tell about each other in all; see :class:`OfSeveral`."""


class InteractionInformation(OfSeveral):
    """What two of three variables tell together beyond what they tell apart."""


def normalize(value: float, target_entropy: float | None, nats: float = 1.0) -> float:
    """Return a value on the scale from 0 to 1 that fits the target (see MutualInformation)."""
    if target_entropy is None:
        return math.copysign(math.sqrt(-math.expm1(-2 * abs(value) * nats)), value)
    return value / target_entropy if target_entropy > 0 else math.nan
