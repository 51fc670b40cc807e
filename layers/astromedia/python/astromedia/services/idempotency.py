"""Requests that are safe to send again: the same key does a thing once, and every repeat gets the first answer."""

import math
import secrets
from dataclasses import dataclass
from datetime import timedelta

from astromedia.domain.errors import Conflict
from astromedia.domain.idempotency import Asked, Claim, Claims, FirstAnswer, StillRunning
from astromedia.domain.ids import new_id
from astromedia.domain.ports import Clock
from astromedia.kit.observability import LOG

LEASE = timedelta(seconds=60)
"""Twice as long as a request can run: nobody else takes up what may still be at work."""
KEPT = timedelta(hours=24)
TRIES = 3


@dataclass(frozen=True, kw_only=True)
class IdempotencyService:
    """Over any store of claims."""

    claims: Claims
    clock: Clock

    def begin(self, asked: Asked) -> Claim:
        """Leave to do it, now; or what is known of it, with its answer.

        Conflict if the key was sent with another request; StillRunning if somebody is at work on it.
        """
        fresh = self._fresh(asked)
        if self.claims.add(fresh):
            return fresh
        for _ in range(TRIES):
            known = self.claims.get(asked)
            if known is None:  # It expired this very moment.
                if self.claims.add(fresh):
                    return fresh
            elif known.expires_at <= fresh.began_at:
                if self.claims.replace(known, fresh):
                    return fresh
            else:
                return self._again(known, fresh)
        raise StillRunning("A request with this Idempotency-Key is at work; send it again in a moment.", seconds=1)

    def finish(self, claim: Claim, answer: FirstAnswer) -> None:
        """Keep the answer for whoever sends the request again. A fault of the store is logged and not raised: the
        answer is true all the same."""
        self._put(claim, claim.model_copy(update={"answer": answer, "token": _token()}))

    def give_up(self, claim: Claim) -> None:
        """It failed in a way that may be over soon: whoever sends it again tries again at once."""
        self._put(claim, claim.model_copy(update={"lease_until": self.clock(), "token": _token()}))

    def take_back(self, claim: Claim) -> None:
        """It was made for somebody who may not have it: as if it never was."""
        if claim.expires_at - claim.began_at < KEPT:  # Somebody had begun it before, and may do so again.
            self.give_up(claim)
            return
        try:
            self.claims.remove(claim)
        except Exception:
            LOG.exception("A claim is left until its lease ends", extra={"operation": claim.asked.operation})

    def _again(self, known: Claim, fresh: Claim) -> Claim:
        """What a second request with the key of `known` gets."""
        if known.asked.fingerprint != fresh.asked.fingerprint:
            raise Conflict("This Idempotency-Key was sent with another request before; a new request needs a new key.")
        if known.answer is not None:
            return known
        now = fresh.began_at
        if known.lease_until <= now:
            times = {"began_at": now, "lease_until": fresh.lease_until}
            taken = known.model_copy(update=times | {"token": fresh.token})
            if self.claims.replace(known, taken):
                return taken
        # As long again as it has run already: short for what ends soon, and few questions about what was cut off.
        left, run = (known.lease_until - now).total_seconds(), (now - known.began_at).total_seconds()
        raise StillRunning(
            "The first request with this Idempotency-Key is still being worked on; send it again in a moment.",
            seconds=max(1, math.ceil(min(left, run))),
        )

    def _put(self, before: Claim, after: Claim) -> None:
        try:
            kept = self.claims.replace(before, after)
        except Exception:
            LOG.exception("What became of a request is not kept", extra={"operation": before.asked.operation})
            return
        if not kept:
            LOG.warning("A request ran for longer than its lease", extra={"operation": before.asked.operation})

    def _fresh(self, asked: Asked) -> Claim:
        now = self.clock()
        return Claim(
            asked=asked,
            made_id=new_id(now),
            token=_token(),
            began_at=now,
            lease_until=now + LEASE,
            expires_at=now + KEPT,
        )


def _token() -> str:
    return secrets.token_hex(8)
