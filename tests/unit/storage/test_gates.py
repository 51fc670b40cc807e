from datetime import timedelta
from typing import Any

from astromedia.domain.gate import Gate
from astromedia.domain.ports import Gates
from tests.samples import NOW, id_at


def gate(**changes: Any) -> Gate:
    return Gate("W1", id_at(), "copy", "token-1", "R1", NOW)._replace(**changes)


def test_a_campaigns_gates_are_found_with_their_tokens(gates: Gates) -> None:
    copy = gate()
    seo = copy._replace(phase="seo", token="token-2", due=NOW + timedelta(microseconds=5))
    for each in (seo, copy):
        gates.put(each)
    assert list(gates.of_campaign("W1", copy.campaign_id)) == [copy, seo]
    assert list(gates.of_campaign("W2", copy.campaign_id)) == []


def test_a_phase_waits_at_one_gate_the_last(gates: Gates) -> None:
    first = gate()
    second = first._replace(token="token-2", due=NOW + timedelta(days=1))
    gates.put(first)
    gates.put(second)
    assert list(gates.of_campaign("W1", first.campaign_id)) == [second]


def test_a_gate_is_looked_after_later_unless_the_phase_waits_at_another_or_at_none(gates: Gates) -> None:
    first, later = gate(), NOW + timedelta(minutes=5)
    second = first._replace(token="token-2")
    gates.put(first)
    gates.postpone(first, later)
    assert list(gates.of_campaign("W1", first.campaign_id)) == [first._replace(due=later)]
    gates.put(second)
    gates.postpone(first, later)
    assert list(gates.of_campaign("W1", first.campaign_id)) == [second]
    gates.remove(second)
    gates.postpone(second, later)
    assert list(gates.of_campaign("W1", first.campaign_id)) == []


def test_a_gate_is_removed_once_unless_the_phase_waits_at_another(gates: Gates) -> None:
    first = gate()
    second = first._replace(token="token-2")
    gates.put(second)
    gates.remove(first)
    assert list(gates.of_campaign("W1", first.campaign_id)) == [second]
    gates.remove(second)
    gates.remove(second)
    assert list(gates.of_campaign("W1", first.campaign_id)) == []


def test_what_is_due_comes_in_the_order_of_time_whosever_it_is(gates: Gates) -> None:
    far = timedelta(days=-400)
    late, early = gate(due=NOW + far), gate(due=NOW + 2 * far, workspace_id="W2")
    for each in (late, early, gate(due=NOW + timedelta(days=400))):
        gates.put(each)
    assert [each for each in gates.due(NOW + far, 100) if each in (late, early)] == [early, late]
    assert gates.due(NOW + 2 * far, 1) == [early]
    for each in (late, early):
        gates.remove(each)
