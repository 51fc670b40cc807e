"""Keys of the edge that CloudFormation cannot make or change by itself (docs/edge.md):

    python -m infra.keys origin ARN      a new value of what CloudFront shows the API, in the secret ARN

It prints what is to be deployed then, and nothing secret.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import boto3

Content = dict[str, Any]
BYTES = 32


def rotate_origin(content: Mapping[str, Any]) -> Content:
    """With a new current value, and the one that was current until now: CloudFront still shows that one for a while."""
    return {"current": secrets.token_hex(BYTES), "previous": content["current"]}


def change(arn: str, changed: Callable[[Mapping[str, Any]], Content]) -> str:
    """Put into the secret what `changed` makes of it; the id of the version that it has now."""
    client = boto3.client("secretsmanager", region_name=arn.split(":")[3])
    content = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    return client.put_secret_value(SecretId=arn, SecretString=json.dumps(changed(content)))["VersionId"]


def main(arguments: Sequence[str]) -> None:
    """Do what is asked, and say what follows."""
    parser = argparse.ArgumentParser(description="Make and change the keys of the edge.")
    parser.add_argument("key", choices=["origin"])
    parser.add_argument("arn", help="of the secret that holds it")
    asked = parser.parse_args(arguments)
    version = change(asked.arn, rotate_origin)
    sys.stdout.write(
        f"The API takes the new value, and the old one until the next. Deploy -c origin_version={version}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
