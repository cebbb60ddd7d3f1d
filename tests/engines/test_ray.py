"""Ray on this machine, with two workers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator

import pytest
from every_engine import Engine, EveryEngine

import mutually as mu

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def engine(folder) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        with pytest.raises(mu.MutuallyError, match=r"engine: must be running; got ray before ray"):
            mu.rank("nowhere.parquet", "y", engine=ray)
        assert not ray.is_initialized()
        # The names of its sockets have to be short.
        place = tempfile.mkdtemp(prefix="ray-")
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            log_to_driver=False,
            object_store_memory=200 << 20,
            _temp_dir=place,
        )
        try:
            yield Engine(ray)
        finally:
            ray.shutdown()
            shutil.rmtree(place)


class TestRay(EveryEngine):
    pass
