"""What is known of AWS's services is what botocore knows, without looking through all of them."""

import pytest
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import Loader

from astromedia.storage.descriptions import Descriptions

USED = ("dynamodb", "events", "lambda", "s3", "scheduler", "secretsmanager", "sesv2", "ssm", "stepfunctions")
KINDS = ("service-2", "endpoint-rule-set-1")


@pytest.mark.parametrize("kind", KINDS)
def test_every_service_is_there(kind: str) -> None:
    assert set(Loader().list_available_services(kind)) <= set(Descriptions().list_available_services(kind))


@pytest.mark.parametrize("service", USED)
@pytest.mark.parametrize("kind", KINDS)
def test_a_service_is_described_as_by_botocore(service: str, kind: str) -> None:
    assert Descriptions().load_service_model(service, kind) == Loader().load_service_model(service, kind)


def test_what_is_no_service_or_has_no_such_description_is_refused() -> None:
    with pytest.raises(UnknownServiceError):
        Descriptions().load_service_model("dynamo", "service-2")
    with pytest.raises(DataNotFoundError):
        Descriptions().load_service_model("events", "resources-1")
