"""A parameter and the values before it, in the Parameter Store."""

from itertools import islice

import boto3
import pytest

from astromedia.domain.errors import ConfigurationError
from astromedia.storage.clients import parameters
from astromedia.storage.parameter import SsmParameter
from tests.samples import id_at


def put(name: str, *values: str) -> SsmParameter:
    for value in values:
        boto3.client("ssm").put_parameter(Name=name, Value=value, Type="String", Overwrite=True)
    return SsmParameter(name)


def test_values_come_newest_first(aws: None) -> None:
    parameter = put(f"/test/{id_at()}", "1", "2", "3")
    assert list(parameter.versions()) == ["3", "2", "1"]
    assert list(islice(parameter.versions(), 2)) == ["3", "2"]


def test_one_that_nobody_put_has_none(aws: None) -> None:
    assert not list(SsmParameter(f"/test/{id_at()}").versions())


def test_one_that_was_removed_has_none(aws: None) -> None:
    name = f"/test/{id_at()}"
    parameter = put(name, "1")
    boto3.client("ssm").delete_parameter(Name=name)
    assert not list(parameter.versions())


def test_a_store_that_does_not_answer_is_told_of(aws: None) -> None:
    parameters.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:1")
        with pytest.raises(ConfigurationError, match=r"The parameter /test/p cannot be read: .*connect"):
            next(SsmParameter("/test/p").versions())
    parameters.cache_clear()
