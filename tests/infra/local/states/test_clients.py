"""An execution does not fail because the host ends."""

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from infra.local.states.clients import unless_the_host_ends


def test_a_function_that_cannot_be_reached_is_no_failure_until_the_host_had_time_to_end() -> None:
    def invoke(**parameters: Any) -> Any:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    pauses: list[float] = []
    with pytest.raises(EndpointConnectionError):
        unless_the_host_ends(invoke, pauses.append)(FunctionName="f")
    assert len(pauses) == 1
    assert unless_the_host_ends(lambda **parameters: parameters, pauses.append)(FunctionName="f") == {
        "FunctionName": "f"
    }
