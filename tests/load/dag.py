"""Questions to a DAG and to what the model was asked while it ran: was it the same work, and where did the time go?"""

from collections.abc import Iterable, Mapping

from .paced import Ask, Dag
from .processes import Failed

Campaign = Mapping[str, Ask]
"""What the phases of one campaign asked, by phase."""


def critical_path(dag: Dag) -> int:
    """How many phases the longest chain of needs has."""

    def length(phase: str) -> int:
        return 1 + max(map(length, dag[phase]), default=0)

    return max(map(length, dag))


def campaigns(dag: Dag, asks: Iterable[Ask], count: int) -> list[Campaign]:
    """What each of `count` campaigns asked. Failed unless each phase did once, and never before its needs were done."""
    found: dict[str, dict[str, Ask]] = {}
    for ask in asks:
        campaign = found.setdefault(ask.campaign, {})
        if ask.phase in campaign:
            raise Failed(f"phase {ask.phase} of campaign {ask.campaign} asked the model twice")
        campaign[ask.phase] = ask
    if len(found) != count:
        raise Failed(f"{len(found)} campaigns asked the model, not {count}")
    for campaign in found.values():
        _check(dag, campaign)
    return list(found.values())


def added(dag: Dag, campaign: Campaign) -> list[float]:
    """Milliseconds from the last answer that each phase needed to its own question, for phases that need any."""
    return [
        (campaign[phase].asked - max(campaign[need].answered for need in needs)) * 1e3
        for phase, needs in dag.items()
        if needs
    ]


def _check(dag: Dag, campaign: Campaign) -> None:
    if campaign.keys() != dag.keys():
        raise Failed(f"the phases {', '.join(sorted(campaign))} asked the model, not {', '.join(sorted(dag))}")
    for phase, needs in dag.items():
        for need in needs:
            if campaign[phase].asked < campaign[need].answered:
                raise Failed(f"phase {phase} asked the model before {need}, which it needs, was done")
