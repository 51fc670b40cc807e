"""The model settings secret, and a key in it that is changed while agents run."""

import json
from collections.abc import Mapping

import boto3
import pytest

from astromedia.bootstrap.models import model_settings
from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.providers.table import ProviderTable
from tests.samples import id_at
from tests.unit.gateway.providers.protocols import good
from tests.unit.gateway.providers.samples import text_call
from tests.unit.gateway.providers.servers import Reply, scripted


def secret(settings: Mapping[str, str]) -> str:
    made = boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString=json.dumps(settings))
    return made["ARN"]


def test_the_same_secret_is_the_same_settings(aws: None) -> None:
    arn = secret({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "a,b"})
    settings = model_settings(arn)
    assert settings.OPENAI_MODEL == ("a", "b")
    assert model_settings(arn) is model_settings(arn, fresh=True) is settings


def test_a_bad_setting_is_named_without_its_value(aws: None) -> None:
    arn = secret({"OPENAI_API_KEY": "hush", "OPENAI_BASE_URL": "hush-hush"})
    with pytest.raises(ConfigurationError, match="OPENAI_BASE_URL") as refused:
        model_settings(arn)
    assert "hush" not in refused.value.detail


def test_a_rotated_key_is_used_at_once_when_the_old_one_is_refused(aws: None) -> None:
    with scripted(good("openai"), Reply(401, {"error": {"message": "expired"}}), good("openai")) as server:
        held = {"OPENAI_API_KEY": "old", "OPENAI_BASE_URL": f"{server.url}/v1"}
        arn = secret(held)
        provider = ProviderTable(model_settings(arn), lambda: model_settings(arn, fresh=True)).text("openai")
        provider.complete(text_call(), "m", 5)
        boto3.client("secretsmanager").put_secret_value(
            SecretId=arn, SecretString=json.dumps(held | {"OPENAI_API_KEY": "new"})
        )
        assert provider.complete(text_call(), "m", 5).text == "{}"
    assert [headers["authorization"] for headers in server.headers] == ["Bearer old", "Bearer old", "Bearer new"]
    key = model_settings(arn).OPENAI_API_KEY
    assert key is not None
    assert key.get_secret_value() == "new"
