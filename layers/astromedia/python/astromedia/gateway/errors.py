"""What can go wrong between gateway and provider; the gateway turns it into another try or an error of the domain."""

from typing import Literal

from astromedia.domain.errors import ProviderRefused, ProviderUnavailable
from astromedia.domain.ledger import Usage

Charge = Literal["none", "unknown"]


class ProviderBusy(ProviderUnavailable):
    """The provider did not answer this time (429, 5xx, timeout, lost connection); `retry_after` is its wish.

    `charge` says whether the try may have been billed all the same: "none" when it surely was not (it never arrived, or
    was turned away), "unknown" when it was cut off (timeout, lost connection) and counts as the worst case. `usage` is
    what is known to have been used before the cut, if anything: then that is what it counts as.
    """

    def __init__(
        self, detail: str, retry_after: float | None = None, *, charge: Charge = "none", usage: Usage | None = None
    ) -> None:
        super().__init__(detail)
        self.retry_after, self.charge, self.usage = retry_after, charge, usage


class ProviderBroken(ProviderUnavailable):
    """The provider answered with something that is not its protocol; the next try may do better.

    It counts as `usage` if that can be told, else as the worst case: an answer was made, and may be billed.
    """

    def __init__(self, detail: str, *, usage: Usage | None = None) -> None:
        super().__init__(detail)
        self.usage = usage


class KeyRefused(ProviderRefused):
    """The provider does not take our key (401, 403): it may have been changed since we read it."""
