"""Coefficients of standard_errors.py; see there.

Made by `make calibration` from 207,900 samples of known information; do not edit.
"""

from __future__ import annotations

# By k; in between, the formula interpolates in 1/k.
KSG_VARIANCE = {3: (0.1896, 1.049, 0.764), 10: (0.02923, 1.297, 1.494)}
KSG_INTERVAL = (0.6, 0.8, 1.05, 0.5)
ROSS_VARIANCE = (0.9394, 0.2022, 2.796)
ROSS_INTERVAL = (0.9903, 0.4)
TABLE_VARIANCE = 4.616
