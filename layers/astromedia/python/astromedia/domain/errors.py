"""One error base. The API turns errors into problem+json; the ASL retries and catches them by class name."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .campaign import Attempt
from .money import ZERO


class FieldError(NamedTuple):
    """One field that is wrong: its path as the client wrote it, and what to do about it."""

    field: str
    message: str


class AstroError(Exception):
    """Base of all our errors. `status` is the HTTP status it means, `title` its short human name."""

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class InvalidInput(AstroError):
    """The request is well-formed but its content is not acceptable."""

    status, title = 422, "Invalid input"


class Unauthorized(AstroError):
    """No valid credentials."""

    status, title = 401, "Unauthorized"


class Forbidden(AstroError):
    """The caller is known, but their role does not allow this."""

    status, title = 403, "Forbidden"


class NotFound(AstroError):
    """There is no such thing in the caller's workspace."""

    status, title = 404, "Not found"


class Conflict(AstroError):
    """The thing is not in a state that allows this."""

    status, title = 409, "Conflict"


class MailRefused(AstroError):
    """The mail service did not take a message."""

    status, title = 503, "Service unavailable"


class ErrandRefused(AstroError):
    """What is to be done after the answer could not be left to anybody."""

    status, title = 503, "Service unavailable"


class IdentityProviderUnavailable(AstroError):
    """A service that says who people are does not answer, or not as it should; `detail` is for whoever logs in."""

    status, title = 503, "Service unavailable"


class RateLimited(AstroError):
    """Too many requests: the next one has a chance in `seconds`."""

    status, title = 429, "Too many requests"

    def __init__(self, detail: str, *, seconds: float) -> None:
        super().__init__(detail)
        self.seconds = seconds


class RatesUnavailable(AstroError):
    """Requests cannot be counted now; it is worth another try in `seconds`."""

    status, title = 503, "Service unavailable"

    def __init__(self, detail: str, *, seconds: float) -> None:
        super().__init__(detail)
        self.seconds = seconds


class ConfigurationError(AstroError):
    """A setting is missing or bad; the message names it."""

    title = "Configuration error"


class WorkError(AstroError):
    """Base of what can end a phase. The compiler's ASL names these classes.

    `attempts` and `cost` (US dollars) are the model calls that were made all the same.
    """

    status = 502
    attempts: tuple[Attempt, ...] = ()
    cost: Decimal = ZERO


class ProviderUnavailable(WorkError):
    """Every provider of the chain was busy, broken or unreachable: worth another try later."""

    title = "Model provider unavailable"


class ProviderRefused(WorkError):
    """The provider refused the call (bad key, content policy, unknown model): trying again changes nothing."""

    title = "Model provider refused the call"


class SwitchedOff(WorkError):
    """An operator switched the model, or its provider, off for now: it is not asked until they switch it on."""

    status, title = 503, "Model switched off"


class OutputInvalid(WorkError):
    """The model's answer broke the phase's rules, also after one repair."""

    title = "Model output invalid"


class PriceUnknown(WorkError):
    """The price book has no price for this model: the call is refused, never taken as free."""

    title = "Price unknown"


class BudgetExceeded(WorkError):
    """A budget has not enough left for a call's worst case: the call is refused before anything is asked.

    `scope` names the budget, `free` is what is left of its `cap` (US dollars).
    """

    status, title = 402, "Budget exceeded"

    def __init__(self, detail: str, *, scope: str, free: Decimal, cap: Decimal) -> None:
        super().__init__(detail)
        self.scope, self.free, self.cap = scope, free, cap


class InputMissing(WorkError):
    """A phase was started before a phase it needs was completed."""

    title = "Phase input missing"


class FilesRefused(WorkError):
    """The store of files lets us in no more: a right is missing, or a clock is wrong. Trying again changes nothing."""

    status, title = 503, "Service unavailable"


class ApprovalExpired(WorkError):
    """Nobody decided in time on a phase whose default is to fail."""

    title = "Approval expired"


class CampaignEnded(WorkError):
    """The campaign was cancelled while work on it went on: what is not begun yet is not begun any more."""

    title = "Campaign ended"


class RenderPending(AstroError):
    """A rendering goes on at its provider: the phase is to be run again in `seconds`. It has not failed."""

    status, title = 503, "Rendering goes on"

    def __init__(self, detail: str, *, seconds: int) -> None:
        super().__init__(detail)
        self.seconds = seconds
