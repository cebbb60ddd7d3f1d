"""Rankings, pairs and results as text for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from mutually.series.lagged import LaggedInformation

if TYPE_CHECKING:
    from mutually.results.mutual_information import MutualInformation
    from mutually.results.paired import PairResult, Pairwise
    from mutually.results.ranked import Ranking
    from mutually.results.selected import Selection

# The package hands on the names of all modules, so a module does not import from it; it is loaded.
VERSION: str = sys.modules["mutually"].__version__


def ranking_json(ranking: Ranking, top: int | None = None) -> str:
    """Write a ranking as one JSON object; names that are not strings become strings.

    Keys: version, target, target_kind, given, n_rows, unit, alpha, features (a list of objects,
    best first), skipped (name to reason), warnings. A number that is not finite is null.
    """
    features = [
        {"feature": str(row.feature)} | _facts(row, ranking.columns[1:])
        for row in list(ranking)[:top]
    ]
    return _dumps(
        target=str(ranking.target),
        target_kind=ranking.target_kind,
        given=[str(name) for name in ranking.given],
        n_rows=ranking.n_rows,
        unit=ranking.unit,
        alpha=ranking.alpha,
        features=features,
        skipped={str(name): reason for name, reason in ranking.skipped.items()},
        warnings=list(ranking.warnings),
    )


def ranking_csv(ranking: Ranking, top: int | None = None) -> str:
    """Write the columns of ``Ranking.to_frame`` as CSV, best feature first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ranking.columns)
    for row in list(ranking)[:top]:
        facts = (getattr(row, column) for column in ranking.columns[1:])
        writer.writerow([str(row.feature), *facts])
    return text.getvalue()


def selection_json(selection: Selection) -> str:
    """Write a selection as one JSON object; names that are not strings become strings.

    Keys: version, target, target_kind, method, n_rows, unit, features (a list of objects in order
    of choice), interactions, skipped (name to reason), warnings. A number that is not finite is
    null.
    """
    return _dumps(
        target=str(selection.target),
        target_kind=selection.target_kind,
        method=selection.method,
        n_rows=selection.n_rows,
        unit=selection.unit,
        features=[
            {"feature": str(row.feature)} | _facts(row, selection.columns[1:]) for row in selection
        ],
        interactions=[
            {"features": [str(name) for name in pair.features]}
            | _facts(pair, ("synergy", "together", "pvalue", "qvalue"))
            for pair in selection.interactions
        ],
        skipped={str(name): reason for name, reason in selection.skipped.items()},
        warnings=list(selection.warnings),
    )


def selection_csv(selection: Selection) -> str:
    """Write the columns of ``Selection.to_frame`` as CSV, in order of choice."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(selection.columns)
    for row in selection:
        facts = (getattr(row, column) for column in selection.columns[1:])
        writer.writerow([str(row.feature), *facts])
    return text.getvalue()


def pairwise_json(pairs: Pairwise, top: int | None = None) -> str:
    """Write all pairs as one JSON object; names that are not strings become strings.

    Keys: version, columns (name, kind, entropy), n_rows, n_pairs, unit, alpha, pairs (a list of
    objects, best first), skipped (name to reason), warnings. A number that is not finite is null.
    """
    columns = [
        {"name": str(name), "kind": kind, "entropy": _plain(entropy)}
        for name, kind, entropy in zip(
            pairs.names, pairs.kinds, pairs.entropies.tolist(), strict=True
        )
    ]
    return _dumps(
        columns=columns,
        n_rows=pairs.n_rows,
        n_pairs=pairs.n_pairs,
        unit=pairs.unit,
        alpha=pairs.alpha,
        pairs=[
            {"x": str(row.x), "y": str(row.y)} | _facts(row, pairs.columns[2:])
            for row in _best(pairs, top)
        ],
        skipped={str(name): reason for name, reason in pairs.skipped.items()},
        warnings=list(pairs.warnings),
    )


def pairwise_csv(pairs: Pairwise, top: int | None = None) -> str:
    """Write the columns of the long ``Pairwise.to_frame`` as CSV, best pair first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(pairs.columns)
    for row in _best(pairs, top):
        facts = (getattr(row, column) for column in pairs.columns[2:])
        writer.writerow([str(row.x), str(row.y), *facts])
    return text.getvalue()


def _best(pairs: Pairwise, top: int | None) -> Sequence[PairResult]:
    return pairs.best(len(pairs) if top is None else top)


def information_json(
    result: MutualInformation, names: tuple[str, str], given: Sequence[str] = ()
) -> str:
    """Write the mutual information of two named variables as one JSON object."""
    x, y = names
    facts = _facts(result, ("value", "unit", "n", "n_missing", "estimator", "normalized"))
    facts |= _facts(result, ("x_kind", "y_kind", "entropy_x", "entropy_y"))
    facts |= _facts(result, ("standard_error", "pvalue", "pvalue_method", "noise_floor"))
    facts |= _facts(result.confidence_interval(), ("low", "high"))
    if isinstance(result, LaggedInformation):
        facts["lag"] = result.lag
        facts["lags"] = [_facts(point, point._fields) for point in result.profile]
    if result.weighting is not None:
        facts |= {"weight_type": result.weighting.kind, **_facts(result, ("n_effective",))}
    return _dumps(x=x, y=y, given=list(given), **facts, warnings=list(result.warnings))


def _facts(source: object, names: Iterable[str]) -> dict[str, Any]:
    """Read attributes as values that JSON knows."""
    return {name: _plain(getattr(source, name)) for name in names}


def _plain(value: Any) -> str | int | float | None:
    """Return a number as JSON knows it, NumPy's as well, and anything else as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    return str(value)


def _dumps(**facts: Any) -> str:
    """Write an object that names the version that wrote it."""
    text = json.dumps({"version": VERSION, **facts}, indent=2, ensure_ascii=False, allow_nan=False)
    return text + "\n"
