"""Puts the model settings where functions read them, as an operator does on AWS with `put-secret-value`."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from astromedia.gateway.settings import ModelSettings
from infra.local.plan import local_session

OUTPUT = "ModelSettingsSecretArn"
"""The stack output that names the secret."""
NAMES = tuple(ModelSettings.model_fields)


def model_settings(environ: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """The model settings that are set, in the environment or else in the file `dotenv`."""
    file = dotenv_values(dotenv) if dotenv.exists() else {}
    found = {name: environ.get(name) or file.get(name) for name in NAMES}
    return {name: value for name, value in found.items() if value}


def arns(outputs: Iterable[Mapping[str, str]]) -> list[str]:
    """The secret that the stacks' outputs name, if any."""
    return [output[OUTPUT] for output in outputs if OUTPUT in output]


def put(aws_url: str, arn: str, settings: Mapping[str, str]) -> bool:
    """Write `settings` to the secret as one JSON object; returns whether that changed it."""
    client = local_session().client("secretsmanager", endpoint_url=aws_url)
    wanted = json.dumps(dict(settings), sort_keys=True)
    if client.get_secret_value(SecretId=arn).get("SecretString") == wanted:
        return False
    client.put_secret_value(SecretId=arn, SecretString=wanted)
    return True
