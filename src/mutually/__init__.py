"""How much does knowing X tell about Y? Mutual information for any table.

Public names load on first use, so that ``import mutually`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each public name lives. `__getattr__` imports the module when the name is first used.
_HOMES = {
    "Comparison": "comparison",
    "Entropy": "results.entropy",
    "ErrorBounds": "results.mutual_information",
    "Interaction": "results.selected",
    "InteractionInformation": "results.of_several",
    "LaggedInformation": "series.lagged",
    "MutualInformation": "results.mutual_information",
    "MutuallyError": "errors",
    "MutuallyWarning": "errors",
    "Network": "results.networks",
    "PairResult": "results.paired",
    "Pairwise": "results.paired",
    "RankedFeature": "results.ranked",
    "Ranking": "results.ranked",
    "RelativeEntropy": "results.entropy",
    "SelectedFeature": "results.selected",
    "Selection": "results.selected",
    "TotalCorrelation": "results.of_several",
    "TransferEntropy": "transfer",
    "compare": "comparison",
    "entropy": "entropies",
    "interaction_information": "several",
    "mutual_information": "information",
    "pairwise": "pairing",
    "plot_convergence": "plots",
    "plot_information": "plots",
    "plot_lags": "plots",
    "plot_network": "plots",
    "plot_pairwise": "plots",
    "plot_ranking": "plots",
    "plot_relation": "plots",
    "plot_selection": "plots",
    "rank": "ranking",
    "relative_entropy": "samples",
    "select": "selection",
    "total_correlation": "several",
    "transfer_entropy": "transfer",
}

__all__ = [
    "Comparison",
    "Entropy",
    "ErrorBounds",
    "Interaction",
    "InteractionInformation",
    "LaggedInformation",
    "MutualInformation",
    "MutuallyError",
    "MutuallyWarning",
    "Network",
    "PairResult",
    "Pairwise",
    "RankedFeature",
    "Ranking",
    "RelativeEntropy",
    "SelectedFeature",
    "Selection",
    "TotalCorrelation",
    "TransferEntropy",
    "__version__",
    "compare",
    "entropy",
    "interaction_information",
    "mutual_information",
    "pairwise",
    "plot_convergence",
    "plot_information",
    "plot_lags",
    "plot_network",
    "plot_pairwise",
    "plot_ranking",
    "plot_relation",
    "plot_selection",
    "rank",
    "relative_entropy",
    "select",
    "total_correlation",
    "transfer_entropy",
]

if TYPE_CHECKING:
    from mutually.comparison import Comparison, compare
    from mutually.entropies import entropy
    from mutually.errors import MutuallyError, MutuallyWarning
    from mutually.information import mutual_information
    from mutually.pairing import pairwise
    from mutually.plots import (
        plot_convergence,
        plot_information,
        plot_lags,
        plot_network,
        plot_pairwise,
        plot_ranking,
        plot_relation,
        plot_selection,
    )
    from mutually.ranking import rank
    from mutually.results.entropy import Entropy, RelativeEntropy
    from mutually.results.mutual_information import ErrorBounds, MutualInformation
    from mutually.results.networks import Network
    from mutually.results.of_several import InteractionInformation, TotalCorrelation
    from mutually.results.paired import PairResult, Pairwise
    from mutually.results.ranked import RankedFeature, Ranking
    from mutually.results.selected import Interaction, SelectedFeature, Selection
    from mutually.samples import relative_entropy
    from mutually.selection import select
    from mutually.series.lagged import LaggedInformation
    from mutually.several import interaction_information, total_correlation
    from mutually.transfer import TransferEntropy, transfer_entropy


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mutually' has no attribute {name!r}")
    value = getattr(import_module(f"mutually.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Public names, loaded or not."""
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
