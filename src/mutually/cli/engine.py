"""``--engine``: a cluster that runs already, by its address. None is started here."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

import typer

from mutually.cli.options import HOW
from mutually.errors import MutuallyError, fail, require

# Where each kind listens if the address does not say.
_PORTS = {"dask": 8786, "tcp": 8786, "tls": 8786, "ray": 10001, "spark": 7077, "sc": 15002}
_FORMS = "dask://host:8786, ray, ray://host:10001, spark://host:7077 or sc://host:15002"
_SECONDS = 10

Opened = tuple[Any, Callable[[], Any]]


def _check(address: str | None) -> str | None:
    """Refuse what is no address."""
    if address is None or address == "ray" or _places(address):
        return address
    rule = "is no address of a cluster that runs"
    if address.partition("://")[0].partition(":")[0] in _PORTS:
        rule = "does not say where the cluster runs, and none is started here"
    raise typer.BadParameter(f"{address!r} {rule}: {_FORMS}")


Engine = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        callback=_check,
        help=f"Let a cluster that runs already read Parquet files in shards: {_FORMS}. ray alone is"
        " the one of this machine. None is started. Threads without it.",
        rich_help_panel=HOW,
        show_default=False,
    ),
]


def _places(address: str) -> list[tuple[str, int]]:
    """Return the hosts and ports of an address, none if it is none.

    Examples
    --------
    >>> _places("spark://one:7077,two"), _places("dask://[::1]:8786"), _places("dask")
    ([('one', 7077), ('two', 7077)], [('::1', 8786)], [])
    """
    protocol, sign, rest = address.partition("://")
    if not sign or protocol not in _PORTS:
        return []
    found = []
    # What follows a slash are Spark Connect's parameters.
    for place in rest.partition("/")[0].split(","):
        parts = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+))(?::(\d{1,5}))?", place)
        if parts is None:
            return []
        found.append((parts[1] or parts[2], int(parts[3] or _PORTS[protocol])))
    return found


@contextmanager
def connected(address: str | None) -> Iterator[Any]:
    """Connect to a cluster while the block lasts.

    Parameters
    ----------
    address : str, optional
        As :data:`Engine` takes it.

    Yields
    ------
    object
        What ``engine=`` of :func:`mutually.rank` takes; None without an address.

    Raises
    ------
    MissingExtra
        If the cluster's library is not installed.
    MutuallyError
        If there is no cluster.
    """
    if address is None:
        yield None
        return
    protocol = address.partition("://")[0]
    open_it = {"ray": _open_ray, "spark": _open_spark, "sc": _open_spark}.get(protocol, _open_dask)
    try:
        _reach(address)
        engine, close = open_it(address)
    except MutuallyError:
        raise
    except Exception as error:
        hint = f"start it, or look up its address: {_FORMS}"
        fail("--engine", "must be a cluster that runs and can be reached",
             f"{address!r}: {_said(error)}", hint)  # fmt: skip
    try:
        yield engine
    finally:
        with suppress(Exception):  # of a cluster that has gone
            close()


def _reach(address: str) -> None:
    """Make sure that someone listens; the libraries themselves try for minutes."""
    failure: OSError | None = None
    for place in _places(address):
        try:
            socket.create_connection(place, _SECONDS).close()
        except OSError as error:
            failure = error
        else:
            return
    if failure is not None:
        raise failure


def _open_dask(address: str) -> Opened:
    client = require("distributed", "dask").Client(
        re.sub("^dask:", "tcp:", address), timeout=_SECONDS
    )
    return client, client.close


def _open_ray(address: str) -> Opened:
    ray = require("ray", "ray")
    # "auto" is a cluster that was started on this machine, or an error.
    where = "auto" if address == "ray" else address
    ray.init(address=where, log_to_driver=False, logging_level="ERROR")
    return ray, ray.shutdown


def _open_spark(address: str) -> Opened:
    builder = require("pyspark.sql", "spark").SparkSession.builder.appName("mutually")
    if address.startswith("sc://"):
        session = builder.remote(address).getOrCreate()
    else:
        for name, value in (("ui.enabled", "false"), ("ui.showConsoleProgress", "false"),
                            ("log.level", "ERROR")):  # fmt: skip
            builder = builder.config(f"spark.{name}", value)
        session = builder.master(address).getOrCreate()
    return session, session.stop


def _said(error: BaseException) -> str:
    said = str(error).strip().partition("\n")[0].rstrip(".")[:200]
    return said or type(error).__name__
