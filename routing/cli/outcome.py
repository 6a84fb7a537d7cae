"""How a command ends: exit codes, and errors on stderr, never a traceback for what the user can mend."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from routing.errors import RoutingError, printable

DONE = 0
FINDINGS = 1
"""Done, and something was found: a check or a test failed, a decision is fail-safe."""
BAD_INPUT = 2
"""Wrong usage, or input that cannot be read."""
INTERRUPTED = 130
PIPE_CLOSED = 141
"""The reader of stdout went away; as the shell reports it for other commands."""


def complain(error: RoutingError | OSError) -> None:
    """Say on stderr what is wrong, with its place and its help."""
    click.echo(unreadable(error) if isinstance(error, OSError) else str(error), err=True)


class _OnStderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(record.getMessage(), err=True)


@contextmanager
def warnings_on_stderr() -> Iterator[None]:
    """Say on stderr what the library warns of meanwhile, each warning in a line."""
    handler = _OnStderr(logging.WARNING)
    logger = logging.getLogger("routing")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def unreadable(error: OSError) -> str:
    """One line for a file that the system does not give."""
    reason = (error.strerror or "it cannot be read").lower()
    if not isinstance(error.filename, str | os.PathLike):
        return reason
    return f"{printable(str(os.fspath(error.filename)))}: {reason}"


def run(command: Callable[[], int | None]) -> int:
    """The exit code of a command; what it raises on purpose is told on stderr."""
    try:
        code = command() or DONE
        sys.stdout.flush()
        return code
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # what is still buffered must go somewhere, or the interpreter complains on its way out
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (RoutingError, OSError) as error:
        complain(error)
        return BAD_INPUT
