"""Coefficients of the distributions of neighbour estimates under independence (a first version)."""

from __future__ import annotations

# Rows of (k, ascending coefficients of a polynomial in n^-1/2); see neighbour_nulls.py.
KSG_DEVIATION: dict[int, tuple[float, ...]] = {
    3: (0.7932, -1.53, 0.7079, 0.7299),
    4: (0.6781, -1.5284, 0.9681, 0.2308),
    5: (0.5988, -1.4652, 0.5635, 1.2329),
    6: (0.549, -1.5399, 1.0909, 0.3462),
    7: (0.5022, -1.3963, -0.1992, 4.2266),
    8: (0.4736, -1.5457, 1.205, 0.4616),
    9: (0.446, -1.5476, 1.2587, 0.5193),
    10: (0.4205, -1.5253, 1.7839, -2.0939),
}
KSG_MEAN: dict[int, tuple[float, ...]] = {
    3: (1.009, 1.759, -1.557),
    4: (0.676, 2.13),
    5: (0.284, 6.588, -15.278),
    6: (0.343, 3.474),
    7: (0.548, 1.72, -1.835),
    8: (0.176, 4.606),
    9: (0.121, 5.119),
    10: (0.565, 0.157, 2.412),
}
KSG_SKEWNESS: dict[int, tuple[float, ...]] = {
    3: (3.09, -4.81, 19.69, -11.01),
    4: (3.7, -7.64, 38.42),
    5: (4.18, -16.24, 149.25, -372.49),
    6: (4.48, -9.36, 61.23),
    7: (4.55, -15.95, 237.49, -821.83),
    8: (5.06, -10.8, 84.04),
    9: (5.3, -11.46, 95.44),
    10: (4.71, -2.54, 219.06, -1042.0),
}
# For each k, the coefficients of h, sum p q^2, sum p q^3, h^3 and sum p q k/N_c.
ROSS_VARIANCE: dict[int, tuple[float, ...]] = {3: (0.355, 0.183, -0.260, 0.316, -0.176)}
# For each k, the coefficients of h, sum p q^2, h^2 and h^3.
ROSS_THIRD: dict[int, tuple[float, ...]] = {3: (-0.613, 2.874, 0.569, -1.754)}
