"""What an agent gets to read."""

import pytest

from astromedia.agents.inputs import inputs_for
from astromedia.domain.campaign import Phase, PhaseStatus
from astromedia.domain.errors import InputMissing

PRODUCES = {"strategist": "strategy", "copywriter": "copy", "seo": "seo"}


def phase(name: str, agent: str, needs: tuple[str, ...] = (), done: bool = True) -> Phase:
    return Phase(
        campaign_id="C",
        workspace_id="W",
        name=name,
        agent=agent,
        position=len(needs),
        needs=needs,
        produces=PRODUCES.get(agent, agent),
        status=PhaseStatus.COMPLETED if done else PhaseStatus.IDLE,
        output={"by": agent} if done else None,
    )


PHASES = [
    phase("strategy", "strategist"),
    phase("copy", "copywriter", ("strategy",)),
    phase("seo", "seo", ("strategy",), done=False),
    phase("last", "analytics", ("copy", "seo"), done=False),
]


def test_what_is_optional_is_read_where_it_is_there() -> None:
    got = inputs_for(("strategy",), PHASES, "last", optional=("seo", "copy", "video"))
    assert got == {"strategy": {"by": "strategist"}, "copy": {"by": "copywriter"}}


def test_what_does_not_come_before_is_not_read() -> None:
    assert inputs_for((), PHASES, "copy", optional=("copy", "strategy")) == {"strategy": {"by": "strategist"}}


def test_whoever_wants_any_of_several_gets_at_least_one() -> None:
    with pytest.raises(InputMissing, match="Phase copy needs one of copy, seo;"):
        inputs_for((), PHASES, "copy", optional=("copy", "seo"), any_at_least=True)
    assert inputs_for((), PHASES, "copy", optional=("copy", "seo")) == {}


def test_what_is_wanted_must_be_there() -> None:
    with pytest.raises(InputMissing, match="Phase last needs seo, video,"):
        inputs_for(("seo", "copy", "video"), PHASES, "last")
