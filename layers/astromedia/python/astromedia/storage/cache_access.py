"""How functions are let in by ElastiCache: as a user of the cache, by their own role (docs/adr/0017)."""

from typing import TYPE_CHECKING, Any

from valkey.credentials import CredentialProvider

from .clients import session

if TYPE_CHECKING:
    from botocore.credentials import Credentials

SECONDS = 900
"""How long a token lets in. A connection that it opened stays open for up to 12 hours."""
SERVICE = "elasticache"


def secured(url: str) -> dict[str, Any]:
    """What a client of `url` is told besides. Over TLS it would take any certificate that some authority signed, and
    give whoever shows it our token: it is to be that of the host of the URL."""
    return {"ssl_check_hostname": True} if url.startswith("valkeys://") else {}


class RoleToken(CredentialProvider):
    """The credentials of `user` at the cache called `cache`: for each connection a request that is signed here, which
    asks nobody and takes a fraction of a millisecond. AWS finds out whether our role may connect as that user."""

    def __init__(self, cache: str, user: str, credentials: "Credentials | None" = None, region: str = "") -> None:
        self._cache = cache
        self._user = user
        self._credentials = credentials
        self._region = region

    def get_credentials(self) -> tuple[str, str]:
        return self._user, self._token()

    def _token(self) -> str:
        from botocore.auth import SigV4QueryAuth
        from botocore.awsrequest import AWSRequest

        query = {"Action": "connect", "User": self._user, "ResourceType": "ServerlessCache"}
        request = AWSRequest("GET", f"https://{self._cache}/", params=query)
        credentials, region = self._known()
        SigV4QueryAuth(credentials, SERVICE, region, expires=SECONDS).add_auth(request)
        return str(request.url).removeprefix("https://")

    def _known(self) -> "tuple[Credentials, str]":
        """What is given, or else what the environment says; both are remembered, and a role's keys renew themselves."""
        if self._credentials is None:
            found = session().get_credentials()
            if found is None:
                raise RuntimeError("there are no AWS credentials to open the cache with")
            self._credentials, self._region = found, str(session().get_config_variable("region"))
        return self._credentials, self._region
