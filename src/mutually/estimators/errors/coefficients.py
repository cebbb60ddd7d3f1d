"""Coefficients of standard_errors.py; see there.

Made by `make calibration` from 102,600 samples of known information; do not edit.
"""

from __future__ import annotations

KSG_VARIANCE = {3: (0.1846, 1.044, 0.7853), 10: (0.022, 1.333, 1.622)}
KSG_INTERVAL = (0.5, 0.8, 1.05, 0.5)
ROSS_VARIANCE = (0.929, 0.1963, 2.956)
ROSS_INTERVAL = (0.9872, 0.4)
TABLE_VARIANCE = 4.179
