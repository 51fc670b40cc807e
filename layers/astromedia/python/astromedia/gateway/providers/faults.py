"""From what went wrong on the wire to one of our three kinds of failure. Pure."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from astromedia.domain.errors import ProviderRefused, ProviderUnavailable
from astromedia.gateway.errors import Charge, KeyRefused, ProviderBroken, ProviderBusy

_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429})
_QUIET = frozenset({401, 403})
"""Statuses whose message may quote a key."""
_GAVE_UP_WAITING = frozenset({504, 524})
"""Said by what stands before a model while the model may still write: as unknown as a timeout of our own."""
_NEVER_SENT = frozenset(
    {"ConnectError", "ConnectTimeout", "LocalProtocolError", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}
)
"""The HTTP library's names for failures before anything of a request has left; after all others it may be billed."""
_OUT_OF_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_error"})


MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
"""What reading an answer raises that is not what its protocol says; no SDK checks it."""


def from_status(
    status: int, headers: Mapping[str, str], kind: str | None, message: str
) -> ProviderUnavailable | ProviderRefused:
    """The failure that an HTTP `status` means; `kind` is the provider's own code or type for it."""
    said = "" if status in _QUIET or not message else f": {message[:200]}"
    detail = f"answered {status}{f' {kind}' if kind else ''}{said}"
    if kind in _OUT_OF_CREDIT:
        return ProviderRefused(detail)
    if status in _WORTH_ANOTHER_TRY or status >= 500:
        charge: Charge = "unknown" if status in _GAVE_UP_WAITING else "none"
        return ProviderBusy(detail, retry_after(headers), charge=charge)
    return (KeyRefused if status in _QUIET else ProviderRefused)(detail)


def unreachable(error: BaseException) -> ProviderBusy:
    """No answer at all: no connection (then nothing was charged), a lost one, or none in time."""
    name = type(error).__name__
    return ProviderBusy(f"did not answer ({name})", charge="none" if name in _NEVER_SENT else "unknown")


def unreadable(error: Exception) -> ProviderBroken:
    """An answer that is not the provider's protocol."""
    return ProviderBroken(f"sent an answer that cannot be read ({type(error).__name__})")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds a provider asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date after `date`."""
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds is not None:
            return max(0.0, float(milliseconds) / 1000)
        return None if seconds is None else max(0.0, float(seconds))
    except ValueError:
        return _until(seconds or "", headers.get("date", ""))


def _until(moment: str, now: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(moment) - parsedate_to_datetime(now)).total_seconds())
    except (TypeError, ValueError):
        return None
