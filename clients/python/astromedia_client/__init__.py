"""A typed client of the AstroMedia HTTP API, and the `astromedia` command on it."""

from .client import Client
from .errors import (
    ApiProblem,
    ApiUnreachable,
    AstroMediaError,
    DownloadBroken,
    FieldProblem,
    FileProblem,
    InputProblem,
    NotLoggedIn,
    TwoFactorRequired,
    UnexpectedAnswer,
)

__all__ = [
    "ApiProblem",
    "ApiUnreachable",
    "AstroMediaError",
    "Client",
    "DownloadBroken",
    "FieldProblem",
    "FileProblem",
    "InputProblem",
    "NotLoggedIn",
    "TwoFactorRequired",
    "UnexpectedAnswer",
]
