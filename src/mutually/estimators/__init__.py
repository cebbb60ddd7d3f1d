"""Estimators by name: one paper, one function, one file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mutually.estimators.estimate import Estimate


class Entry(NamedTuple):
    """What an estimator serves, and where it is.

    Attributes
    ----------
    serves : {"any", "discrete", "continuous", "one discrete"}
        The kinds of x and y; "one discrete" is with one of them discrete and the other continuous.
    given : bool
        Whether it takes a condition.
    form : str
        What the function is given (see ``pairs.py``): a "table" of labels; "numbers", "apart" or
        "atoms" as points; a "model" of matrices of scores; "values"; "classes".
    home : str
        The module under ``mutually.estimators`` that holds the function of the estimator's name.
    paper : str
        Where it is from.
    """

    serves: str
    given: bool
    form: str
    home: str
    paper: str


def load(name: str) -> Callable[..., Estimate]:
    """Return the function of an estimator of information."""
    home = import_module(f"mutually.estimators.{INFORMATION[name].home}")
    function: Callable[..., Estimate] = getattr(home, name)
    return function


# Which estimator of information serves which kinds, of scalars and of vectors. "any" includes mixed
# variables.
INFORMATION = {
    "auto": Entry("any", True, "", "", "chain rule; the defaults of each kind within"),
    "chance_corrected": Entry(
        "discrete", True, "table", "discrete.chance_corrected", "ours; Vinh 2010, Chao 2013 within"
    ),
    "chao_shen": Entry("discrete", True, "entropies", "discrete.chao_shen", "Chao & Shen 2003"),
    "chao_wang_jost": Entry(
        "discrete", True, "entropies", "discrete.chao_wang_jost", "Chao, Wang & Jost 2013"
    ),
    "classifiers": Entry(
        "one discrete", False, "classes", "classifiers", "cross-fitted; van der Laan 2007 within"
    ),
    "copula_residual": Entry(
        "continuous", True, "model", "models.copula_residual", "ours; Kraskov 2004 within"
    ),
    "frenzel_pompe": Entry(
        "any", True, "apart", "neighbours.frenzel_pompe", "Frenzel & Pompe 2007"
    ),
    "gao": Entry("any", False, "atoms", "neighbours.gao", "Gao, Kannan, Oh & Viswanath 2017"),
    "gaussian": Entry("continuous", True, "values", "models.gaussian", "Misra 2005 within"),
    "gaussian_copula": Entry(
        "continuous", True, "model", "models.gaussian_copula", "Ince et al. 2017"
    ),
    "grassberger": Entry("discrete", True, "entropies", "discrete.grassberger", "Grassberger 2003"),
    "k_ensemble": Entry("any", True, "apart", "neighbours.k_ensemble", "Moon et al. 2021"),
    "ksg": Entry(
        "continuous", False, "numbers", "neighbours.ksg", "Kraskov, Stögbauer & Grassberger 2004"
    ),
    "ksg2": Entry(
        "continuous", False, "numbers", "neighbours.ksg2", "Kraskov, Stögbauer & Grassberger 2004"
    ),
    "mesner_shalizi": Entry(
        "any", True, "atoms", "neighbours.mesner_shalizi", "Mesner & Shalizi 2021"
    ),
    "miller_madow": Entry("discrete", True, "entropies", "discrete.miller_madow", "Miller 1955"),
    "mixture_residual": Entry(
        "continuous", True, "model", "models.mixture_residual", "ours; Kraskov 2004 within"
    ),
    "nsb": Entry("discrete", True, "entropies", "discrete.nsb", "Nemenman, Shafee & Bialek 2002"),
    "partition": Entry(
        "continuous", True, "model", "models.partition", "ours; Kraskov 2004 within"
    ),
    "plugin": Entry("discrete", True, "entropies", "discrete.plugin", "Shannon 1948"),
    "ross": Entry("one discrete", False, "classes", "neighbours.ross", "Ross 2014"),
    "shrinkage": Entry(
        "discrete", True, "entropies", "discrete.shrinkage", "Hausser & Strimmer 2009"
    ),
    "shuffle_gated": Entry(
        "discrete", True, "table", "discrete.shuffle_gated", "Chao, Wang & Jost 2013 within"
    ),
    "t_copula": Entry("continuous", True, "model", "models.t_copula", "Demarta & McNeil 2005"),
}


class EntropyEntry(NamedTuple):
    """What an estimator of entropy serves."""

    serves: str
    paper: str


ENTROPY = {
    "auto": EntropyEntry("any", "chao_wang_jost with a bound for discrete, spacing for continuous"),
    "chao_shen": EntropyEntry("discrete", "Chao & Shen 2003"),
    "chao_wang_jost": EntropyEntry("discrete", "Chao, Wang & Jost 2013"),
    "grassberger": EntropyEntry("discrete", "Grassberger 2003"),
    "kozachenko_leonenko": EntropyEntry("continuous", "Kozachenko & Leonenko 1987"),
    "miller_madow": EntropyEntry("discrete", "Miller 1955"),
    "nsb": EntropyEntry("discrete", "Nemenman, Shafee & Bialek 2002"),
    "plugin": EntropyEntry("discrete", "Shannon 1948"),
    "shrinkage": EntropyEntry("discrete", "Hausser & Strimmer 2009"),
    "spacing": EntropyEntry("continuous", "Vasicek 1976"),
}
