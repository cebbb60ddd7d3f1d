"""Dependence that sits in few of many coordinates, along the axes or turned away from them."""

from __future__ import annotations

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import copulas, maps, products
from mutually.datasets.tasks.maps import Array
from mutually.datasets.tasks.quadrature import Channel, normal_nodes
from mutually.datasets.tasks.task import Sample, Task

FAMILY = "hidden"
OUTPUT = "quadrature of the density of y"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    clayton = laws.clayton(3)
    pair = maps.beside(copulas.pair_draw(clayton, maps.normal_quantile), maps.noise(5, 5))
    turned_pair = maps.mapped(pair, maps.rotation(6, 1), maps.rotation(6, 2))
    turned_product = maps.mapped(_product, maps.rotation(8, 3), maps.same)
    turned_cosine = maps.mapped(
        maps.beside(_cosine, maps.noise(9, 9)), maps.rotation(10, 4), maps.rotation(10, 5)
    )
    return [
        Task("sine-8x1", FAMILY, 8, 1, lambda: _sine_channel().information(), _sine, OUTPUT,
             log_ratio=_sine_log_ratio),
        Task("turned-pair-6x6", FAMILY, 6, 6, lambda: copulas.information(clayton), turned_pair,
             copulas.GRID + " before the rotation"),
        Task("turned-product-8x1", FAMILY, 8, 1, products.product_information, turned_product,
             OUTPUT),
        Task("turned-cosine-10x10", FAMILY, 10, 10, lambda: _cosine_channel().information(),
             turned_cosine, OUTPUT + " before the rotation"),
    ]  # fmt: skip


def _sine_channel() -> Channel:
    z, weights = normal_nodes()
    return Channel(np.sin(2.5 * z), np.full_like(z, 0.3), weights)


def _sine(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 8))
    return x, np.sin(2.5 * x[:, 2:3]) + 0.3 * rng.normal(size=(n, 1))


def _sine_log_ratio(x: Array, y: Array) -> Array:
    return _sine_channel().log_ratio(y[:, 0], np.sin(2.5 * x[:, 2]), 0.3)


def _product(n: int, rng: np.random.Generator) -> Sample:
    x, y = products.product(n, rng)
    return np.hstack([x, rng.normal(size=(n, 6))]), y


def _cosine_channel() -> Channel:
    z, weights = normal_nodes()
    return Channel(1.4 * np.cos(2 * z), np.full_like(z, 0.3), weights)


def _cosine(n: int, rng: np.random.Generator) -> Sample:
    x = rng.normal(size=(n, 1))
    return x, 1.4 * np.cos(2 * x) + 0.3 * rng.normal(size=(n, 1))
