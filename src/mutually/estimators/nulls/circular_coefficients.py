"""Coefficients of circular KSG under independence; see neighbour_nulls.py.

Made by studies/circular.py; do not edit. studies/circular.md shows the fit.
"""

from __future__ import annotations

Coefficients = dict[int, dict[str, tuple[float, ...]]]

# For each k: ascending coefficients of polynomials in n^-1/2.

DEVIATION: Coefficients = {
    3: {
        "one": (0.791901, -1.39083, 1.20056, -2.58934),
        "both": (0.791901, -1.19569, 1.7913, -1.7641),
    },
}
MEAN: Coefficients = {
    3: {
        "one": (-0.0036807, 0.227438, -1.04553),
        "both": (0.511675, -1.60467, 4.36363),
    },
}
SKEWNESS: Coefficients = {
    3: {
        "one": (3.31264, -8.38689, 25.465),
        "both": (2.81768, -0.852895, -7.69907),
    },
}
