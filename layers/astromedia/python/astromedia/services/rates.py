"""How often somebody may ask: what a request counts against, and what follows when that is used up."""

import hashlib
import ipaddress
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from astromedia.domain.account import Caller
from astromedia.domain.errors import RateLimited, RatesUnavailable
from astromedia.domain.plan import DEFAULT_PLAN, plan_named
from astromedia.domain.ports import Clock, Rates
from astromedia.domain.rate import Quota, Rate, Standing, tightest
from astromedia.kit.metrics import RATE_LIMITED, RATES_UNAVAILABLE
from astromedia.kit.observability import LOG, meter

STANDARD, AUTH, AI = "standard", "auth", "ai"
PLAN_LASTS = timedelta(minutes=1)
"""How long a workspace's plan is remembered: no request reads it anew."""
MOST_PLANS = 10_000
IPV6_NETWORK = 64
"""Bits of an IPv6 address that one customer of a provider has: the rest is theirs to choose."""


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """The rates. `standard` is for everybody; None: what the workspace's plan says."""

    auth: Rate
    ai: Rate
    standard: Rate | None = None

    def standard_of(self, plan: str) -> Rate:
        """What each user of a workspace with this plan has."""
        return self.standard or Rate(plan_named(plan).requests_per_minute, 60)


@dataclass(frozen=True, kw_only=True)
class RateService:
    """Counts over any store. `plan_of` tells a workspace's plan."""

    rates: Rates
    plan_of: Callable[[str], str]
    allowed: Allowed
    clock: Clock
    _plans: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def count_visit(self, address: str) -> Sequence[Standing]:
        """Count a request of nobody we know, from this IP address. Counted or not, it is never unavailable."""
        return self._count([self._visitor(address)])

    def count_call(self, caller: Caller, *, ai: bool = False, proving: bool = False) -> Sequence[Standing]:
        """Count a request of `caller`: with `ai` one that sets models to work, with `proving` a try to prove who it is.

        RatesUnavailable if a try cannot be counted.
        """
        own = _subject("user", caller.user_id)
        whose = _subject("key", caller.api_key_id) if caller.api_key_id else own
        quotas = [Quota(STANDARD, whose, self.allowed.standard_of(self._plan(caller.workspace_id)))]
        quotas += [Quota(AI, own, self.allowed.ai)] if ai else []
        return self._count([*quotas, Quota(AUTH, own, self.allowed.auth)] if proving else quotas, closed=proving)

    def count_try(self, address: str, email: str | None) -> Sequence[Standing]:
        """Count a try to prove who one is: against the address, and against the account of this email address.

        What the address has no room for is not counted against the account: nobody locks many of them from one place.
        RatesUnavailable if it cannot be counted.
        """
        quotas = self._trier(address)
        account = [self._account(email)] if email else []
        standings = self._count([*quotas, *account], closed=True)
        if not all(each.taken for each in standings[: len(quotas)]):
            self._give_back([each.quota for each in standings[len(quotas) :] if each.taken])
            return standings[: len(quotas)]
        return standings

    def count_account(self, email: str) -> Sequence[Standing]:
        """Count a try, whose address is counted, against the account that only its content led to.

        RatesUnavailable if it cannot be counted.
        """
        return self._count([self._account(email)], closed=True)

    def try_of(self, address: str, email: str | None) -> Sequence[Quota]:
        """What a try from this address counts against, that to prove to be somebody of this email address if given."""
        return [*self._trier(address)[1:], *([self._account(email)] if email else [])]

    def uncounted_try(self, address: str) -> Sequence[Standing]:
        """What is told of the limits when a try could not be counted."""
        return _unused(self._trier(address))

    def succeeded(self, standings: Sequence[Standing], earlier: Sequence[Quota] = ()) -> Sequence[Standing]:
        """Where these stand after the try was no guess: it, and no other one, is given back; but for the `earlier` try
        that it completes."""
        given = Counter([*(each.quota for each in standings if each.quota.name == AUTH), *earlier])
        self._give_back([*given.elements()])
        return [each._replace(left=each.left + given[each.quota]) for each in standings]

    def _visitor(self, address: str) -> Quota:
        return Quota(STANDARD, _subject("address", _place(address)), self.allowed.standard_of(DEFAULT_PLAN))

    def _account(self, email: str) -> Quota:
        return Quota(AUTH, _subject("account", email.lower()), self.allowed.auth)

    def _trier(self, address: str) -> list[Quota]:
        return [self._visitor(address), Quota(AUTH, _subject("address", _place(address)), self.allowed.auth)]

    def _count(self, quotas: Sequence[Quota], *, closed: bool = False) -> Sequence[Standing]:
        try:
            return tuple(self.rates.take(quotas))
        except RatesUnavailable as problem:
            self._tell(problem, closed=closed)
            if closed:
                raise
        return _unused(quotas)

    def _give_back(self, quotas: Sequence[Quota]) -> None:
        try:
            if quotas:
                self.rates.give_back(quotas)
        except RatesUnavailable as problem:
            self._tell(problem, closed=False)

    def _tell(self, problem: RatesUnavailable, *, closed: bool) -> None:
        became = "refused" if closed else "let through"
        LOG.warning("Requests cannot be counted", extra={"why": problem.detail, "request": became})
        meter(RATES_UNAVAILABLE, request=became.replace(" ", "-"))

    def _plan(self, workspace_id: str) -> str:
        if self.allowed.standard:
            return DEFAULT_PLAN
        now = self.clock()
        plan, until = self._plans.get(workspace_id, ("", now))
        if until <= now:
            plan = self.plan_of(workspace_id)
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[workspace_id] = (plan, now + PLAN_LASTS)
        return plan


def refuse(standings: Sequence[Standing]) -> None:
    """RateLimited, by what has to be waited for longest, if one of them had no room for the request."""
    full = [each for each in tightest(standings) if not each.taken]
    if full:
        quota, seconds = max(full, key=lambda each: each.reset).quota, max(each.reset for each in full)
        wait = whole_seconds(seconds)
        meter(RATE_LIMITED, limit=quota.name)
        raise RateLimited(
            f"The limit '{quota.name}' of {quota.rate.amount} requests in {quota.rate.seconds} seconds is used up; "
            f"ask again in {wait} seconds.",
            seconds=wait,
        )


def whole_seconds(seconds: float) -> int:
    """So many, rounded up: after them, what was waited for is there."""
    return max(1, ceil(seconds))


def _unused(quotas: Sequence[Quota]) -> Sequence[Standing]:
    return tuple(Standing(quota, True, quota.rate.amount, quota.rate.seconds) for quota in quotas)


def _subject(kind: str, whose: str) -> str:
    return hashlib.sha256(f"{kind}:{whose}".encode()).hexdigest()[:32]


def _place(address: str) -> str:
    """What one client has: an IPv4 address, or the network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), IPV6_NETWORK), strict=False))
