"""Transfer entropy: what the past of one series tells about the next step of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mutually import estimators
from mutually.errors import fail
from mutually.estimators.neighbours.transforms import check_transform
from mutually.exchange import check_testing, read_rows, with_rows
from mutually.inference.uncertainty import PairUncertainty
from mutually.information import warn
from mutually.pairs import conditional_entropy_of_labels, estimate_pair
from mutually.parameters import check_parameters, forced_kind, resolve_seed
from mutually.reading import each_kind, read_variable, same_rows
from mutually.results.mutual_information import MutualInformation
from mutually.series.embedding import embed
from mutually.series.lags import FEWEST_PAIRS, Series
from mutually.threads import resolve_workers
from mutually.units import check_base, nats_per_unit
from mutually.variables import Labels
from mutually.vectors import join

# Neighbours in several dimensions are worth threads from so many rows on.
_ROWS_FOR_THREADS = 1000


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class TransferEntropy(MutualInformation):
    """What the past of x tells about the next row of y beyond y's own past.

    A :class:`mutually.MutualInformation` of the rows of x before and of y, given those of y before.
    ``normalized`` is, of a discrete y, the fraction of what its own past leaves open; ``local`` are
    the local transfer entropies (Lizier 2008), in the order of the series.

    Attributes
    ----------
    lag : int
        Rows from the last row of x that is looked at to that of y.
    history : tuple of two int
        How many rows of x and of y are looked at.
    """

    lag: int
    history: tuple[int, int]

    def _lines(self) -> list[str]:
        of_x, of_y = self.history
        rows = [f"{of_x} row{'s' * (of_x != 1)} of x up to {self.lag} before",
                f"given {of_y} row{'s' * (of_y != 1)} of y before"]  # fmt: skip
        return [", ".join(rows), *super()._lines()]


def transfer_entropy(
    x: Any,
    y: Any,
    *,
    lag: int = 1,
    history: int | Sequence[int] = 1,
    given: Any = None,
    estimator: str = "auto",
    discrete: bool | Sequence[Any] | None = None,
    missing: str = "drop",
    n_neighbors: int = 3,
    transform: str | None = "normal_scores",
    base: float | None = None,
    n_permutations: int = 1000,
    alpha: float = 0.05,
    blocks: Any = None,
    time: Any = None,
    n_jobs: int | None = None,
    rng: int | np.random.Generator | None = 0,
) -> TransferEntropy:
    """Estimate the transfer entropy from x to y, two series with the same times.

    I(y[t]; x[t-lag], ..., x[t-lag-k+1] | y[t-1], ..., y[t-l]), what the past of x tells about the
    next row of y that y's own past does not. It has a direction, and is 0 where x follows y alone.

    Parameters
    ----------
    x, y : array-like of shape (n,) or (n, d), or a table
        The source and the target, in the order of time, as for :func:`mutually.mutual_information`;
        a vector counts as one state.
    lag : int
        Rows from x to y, 1 or more. y's own past always begins one row before.
    history : int or (int, int)
        How many rows of the past to look at, k and l above: of x and of y, or of both. Where y
        remembers more rows than l, what x seems to tell may be y's own past.
    given : as x, optional
        Other series whose row before, t-1, is known too.
    estimator, discrete, missing, n_neighbors, transform, base, alpha, n_jobs, rng
        As for :func:`mutually.mutual_information`. Times with a missing value among their rows are
        left out.
    n_permutations : int
        The most shifts that are made for ``pvalue``; where the answer is clear they end earlier.
    blocks : array-like of shape (n,), optional
        Several series: the past does not reach from one into another.
    time : True or array-like of shape (n,), optional
        Times of the rows, to make sure that they are in order and evenly spaced. Without them the
        rows are taken so.

    Returns
    -------
    TransferEntropy
        The value in nats, or the unit of ``base``, with all that a result of
        :func:`mutually.mutual_information` has. ``pvalue`` shifts the past of x in a circle against
        y and its past: x keeps its relation to itself, and loses that to y. The standard error is
        from stretches of the series.

    Raises
    ------
    MutuallyError
        If the series cannot be used: lengths differ, times are not sorted or not evenly spaced,
        the history is longer than the series, or a parameter is out of range.

    Notes
    -----
    It is no proof of a cause: a third series that drives both, x earlier, shows as well, unless it
    is ``given``. For normal variables it is half of Granger's statistic (Barnett 2009).

    How often the test finds something where nothing is stands in studies/transfer_entropy.md.

    References
    ----------
    Schreiber, "Measuring information transfer", Physical Review Letters 85 (2000),
    doi:10.1103/PhysRevLett.85.461. Wibral et al., "Measuring information-transfer delays", PLoS ONE
    8 (2013), doi:10.1371/journal.pone.0055809, for the lag. Barnett, Barrett & Seth, Physical
    Review Letters 103 (2009), doi:10.1103/PhysRevLett.103.238701. Lizier, Prokopenko & Zomaya,
    Physical Review E 77 (2008), doi:10.1103/PhysRevE.77.026110.

    Examples
    --------
    >>> import numpy as np
    >>> import mutually as mu
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=1000)
    >>> y = 0.6 * np.roll(x, 1) + 0.8 * rng.normal(size=1000)  # the truth is 0.223 nats
    >>> forth, back = mu.transfer_entropy(x, y), mu.transfer_entropy(y, x)
    >>> f"{forth.value:.1f} {abs(back.value):.1f}", forth.pvalue < 0.01, back.pvalue < 0.01
    ('0.2 0.0', True, False)
    """
    base = check_base(base)
    nats = nats_per_unit(base)
    workers = resolve_workers(n_jobs)
    of_x, of_y = _check_history(history)
    if not _is_whole(lag) or lag < 1:
        fail("lag", "must be a whole number of rows from 1 on", repr(lag), "lag=1")
    names = ["x", "y"] if given is None else ["x", "y", "given"]
    kinds = each_kind(discrete, names)
    check_parameters(estimator, estimators.INFORMATION, missing, n_neighbors)
    if not estimators.INFORMATION[estimator].given:
        fail("estimator", "must be one that takes a condition", repr(estimator),
             'estimator="auto" serves all kinds')  # fmt: skip
    check_transform(transform)
    testing = check_testing("auto", n_permutations, alpha)
    read = [
        read_variable(data, name, forced_kind(estimator, kind), missing)
        for data, name, kind in zip((x, y, given), names, kinds, strict=False)
    ]
    same_rows(names, read)
    testing = with_rows(testing, *read_rows(blocks, time, read[0].n), shifted=True)
    series = Series.of(read[0].n, testing.blocks)
    _check_reach(series, max(lag + of_x - 1, of_y))

    source, target, *others = map(series.ordered, read)
    parts = [(source, range(lag, lag + of_x)), (target, [0]), (target, range(1, of_y + 1))]
    parts += [(other, [1]) for other in others]
    embedded, times, n_times = embed(series, parts)
    past, now, own, *rest = embedded
    if now.n <= 2 * n_neighbors + 1:
        fail(", ".join(names), f"must have more than {2 * n_neighbors + 1} times at which all rows "
             "of the history are known", now.n)  # fmt: skip
    condition = join("past", [own, *rest])
    how: dict[str, Any] = {
        "estimator": estimator,
        "n_neighbors": n_neighbors,
        "transform": transform,
        "seed": resolve_seed(rng),
        "workers": workers if now.n >= _ROWS_FOR_THREADS else 1,
    }
    found = estimate_pair(past, now, condition, **how)
    labels = None if series.codes is None else series.blocks()
    testing = replace(
        testing, blocks=labels and Labels(labels.codes[times], labels.size), own_past=True
    )
    uncertainty = PairUncertainty.of(found, (past, now, condition), how, testing)
    warn(found.warnings + uncertainty.cannot_show)

    def entropy(variable: Any) -> float | None:
        options = {"seed": how["seed"], "workers": how["workers"]}
        known = conditional_entropy_of_labels(variable, condition, estimator, **options)
        return None if known is None else known / nats

    return TransferEntropy(
        value=found.value / nats,
        base=base,
        n=now.n,
        n_missing=n_times - now.n,
        estimator=found.method,
        warnings=found.warnings + uncertainty.cannot_show,
        local_nats=found.local,
        x_kind=past.kind,
        y_kind=now.kind,
        x_reason=past.reason,
        y_reason=now.reason,
        entropy_x=entropy(past),
        entropy_y=entropy(now),
        y=now,
        uncertainty=uncertainty,
        given_kind=condition.kind,
        given_reason=condition.reason,
        lag=int(lag),
        history=(of_x, of_y),
    )


def _check_history(history: Any) -> tuple[int, int]:
    both = (history, history) if _is_whole(history) else history
    if not isinstance(both, Sequence) or len(both) != 2 or not all(map(_is_whole, both)):
        rule = "must be a whole number of rows, or two: of x and of y"
        fail("history", rule, repr(history), "history=(1, 2)")
    if min(both) < 1:
        fail("history", "must be 1 row or more", repr(history), "history=1")
    return int(both[0]), int(both[1])


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _check_reach(series: Series, reach: int) -> None:
    """Refuse a past that reaches beyond the series."""
    longest = series.longest
    left = series.pairs_at(-reach)
    if left < FEWEST_PAIRS:
        what = "series" if series.codes is None else "longest series"
        fail("lag and history", f"must leave {FEWEST_PAIRS} times at least",
             f"{left}: {reach} rows back, and {longest} rows in the {what}")  # fmt: skip
