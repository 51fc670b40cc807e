"""Mailed tokens and errands in memory."""

from astromedia.domain.errand import Errand
from astromedia.domain.errors import ErrandRefused
from astromedia.domain.mail_token import MailToken


class FakeMailTokens:
    """Implements mail_token.MailTokens."""

    def __init__(self) -> None:
        self.stored: dict[str, MailToken] = {}

    def add(self, token: MailToken) -> None:
        self.stored[token.token_hash] = token

    def find(self, token_hash: str) -> MailToken | None:
        return self.stored.get(token_hash)

    def remove(self, token_hash: str) -> bool:
        return self.stored.pop(token_hash, None) is not None


class FakeErrands:
    """Implements errand.Errands: `waiting` are those to be done. Set `refuses` to have it take nothing."""

    def __init__(self) -> None:
        self.waiting: list[Errand] = []
        self.refuses = False

    def put(self, errand: Errand) -> None:
        if self.refuses:
            raise ErrandRefused("Nobody took the errand.")
        self.waiting.append(errand)
