"""An init that is not let in yet: what it would have done ahead, the first event does."""

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from astromedia.bootstrap.snapshots import as_far_as_let
from astromedia.domain.errors import ConfigurationError
from astromedia.kit.settings import SettingsError
from tests.logged import lines


def denied() -> ClientError:
    return ClientError({"Error": {"Code": "AccessDeniedException", "Message": "not yet"}}, "GetSecretValue")


def failing(error: Exception) -> None:
    @as_far_as_let
    def work() -> None:
        raise error

    work()


@pytest.mark.parametrize(
    "error", [denied(), ConnectTimeoutError(endpoint_url="https://aws"), ConfigurationError("no JSON")]
)
def test_what_may_be_read_later_ends_no_init(error: Exception) -> None:
    with lines() as written:
        failing(error)
    (line,) = written
    assert (line["level"], line["error"]) == ("WARNING", type(error).__name__)


@pytest.mark.parametrize("error", [SettingsError("CAMPAIGNS_TABLE: missing"), ImportError("no such SDK")])
def test_what_no_time_mends_stops_the_process(error: Exception) -> None:
    with pytest.raises(type(error)):
        failing(error)
