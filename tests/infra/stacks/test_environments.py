"""What is in the environment of a function can be read in the console: nothing there is secret."""

import re
from typing import Any

from tests.infra.reading import Cloud, named, references

SUSPECT = re.compile(r"secret|token|password|credential|api_?key|private", re.IGNORECASE)


def secrets_of(cloud: Cloud) -> set[str]:
    return set(cloud.resources("AWS::SecretsManager::Secret"))


def variables(cloud: Cloud) -> list[tuple[str, Any]]:
    return [pair for function in cloud.functions().values() for pair in function["Environment"]["Variables"].items()]


def test_a_secret_is_named_never_given(cloud: Cloud, production: Cloud) -> None:
    for each in (cloud, production):
        for name, value in variables(each):
            if SUSPECT.search(name) or set(references(value)) & secrets_of(each):
                assert name.endswith("_SECRET_ARN"), name
                assert named(value) in secrets_of(each), name


def test_no_value_of_a_secret_is_resolved_into_an_environment(cloud: Cloud, production: Cloud) -> None:
    """Not by CloudFormation either, which would write it into the function's settings."""
    for each in (cloud, production):
        for name, value in variables(each):
            assert "resolve:" not in named(value), name


def test_the_secrets_are_those_that_functions_read_at_run_time(production: Cloud) -> None:
    assert {name for name, _ in variables(production) if name.endswith("_SECRET_ARN")} >= {
        "AUTH_SECRET_ARN",
        "MODEL_SETTINGS_SECRET_ARN",
    }
