"""False positives, discoveries, power and coverage of what the package infers; docs/inference.md.

    python studies/inference.py                    about forty minutes of one core; resumes
    python studies/inference.py --parts power      one part, and the page of what is in the cache
    python studies/inference.py --page             the page of what is in the cache

Each simulation is one line of build/inference.jsonl, which git does not know; a run that is stopped
goes on where it was. Parts: nulls, tables, power, coverage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import ModuleType

import calibration
import inference_coverage
import inference_nulls
import inference_page
import inference_power
import inference_tables

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "inference.jsonl"
ESTIMATES = (
    *calibration.SOURCES,
    "src/mutually/estimators/chain.py",
    "src/mutually/estimators/estimate.py",
)
TESTS = (
    "src/mutually/estimators/nulls/*.py",
    *(f"src/mutually/inference/{name}.py" for name in ("significance", "permutations", "permuted")),
)
TABLES = ("src/mutually/inference/false_discovery.py",)
ERRORS = (
    "src/mutually/estimators/errors/*.py",
    *(f"src/mutually/inference/{name}.py" for name in ("uncertainty", "subsampling", "ranks")),
    *(f"src/mutually/{name}.py" for name in ("comparison", "entropies")),
)
# What is simulated, and by which sources; a change of these makes it anew.
PARTS: dict[str, tuple[ModuleType, tuple[str, ...]]] = {
    "nulls": (inference_nulls, (*ESTIMATES, *TESTS)),
    "tables": (inference_tables, (*ESTIMATES, *TESTS, *TABLES)),
    "power": (inference_power, (*ESTIMATES, *TESTS)),
    "coverage": (inference_coverage, (*ESTIMATES, *ERRORS)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--repetitions", type=float, default=1.0, help="times as many draws")
    parser.add_argument("--page", action="store_true", help="simulate nothing")
    parser.add_argument("--keep", action="store_true", help="use simulations by other code as well")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    rows = []
    for part, (module, sources) in PARTS.items():
        wanted = list(module.jobs(options.repetitions))
        code = calibration.version_of_code(sources)
        known = calibration.read_cache(options.cache, None if options.keep else code)
        if part in options.parts and not options.page:
            try:
                todo = [job for job in wanted if job not in known]
                calibration.run(todo, options.cache, code, module.simulate)
            except KeyboardInterrupt:
                print("\nStopped; the next run goes on here.", file=sys.stderr)
            known = calibration.read_cache(options.cache, None if options.keep else code)
        rows += [known[job] for job in wanted if job in known]
    inference_page.write(rows)


if __name__ == "__main__":
    main()
