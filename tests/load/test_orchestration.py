"""The figures of the bench of orchestration, from runs that never were; and the model server it needs."""

import httpx
import pytest

from .figures import Figure
from .orchestration import PEERS, ROUNDS, Ran, _added, _makespan, _ran, _throughput
from .paced import STEPS, Ask, Dag, Step, set_latency, take_asks
from .paced_server import paced_server
from .processes import Failed

DAG: Dag = {"a": [], "b": ["a"]}
ALONE, CROWD = Step(200, 1), Step(200, 2)


def ran(seconds: float, lap: float = 0.05, step: Step = ALONE) -> Ran:
    asks = [
        ask
        for number in range(step.at_once)
        for ask in (Ask(str(number), "a", 10.1, 10.3), Ask(str(number), "b", 10.3 + lap, 10.5 + lap))
    ]
    told = {"seconds": seconds, "asks": asks, "launched": 10.0, "seen": 10.6 + lap, "timeline": [seconds - 0.01]}
    return _ran(DAG, step, told)


def by_name(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def test_makespans_are_told_in_critical_paths_beside_every_peer() -> None:
    runs = {"ours": [ran(0.5), ran(0.48), ran(9)], **{peer: [ran(0.4), ran(0.44), ran(0.42)] for peer in PEERS}}
    figures = by_name(list(_makespan(ALONE, runs, DAG)))
    own = figures["orchestration_makespan_200ms"]
    assert (own.value, own.peer, own.at_most, own.runs) == (1.25, None, 1.3, ROUNDS)
    assert figures["orchestration_timeline_200ms"].value == pytest.approx(0.49 / 0.4)
    for peer, title in PEERS.items():
        beside = figures[f"orchestration_makespan_200ms_to_{peer}"]
        assert (beside.value, beside.peer) == (1.25, title)
        assert beside.peer_value == pytest.approx(1.05)


def test_campaigns_per_second_are_held_against_those_of_the_crew() -> None:
    runs = {"ours": [ran(2.0, step=CROWD)], **{peer: [ran(4.0, step=CROWD)] for peer in PEERS}}
    figures = by_name(list(_throughput(CROWD, runs)))
    crew = figures["orchestration_2_at_once_to_crewai_crew"]
    assert (crew.value, crew.peer_value, crew.ratio, crew.at_least) == (1.0, 0.5, 2.0, 1.0)
    assert figures["orchestration_2_at_once_to_langgraph"].at_least is None


def test_what_a_phase_adds_is_beside_its_model_call() -> None:
    alone = {"ours": [ran(0.5, lap) for lap in (0.02, 0.03, 0.04)], **{peer: [ran(0.5, 0.01)] for peer in PEERS}}
    figures = by_name(list(_added(DAG, dict.fromkeys(STEPS, alone))))
    assert figures["orchestration_phase_added_p50"].value == pytest.approx(30)
    assert figures["orchestration_phase_added_p95_to_crewai_flow"].ratio == pytest.approx(4)
    assert figures["orchestration_launch_p50"].value == pytest.approx(100)
    assert figures["orchestration_close_p50"].value == pytest.approx(100)


def test_a_run_of_other_work_fails() -> None:
    with pytest.raises(Failed, match="1 campaigns asked the model, not 2"):
        _ran(DAG, CROWD, ran(1).told)


def test_the_paced_server_takes_its_time_and_tells_who_asked() -> None:
    body = {"messages": [{"role": "user", "content": "Do phase-copy of campaign-7f."}]}
    with paced_server("Hello") as url, httpx.Client() as client:
        set_latency(url, 20)
        answer = client.post(f"{url}/v1/chat/completions", json=body).json()
        (ask,) = take_asks(url)
        assert take_asks(url) == []
    assert answer["choices"][0]["message"]["content"] == "Hello"
    assert (ask.campaign, ask.phase) == ("7f", "copy")
    assert ask.answered > ask.asked


def test_what_warms_up_is_never_slower_than_need_be() -> None:
    assert [step.warm for step in (Step(2000, 1), Step(200, 20), Step(50, 3))] == [
        Step(200, 1), Step(200, 20), Step(50, 3)
    ]  # fmt: skip
