"""Miller and Madow's correction of the plug-in entropy."""

from __future__ import annotations

from mutually.estimators.discrete.table import CountsOfCounts


def miller_madow(counts: CountsOfCounts) -> float:
    """Estimate an entropy by the plug-in value and the first term of its bias, in nats.

    The plug-in entropy, plus the number of levels seen less one, over twice the number of rows.

    It assumes independent rows, and that every level was seen: the first term of the bias is
    exact in the limit of many rows per level. It fails, towards too little, where levels are
    missing from the sample or have few rows each; the correction cannot exceed half a nat. It can
    exceed the log of the number of levels.

    References
    ----------
    Miller, "Note on the bias of information estimates", in Information Theory in Psychology
    (1955), which has no DOI. Paninski, "Estimation of entropy and mutual information", Neural
    Computation 15 (2003), doi:10.1162/089976603321780272, derives it and says where it fails.
    """
    if counts.n == 0:
        return 0.0
    return counts.plugin_entropy() + (counts.levels - 1) / (2 * counts.n)
