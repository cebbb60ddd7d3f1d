"""Runs one file of workloads and prints its rows as JSON, one a line."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module

if __name__ == "__main__":
    name, quick = sys.argv[1], sys.argv[2] == "quick"
    for row in import_module(f"benchmarks.{name}").rows(quick=quick):
        print(json.dumps(asdict(row)), flush=True)
