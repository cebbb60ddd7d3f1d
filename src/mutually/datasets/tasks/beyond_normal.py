"""The 40 public tasks of the benchmark "Beyond Normal", re-made from their definitions.

References
----------
Czyż, Grabowski, Vogt, Beerenwinkel & Marx (2023). Beyond normal: on the evaluation of mutual
information estimators. Advances in Neural Information Processing Systems 36.
arXiv:2306.11078, doi:10.48550/arXiv.2306.11078. The definitions are those of the list of tasks in
the repository cbg-ethz/bmi at commit 6c569b9; the code here is our own and draws other numbers.
"""

from __future__ import annotations

import math

import numpy as np

from mutually.datasets.tasks import formulas, maps
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.task import Draw, Sample, Task

CORRELATION = 0.75
# Common parts of weight 2 and noise of weight 1 give two pairs this correlation.
PAIR_CORRELATION = 0.8
GAUSSIAN = "closed form, log-determinants"
STUDENT = "closed form, Arellano-Valle et al. 2013"


def public() -> list[Task]:
    """Return the 40 tasks in the order of their source.

    Returns
    -------
    list of Task
        9 of 1+1 dimensions, a swiss roll, 9 normal, 6 Student t, and 15 maps of such.
    """
    return [*_scalars(), *_normals(), *_students(), *_transformed()]


def _scalars() -> list[Task]:
    base = maps.normals(formulas.dense(2, CORRELATION), 1)
    truth = formulas.normal(CORRELATION)
    cauchy, cauchy_truth = maps.students(np.eye(2), 1, 1), formulas.student(np.eye(2), 1, 1)
    even = maps.mapped(base, maps.normal_cdf)
    bimodal = maps.mapped(
        even,
        maps.inverse(lambda t: 0.3 * maps.normal_cdf(t) + 0.7 * maps.normal_cdf(t - 5), -15, 20),
        maps.inverse(
            lambda t: 0.5 * maps.normal_cdf(t + 1) + 0.5 * maps.normal_cdf(t - 3), -15, 20
        ),
    )
    noise = [
        Task(f"additive-noise-{width}", "scalars", 1, 1, formulas.uniform_noise(width),
             _additive(width), "closed form")
        for width in (0.1, 0.75)
    ]  # fmt: skip
    roll = maps.mapped(even, _swiss_roll, maps.same)
    return [
        Task("normal-1x1", "scalars", 1, 1, truth, base, GAUSSIAN),
        Task("normal-cdf-1x1", "scalars", 1, 1, truth, even, GAUSSIAN),
        *noise,
        Task("bimodal-1x1", "scalars", 1, 1, truth, bimodal, GAUSSIAN),
        Task("wiggly-1x1", "scalars", 1, 1, truth, maps.mapped(base, _wiggly_x, _wiggly_y),
             GAUSSIAN),
        Task("half-cube-1x1", "scalars", 1, 1, truth, maps.mapped(base, maps.half_cube), GAUSSIAN),
        Task("student-1-1x1", "scalars", 1, 1, cauchy_truth, cauchy, STUDENT),
        Task("asinh-student-1-1x1", "scalars", 1, 1, cauchy_truth, maps.mapped(cauchy, np.arcsinh),
             STUDENT),
        Task("swiss-roll-2x1", "swiss roll", 2, 1, truth, roll, GAUSSIAN),
    ]  # fmt: skip


def _normals() -> list[Task]:
    matrices = {f"normal-dense-{d}x{d}": formulas.dense(2 * d, 0.5) for d in (2, 3, 5, 25, 50)}
    matrices |= {f"normal-two-pairs-{d}x{d}": _two_pairs(d) for d in (2, 3, 5, 25)}
    return [_normal_task(name, len(matrix) // 2, matrix) for name, matrix in matrices.items()]


def _normal_task(name: str, d: int, matrix: Array) -> Task:
    truth, draw = formulas.gaussian(matrix, d), maps.normals(matrix, d)
    return Task(name, "normal", d, d, truth, draw, GAUSSIAN)


def _students() -> list[Task]:
    return [
        _student_task(d, freedom) for d, freedom in ((2, 1), (2, 2), (3, 2), (3, 3), (5, 2), (5, 3))
    ]


def _student_task(d: int, freedom: int, *, asinh: bool = False) -> Task:
    unit = np.eye(2 * d)
    draw = maps.students(unit, d, freedom)
    return Task(
        f"{'asinh-' * asinh}student-{freedom}-{d}x{d}",
        "asinh student" if asinh else "student",
        d,
        d,
        formulas.student(unit, d, freedom),
        maps.mapped(draw, np.arcsinh) if asinh else draw,
        STUDENT,
    )


def _transformed() -> list[Task]:
    found: dict[str, list[Task]] = {}
    for d in (3, 5, 25):
        truth = formulas.gaussian(_two_pairs(d), d)
        base = maps.normals(_two_pairs(d), d)
        even = maps.mapped(base, maps.normal_cdf)
        spiral = (maps.rotated_by_norm(0, 1, 1 / d), maps.rotated_by_norm(1, 2, 1 / d))
        draws = {
            "normal-cdf": even,
            "half-cube": maps.mapped(base, maps.half_cube),
            "spiral": maps.mapped(base, *spiral),
            "spiral-normal-cdf": maps.mapped(even, *spiral),
        }
        for kind, draw in draws.items():
            family = kind.partition("-")[0] if "spiral" in kind else kind.replace("-", " ")
            task = Task(f"{kind}-two-pairs-{d}x{d}", family, d, d, truth, draw, GAUSSIAN)
            found.setdefault(kind, []).append(task)
    asinh = [_student_task(d, freedom, asinh=True) for d, freedom in ((2, 1), (3, 2), (5, 2))]
    return [*(task for kind in found.values() for task in kind), *asinh]


def _two_pairs(d: int) -> Array:
    return formulas.pairs(d, d, (PAIR_CORRELATION,) * 2)


def _additive(width: float) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> Sample:
        x = rng.random((n, 1))
        return x, x + rng.uniform(-width, width, size=(n, 1))

    return draw


def _wiggly_x(z: Array) -> Array:
    wave = 0.4 * np.sin(z) + 0.2 * np.sin(1.7 * z + 1) + 0.03 * np.sin(3.3 * z - 2.5)
    return np.asarray(z + wave)


def _wiggly_y(z: Array) -> Array:
    wave = 0.4 * np.sin(0.4 * z) - 0.17 * np.sin(1.3 * z + 3.5) - 0.02 * np.sin(4.3 * z - 2.5)
    return np.asarray(z - wave)


def _swiss_roll(u: Array) -> Array:
    t = 1.5 * math.pi * (1 + 2 * u)
    return np.hstack([t * np.cos(t), t * np.sin(t)]) / 21
