"""The smoke test of a deployment, run against the local cloud as against any other."""

import re

import pytest

from infra import smoke
from infra.local import LocalCloud
from infra.local.plan import fake_credentials


def test_a_stage_that_is_up_carries_a_campaign(cloud: LocalCloud, capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke.main(["--url", cloud.endpoints.api_url, "--playbook", "content_only"]) == 0
    ready, took = capsys.readouterr().out.splitlines()
    assert ready.startswith(f"{cloud.endpoints.api_url}  ready: ")
    assert re.fullmatch(r"COMPLETED  [1-9][0-9]* phases, [1-9][0-9]* calls, [0-9.]+ s, USD 0(\.0+)?", took)


def test_the_stacks_say_where_it_is(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in fake_credentials(cloud.endpoints.aws_endpoint_url).items():
        monkeypatch.setenv(name, value)
    assert smoke.address("dev") == cloud.endpoints.output("ApiUrl")
    with pytest.raises(smoke.SmokeFailed, match="no stack of stage nowhere says"):
        smoke.address("nowhere")
