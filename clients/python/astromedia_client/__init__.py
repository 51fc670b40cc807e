"""A typed client of the AstroMedia HTTP API, and the `astromedia` command on it."""

from .client import Client
from .errors import (
    ApiProblem,
    ApiUnreachable,
    AstroMediaError,
    BriefProblem,
    DownloadBroken,
    FieldProblem,
    InputProblem,
    NotLoggedIn,
    UnexpectedAnswer,
)

__all__ = [
    "ApiProblem",
    "ApiUnreachable",
    "AstroMediaError",
    "BriefProblem",
    "Client",
    "DownloadBroken",
    "FieldProblem",
    "InputProblem",
    "NotLoggedIn",
    "UnexpectedAnswer",
]
