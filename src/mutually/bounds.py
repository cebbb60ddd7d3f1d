"""What an amount of information means for a prediction: bounds on the error of the best one.

Pure functions of numbers in nats. They are exact for the true conditional entropy; given an
estimate they are as good as it is. A conditional entropy that an estimate puts outside what is
possible (below 0, or above the log of the number of levels) is taken as the nearest possible one.
"""

from __future__ import annotations

import math

from mutually.errors import fail


def fano_error(conditional_entropy: float, levels: int) -> float:
    """Return the smallest error probability that any predictor of Y from X can have.

    Fano's inequality: with H_b the entropy of a yes or no, the error probability p of every
    predictor satisfies ``H_b(p) + p log(K - 1) >= H(Y|X)``. The left side grows with p up to
    ``(K - 1) / K``, so the smallest p solves the equation.

    Parameters
    ----------
    conditional_entropy : float
        H(Y|X) in nats.
    levels : int
        K, the number of levels of Y.

    Returns
    -------
    float
        Between 0 and (K - 1) / K; 0 where H(Y|X) <= 0. Not a number gives itself.

    Notes
    -----
    The bound is reached where the wrong levels are equally probable whatever X says; a binary
    symmetric channel is such a case. Elsewhere the best predictor errs more often.

    References
    ----------
    Fano, "Transmission of Information", MIT Press (1961). Cover & Thomas, "Elements of Information
    Theory", 2nd edition, theorem 2.10.1 (2006), doi:10.1002/047174882X.

    Examples
    --------
    A feature that leaves half a bit of a balanced yes or no open:

    >>> import math
    >>> round(fano_error(0.5 * math.log(2), 2), 3)
    0.11
    """
    _check_levels(levels)
    if math.isnan(conditional_entropy):
        return conditional_entropy
    low, high = 0.0, (levels - 1) / levels
    if conditional_entropy <= 0:
        return 0.0
    if conditional_entropy >= math.log(levels):
        return high
    # Halving until the two ends are neighbouring doubles needs at most some 1100 steps, for the
    # least entropies, and about 55 for common ones.
    while low < (middle := (low + high) / 2) < high:
        if _open_with_error(middle, levels) < conditional_entropy:
            low = middle
        else:
            high = middle
    return low


def surely_reachable_error(
    conditional_entropy: float, levels: int, largest_share: float | None = None
) -> float:
    """Return an error probability that the best predictor of Y from X surely reaches.

    The best predictor names the most probable level given X. Its error probability is at most
    half of H(Y|X) in bits. It is also at most that of one who always names the commonest level.

    Parameters
    ----------
    conditional_entropy : float
        H(Y|X) in nats.
    levels : int
        The number of levels of Y.
    largest_share : float, optional
        The share of rows that have the commonest level of Y. None takes 1 / levels, the least.

    Returns
    -------
    float
        Between 0 and ``1 - largest_share``. Not a number gives itself.

    Notes
    -----
    The bound is reached where X leaves at most two levels open and those are equally probable, or
    leaves none.

    References
    ----------
    Hellman & Raviv, "Probability of error, equivocation, and the Chernoff bound", IEEE
    Transactions on Information Theory 16 (1970), doi:10.1109/TIT.1970.1054466.

    Examples
    --------
    >>> import math
    >>> surely_reachable_error(0.5 * math.log(2), 2)
    0.25
    """
    _check_levels(levels)
    if math.isnan(conditional_entropy):
        return conditional_entropy
    share = 1 / levels if largest_share is None else largest_share
    return min(max(conditional_entropy, 0.0) / (2 * math.log(2)), 1 - share)


def smallest_mean_squared_error(conditional_entropy: float) -> float:
    """Return the smallest mean squared error that any predictor of a scalar Y from X can have.

    ``exp(2 h(Y|X)) / (2 pi e)``, in the square of the unit of Y: among the densities of a given
    variance the normal one has the largest entropy.

    Parameters
    ----------
    conditional_entropy : float
        The differential entropy h(Y|X) in nats, of Y as it was measured: unlike mutual
        information it changes with the unit of Y and with every transform.

    Returns
    -------
    float
        0 where h(Y|X) is minus infinity. Not a number gives itself.

    Notes
    -----
    The bound is reached where Y given X is normal with the same variance for every X.

    References
    ----------
    Cover & Thomas, "Elements of Information Theory", 2nd edition, theorem 8.6.6 and its corollary
    (2006), doi:10.1002/047174882X.

    Examples
    --------
    A normal variable with a variance of 4, of which X says nothing:

    >>> import math
    >>> h = 0.5 * math.log(2 * math.pi * math.e * 4)
    >>> round(smallest_mean_squared_error(h), 12)
    4.0
    """
    # Above this exponent the square overflows; no data has such an entropy, but sums may.
    exponent = 2 * conditional_entropy - math.log(2 * math.pi) - 1
    return math.exp(exponent) if not exponent > 709 else math.inf


def _open_with_error(p: float, levels: int) -> float:
    """Return the largest entropy that an error probability p can leave, for 0 < p < 1."""
    return -p * math.log(p) - (1 - p) * math.log1p(-p) + p * math.log(levels - 1)


def _check_levels(levels: int) -> None:
    if levels < 2:
        fail("levels", "must be at least 2: a variable of one level has nothing to predict", levels)
