"""Options that say what a campaign follows, and how much of it people approve."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from ..errors import InputProblem
from ..models import Campaign

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
"""Seconds of each unit a duration can be written in."""
RULES = ("optional", "marked", "required", "never")
BY_PLAYBOOK = "playbook"
"""Takes a rule away: the phase goes by what the playbook says again."""

PLACES = {
    "name": "--name",
    "model_budget": "--model-budget",
    "playbook": "--playbook",
    "governance": "--governance",
    "phase_rules": "--rule",
    "approval_policy": "--expire-after",
    "approval_policy.remind_after": "--remind-after",
    "approval_policy.on_expiry": "--on-expiry",
}
"""Which option a field of the API comes from."""


class Governance(StrEnum):
    """How much people approve: every phase, those that the playbook marks, or only those that it requires."""

    GUIDED = "guided"
    SEMI_AUTO = "semi-auto"
    AUTO = "auto"


def governance_of(text: str) -> Governance:
    """The governance of this name, as we write it or as the API does. BadParameter if there is none."""
    try:
        return Governance(text.strip().lower().replace("_", "-"))
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not one of {', '.join(Governance)}.") from None


class OnExpiry(StrEnum):
    """What becomes of an approval that nobody gives."""

    APPROVE = "approve"
    FAIL = "fail"


Name = Annotated[str | None, typer.Option("--name", help="What to call the campaign.")]
ModelBudget = Annotated[
    str | None, typer.Option("--model-budget", metavar="USD", help="The most its models may cost together.")
]
PlaybookName = Annotated[
    str | None, typer.Option("--playbook", metavar="NAME", help="What it follows. Default: all ten phases.")
]
Governs = Annotated[
    Governance | None,
    typer.Option(
        "--governance", metavar="|".join(Governance), parser=governance_of, help="How much of it people approve."
    ),
]
Rules = Annotated[
    list[str] | None,
    typer.Option("--rule", metavar="PHASE=RULE", help=f"One phase's own rule: {', '.join(RULES)}. Can be repeated."),
]
RemindAfter = Annotated[
    str | None, typer.Option("--remind-after", metavar="TIME", help="When to remind of an approval: 90s, 30m, 24h, 7d.")
]
ExpireAfter = Annotated[
    str | None, typer.Option("--expire-after", metavar="TIME", help="When an approval expires: 90s, 30m, 24h, 7d.")
]
OnExpiries = Annotated[OnExpiry | None, typer.Option("--on-expiry", help="What an approval that expired becomes.")]


def governed(
    governance: Governance | None,
    rules: Sequence[str] | None,
    remind_after: str | None,
    expire_after: str | None,
    on_expiry: OnExpiry | None,
) -> dict[str, Any]:
    """What was given, as the API has it; InputProblem names the option that is not usable."""
    policy = {
        "remind_after": _seconds(remind_after, "--remind-after"),
        "expire_after": _seconds(expire_after, "--expire-after"),
        "on_expiry": on_expiry.value if on_expiry else None,
    }
    return _given(
        governance=governance.name if governance else None,
        phase_rules=dict(map(_rule, rules)) if rules else None,
        approval_policy=_given(**policy) or None,
    )


def upon(campaign: Campaign, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """`wishes` with what `campaign` has already: its other rules, and the rest of its policy, stay as they are."""
    known = {"phase_rules": campaign.phase_rules, "approval_policy": campaign.approval_policy}
    merged = {name: {**known[name], **wish} if name in known else wish for name, wish in wishes.items()}
    return without_defaults(merged)


def without_defaults(wishes: Mapping[str, Any]) -> dict[str, Any]:
    """`wishes` without the rules that were taken away."""
    if "phase_rules" not in wishes:
        return dict(wishes)
    rules = {phase: rule for phase, rule in wishes["phase_rules"].items() if rule != BY_PLAYBOOK}
    return {**wishes, "phase_rules": rules}


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _rule(text: str) -> tuple[str, str]:
    phase, equals, rule = text.partition("=")
    if not (phase and equals and rule in {*RULES, BY_PLAYBOOK}):
        known = ", ".join((*RULES, BY_PLAYBOOK))
        raise InputProblem(f"--rule: '{text}' is not PHASE=RULE with a rule of {known}; write copy=required")
    return phase, rule


def _seconds(text: str | None, option: str) -> int | None:
    """A duration in seconds: "90", "90s", "30m", "24h", "7d"."""
    if text is None:
        return None
    if not (found := re.fullmatch(r"([0-9]{1,9})([smhd]?)", text.strip())):
        raise InputProblem(f"{option}: '{text}' is no duration; write 90s, 30m, 24h or 7d")
    return int(found[1]) * UNITS[found[2] or "s"]
