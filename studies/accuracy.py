"""How far estimates are from the truth, on the known-answer tasks; writes docs/accuracy.md.

    python studies/accuracy.py                         all lists, auto and ksg
    python studies/accuracy.py --tasks public,final --n 1000 --seeds 10
    python studies/accuracy.py --estimators auto,ksg,copula_residual
    python studies/accuracy.py --page                  the page from what is in the cache alone

Each estimate is one line of a file that git does not know; a run that is stopped goes on where it
was. A line is used again only with the code that it is from, unless --keep says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import time
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import accuracy_page
import numpy as np

import mutually as mu
from mutually.datasets import tasks

ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "accuracy.jsonl"
# Rows, and how many samples of so many; each list of tasks has the rows of its goals.
REPEATS = {100: 20, 1000: 10, 5000: 6, 10_000: 4}
ROWS = {"classes": (1000, 5000), "independent": (100, 1000, 10_000)}
# Faces, and other data than the tasks, cannot change a value.
NOT_HASHED = ("cli", "plots")


class Job(NamedTuple):
    """One estimate to make."""

    task: str
    n: int
    seed: int
    estimator: str


def version_of_code() -> str:
    """Return a checksum of the sources that values depend on."""
    found = hashlib.sha256()
    for folder, pattern in (("src/mutually", "*.py"), ("native", "*.[ch]pp")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            parts = path.relative_to(ROOT / folder).parts
            if parts[0] not in NOT_HASHED:
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    """Say what is to be done, the quick first."""
    for n in sorted(options.n or REPEATS):
        for name in options.tasks:
            if not options.n and n not in ROWS.get(name, (1000, 10_000)):
                continue
            for task in tasks.suite(name):
                for estimator in options.estimators:
                    for seed in range(options.seeds or REPEATS.get(n, 4)):
                        yield Job(task.name, n, seed, estimator)


def estimate(job: Job) -> dict[str, Any]:
    """Draw a sample and estimate; an estimator that does not serve the task says so itself."""
    task = tasks.get(job.task)
    # The sample depends on the task, the rows and the seed, and not on the estimator.
    rng = np.random.default_rng([zlib.crc32(task.name.encode()), job.n, job.seed])
    x, y, *rest = task.sample(job.n, rng)
    sides = (task.x_kinds, task.y_kinds, task.given_kinds)[: 2 + len(rest)]
    # Labels are said to be labels, as a user would by their type; all else is left to the default.
    discrete = tuple([kind == "discrete" or None for kind in side] for side in sides)
    said = discrete if any(any(side) for side in discrete) else None
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mu.MutuallyWarning)
        try:
            found = mu.mutual_information(
                x,
                y,
                given=rest[0] if rest else None,
                estimator=job.estimator,
                discrete=None if said is None else tuple(map(_one, said)),
                rng=job.seed,
            )
        except mu.MutuallyError as error:
            return {"value": None, "error": str(error).partition("\n")[0]}
        except Exception as error:
            # A fault of ours must not end a run of hours; the page counts it as not finite.
            return {"value": math.nan, "seconds": math.nan, "error": repr(error)}
    seconds = round(time.perf_counter() - start, 4)
    return {"value": found.value, "seconds": seconds, "method": found.estimator}


def _one(kinds: list[bool | None]) -> bool | list[bool | None] | None:
    return kinds[0] if len(kinds) == 1 else kinds


def read_cache(path: Path, code: str | None) -> dict[Job, dict[str, Any]]:
    """Return the results of this code, or the latest of any where code is None."""
    if not path.exists():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue  # the run was stopped while it wrote this line
        if code is None or row["code"] == code:
            found[Job(row["task"], row["n"], row["seed"], row["estimator"])] = row
    return found


def run(todo: list[Job], path: Path, code: str) -> None:
    """Make the estimates that are missing, and keep each as soon as it is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    start, unserved = time.monotonic(), set()
    # A line that a stopped run left unfinished is ended here.
    before = path.read_bytes() if path.exists() else b""
    torn = len(before) > 0 and not before.endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" * torn)
        for done, job in enumerate(todo, 1):
            if (job.task, job.estimator) in unserved:
                continue
            result = estimate(job)
            if result["value"] is None:
                unserved.add((job.task, job.estimator))
            elif not math.isfinite(result["value"]):
                result["value"] = str(result["value"])
            file.write(json.dumps({**job._asdict(), "code": code, **result}) + "\n")
            file.flush()
            if not sys.stderr.isatty():
                continue
            rest = (time.monotonic() - start) / done * (len(todo) - done)
            print(f"\r{done}/{len(todo)}, about {rest / 60:.0f} min left: {job.task}, n = {job.n}, "
                  f"{job.estimator}\033[K", end="", file=sys.stderr, flush=True)  # fmt: skip
    print(file=sys.stderr)


def read_options() -> argparse.Namespace:
    """Read the command line."""

    def words(text: str) -> list[str]:
        return text.split(",")

    def numbers(text: str) -> list[int]:
        return [int(word) for word in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tasks", type=words, default=list(tasks.SUITES), metavar="LIST,...")
    parser.add_argument("--n", type=numbers, metavar="ROWS,...")
    parser.add_argument("--seeds", type=int, help="samples of each task, for all numbers of rows")
    parser.add_argument("--estimators", type=words, default=["auto", "ksg"], metavar="NAME,...")
    parser.add_argument("--keep", action="store_true", help="use results of older code as well")
    parser.add_argument("--page", action="store_true", help="estimate nothing")
    parser.add_argument("--no-page", action="store_true", help="write no page, print the totals")
    parser.add_argument("--cache", type=Path, default=CACHE)
    return parser.parse_args()


def main() -> None:
    options, code = read_options(), version_of_code()
    known = read_cache(options.cache, None if options.keep else code)
    wanted = list(jobs(options))
    if not options.page:
        unserved = {(j.task, j.estimator) for j, row in known.items() if row["value"] is None}
        todo = [j for j in wanted if j not in known and (j.task, j.estimator) not in unserved]
        try:
            run(todo, options.cache, code)
        except KeyboardInterrupt:
            print("\nStopped; the next run goes on here.", file=sys.stderr)
        known = read_cache(options.cache, None if options.keep else code)
    chosen = set(wanted)
    rows = [row for job, row in known.items() if job in chosen]
    if options.no_page:
        print("\n".join(accuracy_page.totals_lines(rows)))
    else:
        accuracy_page.write(rows, " ".join(["python studies/accuracy.py", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
