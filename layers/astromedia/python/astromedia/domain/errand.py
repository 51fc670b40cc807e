"""What is done after the answer, by another process: so nobody can tell from an answer, or from how long it took,
whether it was about an account that exists."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from .model import Model


class Task(StrEnum):
    """What is to be done."""

    MAIL_RESET = "mail_reset"
    """Mail who has this address a token that resets the password."""
    RECORD_REFUSED_LOGIN = "record_refused_login"


class Errand(Model):
    """Something to do for whoever has this email address, if anybody has. The rest says who asked, and when."""

    id: str
    task: Task
    email: str
    at: datetime
    ip: str
    user_agent: str
    request_id: str


class Errands(Protocol):
    def put(self, errand: Errand) -> None:
        """Have it done soon, once or more often. ErrandRefused if that cannot be promised."""
