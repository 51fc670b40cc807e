"""Keys of the edge that CloudFormation cannot make or change by itself (docs/edge.md):

    python -m infra.keys origin ARN      a new value of what CloudFront shows the API, in the secret ARN
    python -m infra.keys downloads ARN   a new pair of keys for links to files, the private one in the secret ARN

Both print what is to be deployed then, and nothing secret.
"""

import argparse
import json
import secrets
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import boto3
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from infra.deployment import key_name

Content = dict[str, Any]
BYTES = 32


def rotate_origin(content: Mapping[str, Any]) -> Content:
    """With a new current value, and the one that was current until now: CloudFront still shows that one for a while."""
    return {"current": secrets.token_hex(BYTES), "previous": content["current"]}


def new_download_key(content: Mapping[str, Any]) -> Content:
    """With a new private key besides those there are, one of which signs until the new one is deployed."""
    private = generate_private_key(SECP256R1())
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {**content, key_name(public_half(plain)): plain}


def public_half(private: str) -> str:
    """What belongs to a private key (PEM), as the template takes it: base64 without line breaks."""
    key = load_pem_private_key(private.encode(), password=None).public_key()
    return b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def change(arn: str, changed: Callable[[Mapping[str, Any]], Content]) -> tuple[Content, str]:
    """Put into the secret what `changed` makes of it; that, and the id of the version that it has now."""
    client = boto3.client("secretsmanager", region_name=arn.split(":")[3])
    content = changed(json.loads(client.get_secret_value(SecretId=arn)["SecretString"]))
    return content, client.put_secret_value(SecretId=arn, SecretString=json.dumps(content))["VersionId"]


def _origin(arn: str) -> str:
    _, version = change(arn, rotate_origin)
    return f"The API takes the new value now, and the old one too. Deploy -c origin_version={version}"


def _downloads(arn: str) -> str:
    content, _ = change(arn, new_download_key)
    (*_, newest) = content.values()
    return f"Put the public half, which is not secret, first into download_keys and deploy:\n{public_half(newest)}"


KINDS = {"origin": _origin, "downloads": _downloads}


def main(arguments: Sequence[str]) -> None:
    """Do what is asked, and say what follows."""
    parser = argparse.ArgumentParser(description="Make and change the keys of the edge.")
    parser.add_argument("key", choices=KINDS)
    parser.add_argument("arn", help="of the secret that holds it")
    asked = parser.parse_args(arguments)
    sys.stdout.write(f"{KINDS[asked.key](asked.arn)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
