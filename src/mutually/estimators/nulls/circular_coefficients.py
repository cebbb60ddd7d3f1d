"""Coefficients of circular KSG under independence; see neighbour_nulls.py.

Made by studies/circular.py; do not edit. studies/circular.md shows the fit.
"""

from __future__ import annotations

Coefficients = dict[int, dict[str, tuple[float, ...]]]

# For each k: ascending coefficients of polynomials in n^-1/2.

DEVIATION: Coefficients = {
    3: {
        "one": (0.791901, -1.39715, 1.17949, -2.69844),
        "both": (0.791901, -1.20558, 0.53433, -1.34157),
    },
}
SKEWNESS: Coefficients = {
    3: {
        "one": (3.26689, -7.72981, 24.0005),
        "both": (2.8727, -2.19869, 0.670539),
    },
}
