"""Logins that were begun at a provider, and identities, in memory."""

from collections.abc import Sequence

from astromedia.domain.identity import Attempt, Identity


class FakeAttempts:
    """Implements identity.Attempts."""

    def __init__(self) -> None:
        self.begun: dict[str, Attempt] = {}

    def add(self, attempt: Attempt) -> None:
        self.begun[attempt.state_hash] = attempt

    def take(self, state_hash: str) -> Attempt | None:
        return self.begun.pop(state_hash, None)


class FakeIdentities:
    """Implements identity.Identities."""

    def __init__(self) -> None:
        self.linked: list[Identity] = []

    def get(self, issuer: str, subject: str) -> Identity | None:
        return next((one for one in self.linked if (one.issuer, one.subject) == (issuer, subject)), None)

    def of_user(self, user_id: str) -> Sequence[Identity]:
        return sorted((one for one in self.linked if one.user_id == user_id), key=lambda one: one.provider)

    def add(self, identity: Identity) -> bool:
        at_provider = (one.provider for one in self.of_user(identity.user_id))
        if self.get(identity.issuer, identity.subject) or identity.provider in at_provider:
            return False
        self.linked.append(identity)
        return True

    def remove(self, identity: Identity, staying: Identity | None = None) -> bool:
        if identity not in self.linked or (staying and staying not in self.linked):
            return False
        self.linked.remove(identity)
        return True
