"""Rankings and results with made-up numbers, for the tests of how they are shown."""

from __future__ import annotations

from typing import Any

from mutually.results.ranked import FrameMaker, RankedFeature, Ranking

FACTS = {
    "kind": "mixed", "normalized": 0.5, "n": 342, "estimator": "ksg", "warning": "",
    "reason": "values repeat",
}  # fmt: skip


def row(feature: Any, mi: float, **facts: Any) -> RankedFeature:
    """Make a feature of a ranking."""
    return RankedFeature(feature=feature, mi=mi, **{**FACTS, **facts})


def ranking(*rows: RankedFeature, unit: str = "nats", **facts: Any) -> Ranking:
    """Make a ranking; without ``alpha`` it is one without inference."""
    known = {
        "target": "species", "target_kind": "discrete", "n_rows": 344, "skipped": {},
        "warnings": (), "base": {"nats": None, "bits": 2.0}[unit], "make_frame": FrameMaker("dict"),
    }  # fmt: skip
    return Ranking(rows, **{**known, **facts})
