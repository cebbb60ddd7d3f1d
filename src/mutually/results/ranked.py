"""What a ranking is: features in order, with what is known of each."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mutually.results.named_rows import NamedRows
from mutually.units import unit_name

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from mutually.results.origin import Origin

COLUMNS = ("feature", "kind", "mi", "normalized", "n", "estimator", "warning", "reason")
INFERENCE = ("standard_error", "low", "high", "pvalue", "qvalue", "noise_floor", "rank_low",
             "rank_high", "pvalue_method")  # fmt: skip


@dataclass(frozen=True, eq=False)
class RankedFeature:
    """What one column tells about the target.

    Attributes
    ----------
    feature : Hashable
        The column's name.
    kind : {"discrete", "continuous", "mixed"}
        What it was taken for, and ``reason`` why.
    mi : float
        Its mutual information with the target, in the ranking's unit.
    normalized : float
        See :class:`mutually.MutualInformation`.
    n : int
        Rows in which both the feature and the target are known, or all where missing is a level.
    estimator : str
        What was done.
    warning : str
        What to know before the value is trusted; empty if nothing.
    standard_error : float
        The standard deviation that ``mi`` would have over samples like this one; nan, as all that
        follows, where the ranking is without inference.
    low, high : float
        The 95 % interval (or that of the ranking's alpha) of the true value.
    pvalue : float
        The probability of as large an estimate where the feature tells nothing about the target;
        ``pvalue_method`` says how it was found.
    qvalue : float
        The p-value corrected for the number of features: of those with a q-value of at most 5 %,
        at most 5 % are expected to tell nothing.
    family_wise_pvalue : float
        The probability that any of the features shows as much where none tells anything; nan unless
        it was asked for.
    noise_floor : float
        What ``mi`` reaches by chance with probability alpha where the feature tells nothing.
    rank_low, rank_high : int or None
        Between which places the feature truly lies, for all features together with confidence
        1 - alpha.
    lag : int or None
        Rows by which the feature is earlier than the target at the lag at which it tells most; None
        in a ranking without lags. All values are of this lag, but for ``pvalue``, ``qvalue`` and
        ``noise_floor``, which are of the best of all lags.
    n_effective : float
        How many rows of equal weight have means as sure; nan without weights.
    """

    feature: Hashable
    kind: str
    mi: float
    normalized: float
    n: int
    estimator: str
    warning: str
    reason: str
    standard_error: float = math.nan
    low: float = math.nan
    high: float = math.nan
    pvalue: float = math.nan
    qvalue: float = math.nan
    family_wise_pvalue: float = math.nan
    noise_floor: float = math.nan
    rank_low: int | None = None
    rank_high: int | None = None
    pvalue_method: str = ""
    lag: int | None = None
    n_effective: float = math.nan

    def __eq__(self, other: object) -> bool:
        """Compare what is shown; a share that is nan equals itself."""
        return repr(self) == repr(other) if isinstance(other, RankedFeature) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.feature, self.kind, self.mi, self.n))


class Ranking(NamedRows[RankedFeature]):
    """Features in order of what they tell about the target, best first.

    ``ranking[0]`` is the best feature and ``ranking["name"]`` that of a name; where names are
    themselves whole numbers, ``ranking.feature(3)`` is the one called 3.

    Attributes
    ----------
    target : Hashable
        The target's name, and ``target_kind`` what it was taken for.
    given : tuple of Hashable
        The columns of the condition; empty without one.
    n_rows : int
        Rows of the table.
    base, unit
        Of the values: None and "nats", 2 and "bits", ...
    skipped : dict
        Name -> why the column was set aside: it names or counts the rows, has one value, ...
    warnings : tuple of str
        What concerns the whole table.
    alpha : float or None
        The level of the intervals, noise floors and discoveries; None without inference.
    lags : tuple of int or None
        The lags that were looked at; None without.
    weight_type : str or None
        What the weights of the rows mean, if there are any.
    origin : Origin or None
        What was asked of :func:`mutually.rank` and, until it is pickled, the table, which
        :meth:`report` reads again.
    """

    _absent = "is not ranked"

    def __init__(
        self,
        rows: Sequence[RankedFeature],
        *,
        target: Hashable,
        target_kind: str,
        n_rows: int,
        base: float | None,
        skipped: Mapping[Hashable, str],
        warnings: tuple[str, ...],
        make_frame: Callable[[Mapping[str, Any]], Any],
        given: Sequence[Hashable] = (),
        alpha: float | None = None,
        family_wise: bool = False,
        lags: Sequence[int] | None = None,
        weight_type: str | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.weight_type = weight_type
        self._rows = tuple(rows)
        self.target = target
        self.target_kind = target_kind
        self.given = tuple(given)
        self.alpha = alpha
        self.lags = None if lags is None else tuple(lags)
        self._family_wise = family_wise
        self.n_rows = n_rows
        self.base = base
        self.skipped = dict(skipped)
        self.warnings = warnings
        self._make_frame = make_frame
        self.origin = origin

    @property
    def unit(self) -> str:
        """The unit of the values."""
        return unit_name(self.base)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is known of each feature: the columns of ``to_frame``."""
        lag = ("lag",) * (self.lags is not None)
        at_first = (*COLUMNS[:3], *lag)
        of_rows: tuple[str, ...] = COLUMNS[3:]
        if self.weight_type is not None:
            place = of_rows.index("n") + 1
            of_rows = (*of_rows[:place], "n_effective", *of_rows[place:])
        if self.alpha is None:
            return (*at_first, *of_rows)
        added = (*INFERENCE[:5], *["family_wise_pvalue"] * self._family_wise, *INFERENCE[5:])
        return (*at_first, *added, *of_rows)

    @property
    def discoveries(self) -> tuple[RankedFeature, ...]:
        """The features with a q-value of at most alpha, best first; none without inference."""
        if self.alpha is None:
            return ()
        return tuple(row for row in self._rows if row.qvalue <= self.alpha)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ranking):
            return NotImplemented
        return repr(self.to_dict()) == repr(other.to_dict())

    def __hash__(self) -> int:
        return hash((self.target, self._rows))

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain Python objects; names that are none become strings."""
        return {
            "target": plain_name(self.target),
            "target_kind": self.target_kind,
            "given": [plain_name(name) for name in self.given],
            "n_rows": self.n_rows,
            "base": self.base,
            "unit": self.unit,
            "alpha": self.alpha,
            **({} if self.lags is None else {"lags": list(self.lags)}),
            **({} if self.weight_type is None else {"weight_type": self.weight_type}),
            "features": [
                {
                    **{name: getattr(row, name) for name in self.columns},
                    "feature": plain_name(row.feature),
                }
                for row in self._rows
            ],
            "skipped": {plain_name(name): reason for name, reason in self.skipped.items()},
            "warnings": list(self.warnings),
        }

    def plot(self, *, ax: Axes | None = None, top: int | None = None) -> Axes:
        """Draw the features as bars; see :func:`mutually.plot_ranking`."""
        from mutually.plots import plot_ranking

        return plot_ranking(self, ax=ax, top=top)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        table: Any = None,
        pictures: bool = True,
        panels: int = 50,
        title: str | None = None,
        date: str | None = None,
    ) -> Path:
        """Write the ranking as one HTML page that explains it; it opens without a network.

        Parameters
        ----------
        path : str or path
            The file to write, "report.html".
        table : dataframe, dict, ndarray, str or path, optional
            The table that was ranked. It is needed for the pictures of a ranking that was unpickled
            or deep-copied; any other remembers its own.
        pictures : bool
            Whether to look at the columns again: distributions, relations, entropies, bounds on the
            error of a prediction, and which columns repeat each other. Without them the page has
            what the ranking itself holds, and no value of the table.
        panels : int
            So many features, the best, have a bar and a panel of their own; all are in the table.
        title : str, optional
            The heading, instead of "What tells about ...?".
        date : str, optional
            What to write as the date; without it there is none, and the same ranking of the same
            data makes the same bytes.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        MutuallyError
            Where the file cannot be written, the table is no longer known or is not the one that
            was ranked, a parameter is out of range, or jinja2 is not installed.

        Notes
        -----
        Each feature that has a panel is estimated once more, which must give its value again: a
        table that has changed since is an error. Pictures are of 20,000 rows at most, drawn by a
        hash of the row's number, and pairs of features are estimated from 5,000 of them; the page
        says so. A ranking with lags has no pictures. Nothing in the page is loaded from elsewhere,
        and a content security policy holds it to that.

        Examples
        --------
        >>> import tempfile
        >>> import mutually as mu
        >>> ranking = mu.rank("penguins", target="species")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = ranking.report(f"{folder}/report.html").read_text(encoding="utf-8")
        >>> len(page) < 100_000, "https://" in page
        (True, False)
        """
        from mutually.report import write_report

        return write_report(
            self, path, table=table, pictures=pictures, panels=panels, title=title, date=date
        )

    def __repr__(self) -> str:
        from mutually.results.text import ranking_text

        return ranking_text(self)

    def _repr_html_(self) -> str:
        from mutually.results.html import ranking_html

        return ranking_html(self)


@dataclass(frozen=True)
class FrameMaker:
    """Makes frames of the caller's kind; of a class of its own so that rankings pickle."""

    kind: str

    def __call__(self, data: Mapping[str, Any]) -> Any:
        """Make a frame of columns."""
        from mutually.tables.frames import make_frame

        return make_frame(self.kind, data)


def plain_name(name: Hashable) -> Hashable:
    """Return a name as JSON knows it: any object that is none of its own as text."""
    return name if isinstance(name, str | int | float | bool) else str(name)
