"""What an event says, in words. Whatever has none tells its own facts by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..models import Event
from .failures import one_line
from .format import FROM, between, moment, money

Facts = Mapping[str, Any]

NOISE = frozenset({"cost.settled"})
"""Events that repeat what the line of their phase says when it is done."""


def event_line(event: Event, origin: datetime | None = None, facts: str | None = None) -> str:
    """One event on one line; its time is in seconds since `origin`, or absolute without one.

    `facts` are what to say about it; by default what the event says itself.
    """
    when = f"{event.at:%Y-%m-%d %H:%M:%S}" if origin is None else f"{between(origin, event.at):7.1f} s"
    what = told(event) if facts is None else facts
    return f"{when}  {one_line(event.type):<23}  {one_line(event.phase or ''):<13}  {what}".rstrip()


def told(event: Event) -> str:
    """The event's own facts on one line; its revision only if it is not the first."""
    words = _WORDS.get(event.type, _by_name)(event.data)
    revision = event.data.get("revision", 1)
    return one_line(", ".join(filter(None, [f"revision {revision}" if revision != 1 else "", words])))


def _by_name(data: Facts) -> str:
    """Each fact with its name; those without a plain value are left out."""
    facts = ((name, value) for name, value in data.items() if isinstance(value, str | int | float) and value != "")
    return "  ".join(f"{name}={one_line(value)}" for name, value in facts if name != "revision")


def _by(data: Facts) -> str:
    who = data.get("by") or data.get("decided_by")
    rest = _by_name(_others(data, "by", "decided_by", "run", "kept"))
    run = f"run {data['run']}" if "run" in data else ""
    kept = f"{data['kept']} phases kept" if "kept" in data else ""
    return ", ".join(filter(None, [f"by {who}" if who else "", run, kept, rest]))


def _changed(data: Facts) -> str:
    return f"now {', '.join(sorted(data))}" if data else ""


def _started(data: Facts) -> str:
    answers = f"answers {quoted(data['feedback'])}" if data.get("feedback") else ""
    return ", ".join(filter(None, [str(data.get("agent", "")), answers, _by_name(_others(data, "agent", "feedback"))]))


def _asked(data: Facts) -> str:
    until = f"until {_moment_of(data['expires_at'])}" if data.get("expires_at") else ""
    to = f"by {data['assignee']}" if data.get("assignee") else ""
    reason = f"({data['reason']})" if data.get("reason") else ""
    return " ".join(filter(None, ["waits for an approval", to, until, reason]))


def _approved(data: Facts) -> str:
    how = "with edits" if data.get("decision") == "edited" else ""
    who = f"by {data['decided_by']}" if data.get("decided_by") else "as nobody decided"
    said = quoted(data["comment"]) if data.get("comment") else ""
    return " ".join(filter(None, [how, who, said]))


def _rejected(data: Facts) -> str:
    next_one = f"revision {data['next_revision']} follows" if data.get("next_revision") else ""
    who = f"by {data['decided_by']}" if data.get("decided_by") else ""
    return ", ".join(filter(None, [who, quoted(data.get("feedback", "")), next_one]))


def _expired(data: Facts) -> str:
    return f"nobody decided, so it is to {data['on_expiry']}" if data.get("on_expiry") else "nobody decided"


def _failed(data: Facts) -> str:
    return ": ".join(str(data[name]) for name in ("error", "detail") if data.get(name)) or _by_name(data)


def _settled(data: Facts) -> str:
    maker = "/".join(str(data[name]) for name in ("provider", "model") if data.get(name))
    source = FROM.get(str(data.get("source")), "")
    return ", ".join(filter(None, [_money_of(data.get("cost")), maker, source]))


def _completed(data: Facts) -> str:
    answer = str(data.get("response") or "")
    rest = _by_name(_others(data, "agent", "cost", "response", "content_hash"))
    return ", ".join(filter(None, [str(data.get("agent", "")), _money_of(data.get("cost")), answer, rest]))


def quoted(text: object) -> str:
    """What someone said, in quotes."""
    return f"“{one_line(text)}”"


def _others(data: Facts, *names: str) -> Facts:
    return {name: value for name, value in data.items() if name not in names}


def _moment_of(text: object) -> str:
    try:
        return moment(datetime.fromisoformat(str(text)))
    except ValueError:
        return str(text)


def _money_of(amount: object) -> str:
    try:
        return "" if amount is None else money(Decimal(str(amount)))
    except InvalidOperation:
        return str(amount)


_WORDS: Mapping[str, Callable[[Facts], str]] = {
    "campaign.launched": _by,
    "campaign.started": _by,
    "campaign.paused": _by,
    "campaign.resumed": _by,
    "campaign.retried": _by,
    "campaign.cancelled": _by,
    "campaign.changed": _changed,
    "campaign.failed": _failed,
    "phase.started": _started,
    "phase.retried": lambda data: ", ".join(filter(None, ["again", _started(data)])),
    "phase.awaiting_approval": _asked,
    "phase.approved": _approved,
    "phase.rejected": _rejected,
    "phase.expired": _expired,
    "phase.completed": _completed,
    "phase.failed": _failed,
    "phase.skipped": lambda data: f"was {data['was']}" if data.get("was") else "",
    "asset.created": lambda data: str(data.get("name", "")),
    "cost.settled": _settled,
}
