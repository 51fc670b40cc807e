"""What can go wrong between gateway and provider; the gateway turns it into another try or an error of the domain."""

from astromedia.domain.errors import ProviderUnavailable


class ProviderBusy(ProviderUnavailable):
    """The provider did not answer this time (429, 5xx, timeout, lost connection); `retry_after` is its wish."""

    def __init__(self, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ProviderBroken(ProviderUnavailable):
    """The provider answered with something that is not its protocol; the next try may do better."""
