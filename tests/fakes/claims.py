"""Claims in memory."""

from threading import Lock

from astromedia.domain.idempotency import Asked, Claim

LARGEST_BYTES = 350_000
Key = tuple[str, str, str, str]


class FakeClaims:
    """Implements idempotency.Claims; it compresses nothing."""

    def __init__(self) -> None:
        self.kept: dict[Key, Claim] = {}
        self._lock = Lock()

    def add(self, claim: Claim) -> bool:
        with self._lock:
            return self.kept.setdefault(_key(claim.asked), claim) is claim

    def get(self, asked: Asked) -> Claim | None:
        return self.kept.get(_key(asked))

    def replace(self, before: Claim, after: Claim) -> bool:
        with self._lock:
            known = self.kept.get(_key(after.asked))
            if known is None or known.token != before.token:
                return False
            if after.answer and len(after.answer.body or b"") > LARGEST_BYTES:
                after = after.model_copy(update={"answer": after.answer._replace(body=None)})
            self.kept[_key(after.asked)] = after
            return True

    def remove(self, claim: Claim) -> bool:
        with self._lock:
            known = self.kept.get(_key(claim.asked))
            if known is None or known.token != claim.token:
                return False
            del self.kept[_key(claim.asked)]
            return True


def _key(asked: Asked) -> Key:
    return asked[:4]
