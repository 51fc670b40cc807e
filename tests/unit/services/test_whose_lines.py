"""What one invocation does for many: each line says for whom, and the invocation's own lines stay its own."""

from dataclasses import replace

from astromedia.domain.campaign import Failure, PhaseStatus
from astromedia.domain.gate import Gate
from astromedia.kit.observability import LOG, begin
from tests import fakes
from tests.logged import InLambda, lines
from tests.samples import NOW

from .burst import Burst
from .desk import Desk
from .test_firing import AT, Town
from .test_reconcile import Site


class Refusing(fakes.FakeGates):
    """Gates that cannot be removed."""

    def remove(self, gate: Gate) -> None:
        raise ConnectionError("no answer")


def test_a_run_is_started_in_the_name_of_who_launched_it_whoever_ends_its_wait() -> None:
    queue = fakes.FakeQueue(fakes.FakeClock(NOW))
    burst = Burst(queue, queue.enqueue, fakes.FakeCampaigns(), fakes.FakeClock(NOW), stage_limit=9)
    launched = burst.launch("01HERE", 2)
    with lines() as written:
        begin(InLambda("F1"))
        burst.dispatcher().sweep()
    started = [line for line in written if line["message"] == "run started"]
    assert [(line["request_id"], line["campaign_id"]) for line in started] == [
        (ticket.request_id, ticket.campaign_id) for ticket in launched
    ]
    assert {line["function_request_id"] for line in written} == {"F1"}
    (swept,) = [line for line in written if line["message"] == "queue swept"]
    assert swept["request_id"] == "F1"
    assert "campaign_id" not in swept


def test_a_hold_is_ended_in_the_name_of_the_request_that_held() -> None:
    site = Site()
    hold = site.hold(started=True)
    site.expire()
    with lines() as written:
        begin(InLambda("F2"))
        site.reconciler.run()
    ended, summary = written
    assert (ended["request_id"], ended["campaign_id"]) == (hold.worst.request_id, hold.worst.campaign_id)
    assert (ended["phase"], ended["hold"]) == (hold.worst.phase, hold.id)
    assert summary["request_id"] == "F2"


def test_a_gate_is_looked_after_in_the_name_of_its_run() -> None:
    desk, gates = Desk(), Refusing()
    desk.change("copy", status=PhaseStatus.COMPLETED)
    gates.put(Gate("W1", desk.made.id, "copy", "token-copy", "R1", desk.clock()))
    with lines() as written:
        begin(InLambda("F3"))
        replace(desk.keeper, gates=gates).look_after()
        LOG.info("done")
    failed, done = written
    assert failed["message"] == "gate not looked after"
    assert (failed["request_id"], failed["campaign_id"], failed["phase"]) == ("R1", desk.made.id, "copy")
    assert done["request_id"] == "F3"


def test_an_occurrence_is_given_up_under_the_id_it_would_have_been_launched_under() -> None:
    town = Town()
    with lines() as written:
        begin(InLambda("F4"))
        town.firing.give_up("W1", town.schedule.id, AT, Failure(error="NotLaunched", detail="why"))
    (line,) = written
    assert line["request_id"] == town.schedule.request_id(AT)
    assert (line["workspace_id"], line["error"]) == ("W1", "NotLaunched")
