"""One error, one warning, and the form of their messages."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, NoReturn


class MutuallyError(ValueError):
    """The input cannot be used; the message says which, the rule, what was got and a way out."""


class MissingExtra(MutuallyError, ImportError):
    """An optional package is needed for what was asked, and it is not installed."""


class MutuallyWarning(UserWarning):
    """An estimate stands, and should be read with care; the same words stand on the result."""


def fail(subject: str, rule: str, got: Any = None, hint: str | None = None) -> NoReturn:
    """Raise a :class:`MutuallyError` in the one form that all our messages have.

    Parameters
    ----------
    subject : str
        The parameter or column that is at fault, as the caller wrote it.
    rule : str
        What has to hold, as a phrase: "must have as many rows as x".
    got : object, optional
        What was found instead.
    hint : str, optional
        The call to write, or the step to take.

    Raises
    ------
    MutuallyError
        Always.
    """
    message = f"{subject}: {rule}"
    if got is not None:
        text = str(got)
        # An array prints over several lines.
        first = text.partition("\n")[0]
        message += f"; got {text if first == text and len(text) <= 300 else first[:60] + ' ...'}"
    message += "."
    if hint is not None:
        message += f"\nHint: {hint}"
    raise MutuallyError(message)


def require(module: str, extra: str) -> ModuleType:
    """Import an optional package, or say which extra brings it.

    Raises
    ------
    MissingExtra
        Where the package is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(
            f"{package}: is needed for this and is not installed.\n"
            f"Hint: pip install 'mutually[{extra}]'"
        ) from error
