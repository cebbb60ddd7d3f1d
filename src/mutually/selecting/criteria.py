"""Criteria of greedy selection: how much a column is worth beside those chosen already.

With Y the target, S the columns chosen so far and X a candidate, all criteria here are made of

    I(X;Y)      what X tells about the target, its relevance;
    I(X;Xj)     what X shares with a chosen Xj, their redundancy;
    I(X;Y|Xj)   what X tells beyond Xj.

The rest follows by the chain rule: I(X,Xj;Y) = I(Xj;Y) + I(X;Y|Xj), and I(X;Xj) - I(X;Xj|Y) =
I(X;Y) - I(X;Y|Xj). Brown, Pocock, Zhao & Luján, "Conditional likelihood maximisation: a unifying
framework for information theoretic feature selection", Journal of Machine Learning Research 13
(2012), show of which assumptions each criterion is the consequence.

Every function takes ``Terms`` of all m candidates and returns their m scores. With nothing chosen
the score is the relevance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Terms(NamedTuple):
    """What is known of m candidates beside s chosen columns; ``None`` where no criterion asks.

    Attributes
    ----------
    relevance : ndarray of shape (m,)
        I(X;Y).
    redundancy : ndarray of shape (m, s) or None
        I(X;Xj).
    beyond : ndarray of shape (m, s) or None
        I(X;Y|Xj).
    chosen : ndarray of shape (s,)
        I(Xj;Y).
    entropy : ndarray of shape (m, s) or None
        H(X,Xj,Y).
    beta : float
        The weight of redundancy in ``mifs``.
    """

    relevance: Array
    redundancy: Array | None
    beyond: Array | None
    chosen: Array
    entropy: Array | None = None
    beta: float = 1.0


def mim(terms: Terms) -> Array:
    """I(X;Y): the most informative columns, whatever they share (Lewis 1992)."""
    return terms.relevance


def mifs(terms: Terms) -> Array:
    """I(X;Y) - beta sum_j I(X;Xj) (Battiti 1994, doi:10.1109/72.298224)."""
    return terms.relevance - terms.beta * _sum(_of(terms.redundancy))


def mrmr(terms: Terms) -> Array:
    """I(X;Y) - mean_j I(X;Xj) (Peng, Long & Ding 2005, doi:10.1109/TPAMI.2005.159)."""
    return terms.relevance - _mean(_of(terms.redundancy))


def cife(terms: Terms) -> Array:
    """I(X;Y) - sum_j [I(X;Xj) - I(X;Xj|Y)] (Lin & Tang 2006, doi:10.1007/11744023_6)."""
    return terms.relevance - _sum(_shared(terms))


def jmi(terms: Terms) -> Array:
    """mean_j I(X;Y|Xj) (Yang & Moody 1999; Meyer & Bontempi 2006).

    It is sum_j I(X,Xj;Y) but for the factor |S| and the sum of I(Xj;Y), which all candidates share:
    the order of the candidates is the same, and the score says what X adds to one chosen column.
    """
    return _mean(_of(terms.beyond))


def jmim(terms: Terms) -> Array:
    """min_j I(X,Xj;Y) (Bennasar, Hicks & Setchi 2015, doi:10.1016/j.eswa.2015.07.007)."""
    return _least(terms.chosen + _of(terms.beyond))


def cmim(terms: Terms) -> Array:
    """min_j I(X;Y|Xj) (Fleuret 2004, Journal of Machine Learning Research 5)."""
    return _least(_of(terms.beyond))


def disr(terms: Terms) -> Array:
    """mean_j I(X,Xj;Y) / H(X,Xj,Y) (Meyer & Bontempi 2006, doi:10.1007/11732242_9)."""
    return _mean((terms.chosen + _of(terms.beyond)) / _of(terms.entropy))


def icap(terms: Terms) -> Array:
    """I(X;Y) - sum_j max(0, I(X;Xj) - I(X;Xj|Y)) (Jakulin 2005, PhD thesis, Ljubljana)."""
    return terms.relevance - _sum(np.maximum(_shared(terms), 0.0))


def _shared(terms: Terms) -> Array:
    """Return I(X;Xj) - I(X;Xj|Y), of what X tells about Y the part that Xj tells too."""
    return terms.relevance[:, None] - _of(terms.beyond)


def _sum(values: Array) -> Array:
    found: Array = values.sum(axis=1)
    return found


def _mean(values: Array) -> Array:
    found: Array = values.mean(axis=1)
    return found


def _least(values: Array) -> Array:
    found: Array = values.min(axis=1)
    return found


def _of(values: Array | None) -> Array:
    assert values is not None
    return values


class Criterion(NamedTuple):
    """A criterion, and which terms it is made of.

    Attributes
    ----------
    score : callable
    needs : frozenset of str
        Of "redundancy", "beyond" and "entropy".
    meaning : str
        The score in words, for people.
    centred : bool
        Whether a column of noise scores as often below zero as above: the score is a mean of
        informations, with nothing taken from it.
    """

    score: Callable[[Terms], Array]
    needs: frozenset[str]
    meaning: str
    centred: bool = False


def _criterion(score: Callable[[Terms], Array], meaning: str, *needs: str) -> Criterion:
    return Criterion(score, frozenset(needs), meaning)


METHODS = {
    "cife": _criterion(cife, "I(X;Y) less what each chosen one tells of it", "beyond"),
    "cmim": _criterion(cmim, "the least I(X;Y | a chosen one)", "beyond"),
    "disr": _criterion(disr, "mean of I(X, a chosen one; Y) / H", "beyond", "entropy"),
    "icap": _criterion(icap, "I(X;Y) less what chosen ones tell of it", "beyond"),
    "jmi": _criterion(jmi, "mean of I(X;Y | a chosen one)", "beyond")._replace(centred=True),
    "jmim": _criterion(jmim, "the least I(X, a chosen one; Y)", "beyond"),
    "mifs": _criterion(mifs, "I(X;Y) less beta times all I(X; a chosen one)", "redundancy"),
    "mim": _criterion(mim, "I(X;Y)"),
    "mrmr": _criterion(mrmr, "I(X;Y) less the mean of I(X; a chosen one)", "redundancy"),
}

# Methods whose gains, from the second step on, are ratios and have no unit.
RATIOS = frozenset({"disr"})

# The one method that is no sum of pairs: see ``conditional_greedy.py``.
GIVEN_ALL = "cmi"
MEANINGS = {GIVEN_ALL: "I(X;Y | all chosen)"} | {m: c.meaning for m, c in METHODS.items()}
