"""How a command ends: its exit code, and one clear line on stderr where it failed.

0 done, 1 the data cannot be used, 2 wrong usage (typer's own), 130 interrupted by Ctrl-C,
141 the reader of the output has gone (``| head``): the last two are what a shell reports of any
program that ends so.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn, TextIO

import typer

from mutually.errors import MutuallyError, MutuallyWarning


@contextmanager
def plain_endings() -> Iterator[None]:
    """Turn errors of the user's data, Ctrl-C and closed pipes into exit codes.

    Any other exception is a fault of ours, and keeps its traceback.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always", MutuallyWarning)
        warnings.showwarning = _show_warning
        try:
            yield
            # What is still in the buffer would else fail after the last chance to say so.
            sys.stdout.flush()
        except MutuallyError as error:
            _end(1, str(error))
        except KeyboardInterrupt:
            _end(130, "interrupted")
        except BrokenPipeError:
            _silence_stdout()
            raise typer.Exit(141) from None
        except OSError as error:
            _silence_stdout()
            place = error.filename if error.filename is not None else "standard output"
            _end(1, f"{place}: cannot be used; got {error.strerror or error}.")


def _end(code: int, message: str) -> NoReturn:
    """Say why, and end with a code."""
    typer.echo(f"mutually: {message}", err=True)
    raise typer.Exit(code) from None


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning as one line, without the place in our code that it came from."""
    typer.echo(f"mutually: warning: {' '.join(str(message).split())}", err=True)


def _silence_stdout() -> None:
    """Send what is left in the buffer nowhere, or Python would complain of it at its exit."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
