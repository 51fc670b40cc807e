import boto3
import pytest
from botocore.exceptions import ClientError

from astromedia.domain.errors import ConfigurationError
from astromedia.storage.secrets import read_secret
from tests.samples import id_at


def secret(text: str) -> str:
    return boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString=text)["ARN"]


def test_an_object_is_read_and_remembered(aws: None) -> None:
    arn = secret('{"signing_key": "k"}')
    assert read_secret(arn) == {"signing_key": "k"}
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString="{}")
    assert read_secret(arn) == {"signing_key": "k"}


def test_a_changed_one_is_read_when_asked_for_afresh_and_remembered_from_then_on(aws: None) -> None:
    arn = secret('{"OPENAI_API_KEY": "old"}')
    assert read_secret(arn) == {"OPENAI_API_KEY": "old"}
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString='{"OPENAI_API_KEY": "new"}')
    assert read_secret(arn, fresh=True) == {"OPENAI_API_KEY": "new"}
    assert read_secret(arn) == {"OPENAI_API_KEY": "new"}


@pytest.mark.parametrize("text", ["hidden-value", '["hidden-value"]', "{hidden-value"])
def test_anything_else_is_refused_without_showing_it(aws: None, text: str) -> None:
    with pytest.raises(ConfigurationError, match="not a JSON object") as refused:
        read_secret(secret(text))
    assert "hidden-value" not in str(refused.value)


def test_a_fault_of_aws_is_told_as_it_is(aws: None) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        read_secret("arn:aws:secretsmanager:eu-west-3:123456789012:secret:none")
