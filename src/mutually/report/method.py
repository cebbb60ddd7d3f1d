"""How the page was made, so that it can be repeated."""

from __future__ import annotations

import platform
import sys
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING

from mutually.wording import readable

if TYPE_CHECKING:
    from mutually.results.ranked import Ranking

# The package hands on the names of all modules, so a module does not import from it; it is loaded.
VERSION: str = sys.modules["mutually"].__version__


def method(ranking: Ranking) -> list[tuple[str, str]]:
    """Return what was done, as pairs of a word and what it was."""
    origin = ranking.origin
    facts = [("Rows", f"{ranking.n_rows:,}"), ("Weights", ranking.weight_type or "")]
    if origin is not None:
        asked = origin.asked
        facts += [
            ("Missing values", _MISSING.get(str(asked.get("missing")), "")),
            ("Seed", str(asked.get("rng", ""))),
            ("Neighbours (k)", str(asked.get("n_neighbors", ""))),
        ]
    counted = Counter(row.estimator for row in ranking)
    facts.append(("Estimators", _counted(counted)))
    if ranking.alpha is not None:
        tests = Counter(row.pvalue_method for row in ranking if row.pvalue_method)
        facts.append(("p-values", _counted(tests)))
        facts.append(("q-values", "Benjamini and Hochberg, over all features of the ranking"))
        facts.append(("Level", f"{100 * ranking.alpha:g} %"))
    numpy, scipy = version("numpy"), version("scipy")
    python = platform.python_version()
    facts.append(("Versions", f"mutually {VERSION}, NumPy {numpy}, SciPy {scipy}, Python {python}"))
    return [(word, readable(what)) for word, what in facts if what]


def _counted(names: Counter[str]) -> str:
    words = [f"{name} ({n:,})" for name, n in names.most_common()]
    return "; ".join(words[:8]) + f"; and {len(words) - 8} more" * (len(words) > 8)


_MISSING = {
    "drop": "each feature is ranked in the rows in which it and the target are known",
    "category": "missing is a level of its own",
    "raise": "none",
}
