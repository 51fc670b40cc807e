import json
from pathlib import Path

import boto3
import pytest

from infra.deployment import Deployment, key_name
from infra.keys import main
from tests.samples import id_at


@pytest.fixture
def secret(aws: None) -> str:
    """As the template makes it: one value that nobody has seen."""
    content = json.dumps({"current": "c" * 64})
    return boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString=content)["ARN"]


def content(arn: str, **version: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        boto3.client("secretsmanager").get_secret_value(SecretId=arn, **version)["SecretString"]
    )
    return found


def test_a_rotated_value_is_new_and_the_one_before_counts(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["origin", secret])
    first = content(secret)
    assert first["previous"] == "c" * 64
    main(["origin", secret])
    second = content(secret)
    assert second["previous"] == first["current"]
    assert len({first["current"], second["current"], "c" * 64}) == 3
    assert len(second["current"]) == 64


def test_says_which_version_to_deploy_and_nothing_secret(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["origin", secret])
    said = capsys.readouterr().out
    version = said.split("origin_version=")[1].strip()
    assert content(secret, VersionId=version) == content(secret)
    assert not any(value in said for value in content(secret).values())


def test_a_key_for_downloads_is_new_and_those_before_stay(aws: None, capsys: pytest.CaptureFixture[str]) -> None:
    arn = boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString="{}")["ARN"]
    main(["downloads", arn])
    (name,) = content(arn)
    public = capsys.readouterr().out.splitlines()[-1]
    assert key_name(public) == name
    assert Deployment.of({"stage": "prod", "download_keys": public}, Path()).download_keys == public
    main(["downloads", arn])
    said = capsys.readouterr().out
    assert list(content(arn)) == [name, key_name(said.splitlines()[-1])]
    assert "PRIVATE" not in said
