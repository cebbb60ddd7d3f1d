"""Spark in one process, Spark with two executors, and a server of Spark Connect."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator

import pytest
from every_engine import Engine, EveryEngine

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # A server of Spark Connect is started with these, and then told once more.
    pytest.mark.filterwarnings("ignore:Failed to set spark:UserWarning"),
]

MASTERS = ["local[2,4]", "local-cluster[2,1,1024]", "connect"]


@pytest.fixture(scope="module", params=MASTERS)
def engine(request, folder, scratch) -> Iterator[Engine]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17: apt install openjdk-17-jre-headless")
    from pyspark.sql import SparkSession

    master = request.param
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"],
    }
    handler = signal.getsignal(signal.SIGINT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        # What runs for seconds is not worth compiling well.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        patch.setenv("SPARK_LOCAL_DIRS", str(scratch / "local"))
        patch.setenv("SPARK_WORKER_DIR", str(scratch / "worker"))
        builder = SparkSession.builder.config(map=options)
        builder = builder.remote("local[2,4]") if master == "connect" else builder.master(master)
        session = builder.getOrCreate()
        try:
            yield Engine(session, executors=master.startswith("local-cluster"))
        finally:
            session.stop()
            signal.signal(signal.SIGINT, handler)  # Spark's asks for a context that runs.


class TestSpark(EveryEngine):
    pass
