"""What a failure looks like on a terminal: lines on stderr, and an exit code. Never a traceback."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import (
    ApiProblem,
    ApiUnreachable,
    AstroMediaError,
    DownloadBroken,
    FileProblem,
    InputProblem,
    NotLoggedIn,
    TwoFactorRequired,
    UnexpectedAnswer,
)

COMPLETED, CAMPAIGN_FAILED, BAD_INPUT, API_PROBLEM, INTERRUPTED = 0, 1, 2, 3, 130

_CODES: dict[type[Exception], int] = {
    InputProblem: BAD_INPUT,
    OSError: BAD_INPUT,
    ApiUnreachable: API_PROBLEM,
    DownloadBroken: API_PROBLEM,
    NotLoggedIn: API_PROBLEM,
    TwoFactorRequired: API_PROBLEM,
    UnexpectedAnswer: API_PROBLEM,
}
_BAD_INPUT_STATUSES = {400, 413, 422}


def one_line(text: object) -> str:
    """`text` without line breaks and without anything a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def columns(*facts: object) -> str:
    """Some facts on one line, apart from each other; those that are empty are left out."""
    return "  ".join(filter(None, map(one_line, facts)))


def lines_of(failure: Exception) -> list[str]:
    """What to tell about `failure`: one line, or one for each field that is wrong."""
    if isinstance(failure, ApiProblem) and failure.errors:
        return [f"{error.field}: {error.message}" if error.field else error.message for error in failure.errors]
    if isinstance(failure, ApiUnreachable):
        return [f"{failure}; is it up, and is this its address?"]
    if isinstance(failure, ApiProblem) and failure.status == 401:
        hint = "give another API key" if failure.with_api_key else "run `astromedia login`"
        return [f"{(failure.detail or failure.title).rstrip('.')}; {hint}"]
    if isinstance(failure, ApiProblem) and failure.status >= 500 and failure.request_id:
        return [f"{failure}; whoever runs it finds out more by the request id {failure.request_id}"]
    if isinstance(failure, OSError):
        return [f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure)]
    return list(failure.lines) if isinstance(failure, FileProblem) else [str(failure)]


def code_of(failure: Exception) -> int:
    """The exit code that `failure` means."""
    if isinstance(failure, ApiProblem):
        return BAD_INPUT if failure.status in _BAD_INPUT_STATUSES else API_PROBLEM
    return next(code for kind, code in _CODES.items() if isinstance(failure, kind))


def _report(*lines: str) -> None:
    for line in filter(None, lines):
        typer.echo(f"error: {one_line(line)}", err=True)


class OneLineGroup(TyperGroup):
    """The root of all commands: whatever they raise becomes lines on stderr and an exit code."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run a command line, and exit with its code."""
        extra["standalone_mode"] = False
        sys.exit(self._code(partial(super().main, args, *rest, **extra)))

    def _code(self, command_line: Callable[[], int | None]) -> int:
        try:
            return command_line() or COMPLETED
        except typer.Abort:
            _report("nothing was entered")
            return BAD_INPUT
        except typer.TyperException as usage:
            _report(usage.format_message())
            return BAD_INPUT
        except (AstroMediaError, OSError) as failure:
            _report(*lines_of(failure))
            return code_of(failure)
