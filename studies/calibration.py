"""Null distributions and standard errors by simulation; writes docs/calibration.md and constants.

    python studies/calibration.py                      half an hour on one core; resumes
    python studies/calibration.py --repetitions 4      four times as many draws
    python studies/calibration.py --fit                fit what is in the cache, simulate nothing

Each simulation is one line of build/calibration.jsonl, which git does not know; a run that is
stopped goes on where it was. The constants are src/mutually/estimators/nulls/coefficients.py.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import calibration_coverage
import calibration_errors
import calibration_fits
import calibration_nulls
import calibration_page
import numpy as np
from calibration_nulls import Job

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "calibration.jsonl"
# What the simulated estimates are made by.
SOURCES = (
    "native/*.[ch]pp",
    "src/mutually/estimators/neighbours/*.py",
    "src/mutually/estimators/discrete/*.py",
    "src/mutually/estimators/continuous.py",
)


Simulate = Callable[[Job, np.random.Generator], dict[str, Any]]


def version_of_code(sources: Iterable[str] = SOURCES) -> str:
    """Return a checksum of the sources that the estimates depend on."""
    found = hashlib.sha256()
    for pattern in sources:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def read_cache(path: Path, code: str | None) -> dict[Job, dict[str, Any]]:
    """Return the simulations by this code, or the latest by any where code is None."""
    found: dict[Job, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue  # the run was stopped while it wrote this line
        if code is None or row["code"] == code:
            found[Job(*(row[field] for field in Job._fields))] = row
    return found


def simulated(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return what is kept of a job."""
    module = calibration_errors if job.kind == "errors" else calibration_nulls
    return module.simulate(job, rng)


def run(todo: list[Job], path: Path, code: str, simulate: Simulate = simulated) -> None:
    """Simulate what is missing, and keep each job as soon as it is done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.exists() else b""
    with path.open("a", encoding="utf-8") as file:
        # A line that a stopped run left unfinished is ended here.
        file.write("\n" * (len(before) > 0 and not before.endswith(b"\n")))
        for done, job in enumerate(todo, 1):
            rng = np.random.default_rng([zlib.crc32(f"{job.kind} {job.name}".encode()), job.n])
            start = time.process_time()
            result = simulate(job, rng)
            seconds = round(time.process_time() - start, 2)
            row = {**job._asdict(), "code": code, "seconds": seconds, **result}
            file.write(json.dumps(row) + "\n")
            file.flush()
            shown = job.name if len(job.name) < 30 else f"{job.name[:27]}..."
            print(f"{done}/{len(todo)} {job.kind} {shown}, n = {job.n}: {seconds} s",
                  file=sys.stderr, flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repetitions", type=float, default=1.0, help="times as many draws")
    parser.add_argument("--kinds", type=lambda text: text.split(","), help="ksg,ross,errors,...")
    parser.add_argument("--fit", action="store_true", help="simulate nothing")
    parser.add_argument("--keep", action="store_true", help="use simulations by other code as well")
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    code = version_of_code()
    wanted = [
        job
        for module in (calibration_nulls, calibration_errors)
        for job in module.jobs(options.repetitions)
        if not options.kinds or job.kind in options.kinds
    ]
    known = read_cache(options.cache, None if options.keep else code)
    if not options.fit:
        try:
            run([job for job in wanted if job not in known], options.cache, code)
        except KeyboardInterrupt:
            print("\nStopped; the next run goes on here.", file=sys.stderr)
        known = read_cache(options.cache, None if options.keep else code)
    rows = [known[job] for job in wanted if job in known]
    if options.kinds:
        return
    calibration_fits.write_coefficients(rows)
    calibration_coverage.write_coefficients(rows)
    calibration_page.write(rows, options.repetitions)


if __name__ == "__main__":
    main()
