"""The parts that the entropies of three variables have in common, two by two and all three."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from mutually.errors import fail
from mutually.pairs import conditional_entropy_of_labels, drop_missing, estimate_pair
from mutually.reading import each_kind, read_variable, same_rows
from mutually.units import check_base, nats_per_unit
from mutually.vectors import join

# The two others of each variable, and the third of each pair.
_PAIRS = ((0, 1, 2), (0, 2, 1), (1, 2, 0))


class ThreeParts(NamedTuple):
    """The seven parts of the entropies of three variables.

    Attributes
    ----------
    own : tuple of three float or None
        H(X|Y,Z), H(Y|X,Z), H(Z|X,Y); None where a variable holds numbers, which have no entropy.
    shared : tuple of three float
        I(X;Y|Z), I(X;Z|Y), I(Y;Z|X): what two share and the third does not.
    common : float
        I(X;Y) - I(X;Y|Z), what all three share: negative where two tell about the third only
        together. The mean of its three forms, which estimates do not make equal; that of
        :func:`mutually.interaction_information` with the other sign.
    kinds : tuple of three str
        What the variables were taken for.
    n : int
        The rows in which all three are known.
    estimators : tuple of str
        What estimated the parts.
    warnings : tuple of str
        Of all estimates.
    """

    own: tuple[float | None, float | None, float | None]
    shared: tuple[float, float, float]
    common: float
    kinds: tuple[str, str, str]
    n: int
    estimators: tuple[str, ...]
    warnings: tuple[str, ...]


def parts_of_three(
    x: Any, y: Any, z: Any, *, discrete: Any = None, base: float | None = None
) -> ThreeParts:
    """Estimate what three variables share, in the rows in which all are known.

    Parameters
    ----------
    x, y, z : as for :func:`mutually.interaction_information`
    discrete, base : optional
        As there.

    Returns
    -------
    ThreeParts
        In nats, or the unit of ``base``.

    Raises
    ------
    MutuallyError
        As :func:`mutually.mutual_information`.
    """
    nats = nats_per_unit(check_base(base))
    names = ["x", "y", "z"]
    read = [
        read_variable(data, name, kind)
        for data, name, kind in zip((x, y, z), names, each_kind(discrete, names), strict=True)
    ]
    same_rows(names, read)
    columns = drop_missing(*read)
    n = columns[0].n
    if n == 0:
        fail("x, y, z", "must have a row where all are known", f"{read[0].n} rows, none of them")
    beyond = [estimate_pair(columns[i], columns[j], columns[k]) for i, j, k in _PAIRS]
    plain = [estimate_pair(columns[i], columns[j]) for i, j, _ in _PAIRS]
    own = [
        conditional_entropy_of_labels(
            columns[i], join("the others", [columns[j] for j in range(3) if j != i])
        )
        for i in range(3)
    ]
    h_x, h_y, h_z = (None if left is None else left / nats for left in own)
    of_xy, of_xz, of_yz = (part.value / nats for part in beyond)
    differences = [less.value - more.value for less, more in zip(plain, beyond, strict=True)]
    return ThreeParts(
        (h_x, h_y, h_z),
        (of_xy, of_xz, of_yz),
        math.fsum(differences) / 3 / nats,
        (columns[0].kind, columns[1].kind, columns[2].kind),
        n,
        tuple(dict.fromkeys(part.method for part in (*plain, *beyond))),
        tuple(dict.fromkeys(text for part in (*plain, *beyond) for text in part.warnings)),
    )
