"""The local cloud enforces the template's policies: what a role lacks would show here as a refusal."""

import json
import re

from infra.local import LocalCloud
from infra.local.plan import local_session

REFUSAL = re.compile(r"is not authorized to perform: \S+ on resource: [^\"\s]+")


def test_a_campaign_needs_nothing_that_a_role_lacks(cloud: LocalCloud, finished: str) -> None:
    """Some refusals fail nothing, such as that of an alert: they are in a log only."""
    logs = cloud.folder.logs.glob("astromedia-*.log")
    refusals = {log.stem: REFUSAL.findall(log.read_text(encoding="utf-8")) for log in logs}
    assert len(refusals) > 10
    assert not {name: found for name, found in refusals.items() if found}


def test_what_runs_by_the_clock_may_do_its_work(cloud: LocalCloud) -> None:
    client = local_session().client("lambda", endpoint_url=cloud.endpoints.aws_endpoint_url)
    answer = client.invoke(FunctionName="astromedia-dev-reconcile-holds")
    assert json.load(answer["Payload"]) == {"settled": 0, "released": 0, "left": 0}
