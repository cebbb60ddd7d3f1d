"""What the number of one feature means, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mutually.errors import MutuallyError
from mutually.report.correlations import Correlations, normal_information
from mutually.report.words import Sentence, listed, name_of
from mutually.units import nats_per_unit
from mutually.wording import decimals, interval, number, probability, readable, share

if TYPE_CHECKING:
    from mutually.results.mutual_information import MutualInformation
    from mutually.results.ranked import RankedFeature, Ranking
    from mutually.tables import Column


def found(row: RankedFeature, ranking: Ranking) -> bool | None:
    """Say whether a feature is more than chance; None without inference."""
    return None if ranking.alpha is None else bool(row.qvalue <= ranking.alpha)


def in_short(row: RankedFeature, ranking: Ranking) -> Sentence:
    """Say what part of the target a feature explains."""
    target = name_of(ranking.target)
    given = (" beyond ", *listed(ranking.given)) if ranking.given else ()
    part = share(row.normalized, ranking.target_kind)
    if not math.isfinite(row.normalized):
        return ("What part of ", target, " this explains is not known.")
    if found(row, ranking) is False:
        chance = f"; p = {probability(row.pvalue)}, q = {probability(row.qvalue)}."
        return ("No more than chance shows: nothing is found here", chance)
    if ranking.target_kind == "discrete":
        return (f"Knowing it removes {part} of the uncertainty (entropy) of ", target, *given, ".")
    return (
        "It tells as much about ", target, *given,
        f" as one normal column does about another at a correlation of {part}.",
    )  # fmt: skip


def how_sure(row: RankedFeature, ranking: Ranking) -> list[Sentence]:
    """Say how sure the value is, and which place the feature may truly have."""
    if ranking.alpha is None:
        return []
    places = decimals([row.mi, row.high])
    sentences: list[Sentence] = []
    within = interval(row.low, row.high, places).replace(" to ", " and ")
    if within:
        level = f"{100 * (1 - ranking.alpha):g} %"
        text = f"The true value lies between {within} {ranking.unit} with {level} confidence"
        if math.isfinite(row.noise_floor):
            floor = number(row.noise_floor, places)
            text += f"; a column that tells nothing stays below {floor} as often"
        sentences.append((text + ".",))
    if row.rank_low is not None and row.rank_high is not None:
        places_it_has = (
            f"Its place is {row.rank_low}" if row.rank_low == row.rank_high
            else f"Its true place is between {row.rank_low} and {row.rank_high}"
        )  # fmt: skip
        sentences.append((f"{places_it_has}, of {len(ranking)}.",))
    return sentences


def for_a_prediction(
    row: RankedFeature, ranking: Ranking, result: MutualInformation, target: Column
) -> Sentence | None:
    """Say what the value bounds: the error of any predictor that sees this feature alone."""
    if found(row, ranking) is False:
        return None
    beside = (" and ", *listed(ranking.given)) if ranking.given else ()
    try:
        if ranking.target_kind == "discrete":
            bounds = result.error_bounds()
            assert result.y.labels is not None
            blind = 1 - float(result.y.labels.counts.max()) / result.n
            return (
                "Whatever predicts ", name_of(ranking.target), " from it", *beside,
                f" alone errs in {_percent(bounds.least)} of the rows or more (Fano), and the best "
                f"that can be done errs in {_percent(bounds.reachable)} or less; always naming the "
                f"commonest errs in {_percent(blind)}.",
            )  # fmt: skip
        if ranking.target_kind == "continuous" and not ranking.given and target.family != "time":
            bound = math.sqrt(result.mean_squared_error_bound())
            spread = _spread(result)
            return (
                "Whatever predicts ", name_of(ranking.target),
                f" from it alone has a root mean squared error of {bound:.4g} or more; "
                f"always naming the mean has {spread:.4g}.",
            ) if bound < spread else None  # fmt: skip
    except MutuallyError:
        # The estimate carries no bound: it has a warning, or rows are too few. "How to read it"
        # says when a bound is given.
        return None
    return None


def beside_correlation(
    row: RankedFeature, ranking: Ranking, known: Correlations | None
) -> Sentence | None:
    """Say what part of the information a correlation would see."""
    # Neither a condition nor weights enter the coefficients.
    if known is None or not math.isfinite(known.pearson) or ranking.given or ranking.weight_type:
        return None
    r, rho = (number(v, 2).replace("-", "\N{MINUS SIGN}") for v in known)
    both = f"Pearson's correlation is {r}, Spearman's {rho}"
    numbers = "discrete" not in (row.kind, ranking.target_kind)
    floor = row.noise_floor if math.isfinite(row.noise_floor) else 0.0
    if not numbers or found(row, ranking) is False or not row.mi > max(floor, 0.0):
        return (both + ".",)
    nats = row.mi * nats_per_unit(ranking.base)
    parts = [normal_information(v) / nats for v in known]
    if min(parts) >= 0.9:
        return (f"{both}: they see all there is to see, which is close to a straight line.",)
    pearson, spearman = (f"{min(100 * part, 100):.0f} %" for part in parts)
    if pearson == spearman:
        return (f"{both}: correlation sees {pearson} of this.",)
    return (f"{both}: correlation sees {pearson} of this, correlation of ranks {spearman}.",)


def how_it_was_found(row: RankedFeature) -> Sentence:
    """Say what the column was taken for, and what was done."""
    method = f"; p-value by {row.pvalue_method}" if row.pvalue_method else ""
    reason = readable(row.reason, 200)
    lag = "" if row.lag is None else f"It tells most at lag {row.lag}, in rows of the table. "
    return (
        f"{lag}Taken for {row.kind} ({reason}). {row.n:,} rows, estimator {row.estimator}{method}.",
    )


def _spread(result: MutualInformation) -> float:
    values = getattr(result.y, "values", None)
    return float(np.std(values)) if values is not None else math.nan


def _percent(part: float) -> str:
    return f"{100 * part:.1f} %" if part < 0.1 else f"{100 * part:.0f} %"
