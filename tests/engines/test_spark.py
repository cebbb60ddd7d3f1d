"""Spark in one process, Spark with two executors, and a server of Spark Connect."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from every_engine import Engine, EveryEngine, Killed, until

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # A server of Spark Connect is started with these, and then told once more.
    pytest.mark.filterwarnings("ignore:Failed to set spark:UserWarning"),
]


@pytest.fixture(scope="module")
def engine(request, folder, scratch) -> Iterator[Engine]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17: apt install openjdk-17-jre-headless")
    import pyspark
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
        if master == "connect":
            patch.setenv("SPARK_TESTING", "1")  # The server takes any port that is free.
        logs = Path(pyspark.__file__).parent / "work"  # of executors, and no setting moves them
        others = logs.exists()
        builder = SparkSession.builder.config(map=options)
        builder = builder.remote("local[2,4]") if master == "connect" else builder.master(master)
        session = builder.getOrCreate()
        try:
            yield Engine(session, executors=master.startswith("local-cluster"))
        finally:
            session.stop()
            # An executor that is ending may write once more.
            assert until(lambda: others or removed(logs))
            signal.signal(signal.SIGINT, handler)  # Spark's asks for a context that runs.


def removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


@pytest.mark.parametrize("engine", ["local[2,4]", "connect"], indirect=True, scope="module")
class TestSpark(EveryEngine):
    pass


@pytest.mark.parametrize("engine", ["local-cluster[2,1,1024]"], indirect=True, scope="module")
class TestSparkWithExecutors(Killed):
    pass
