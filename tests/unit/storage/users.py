"""The users of the cache, who are let in by a token, at a Valkey that keeps them to what the template says they may."""

from botocore.credentials import Credentials

from astromedia.storage.cache_access import RoleToken
from infra.constructs.cache_users import KEYS, access_string

CREDENTIALS = Credentials("AKIDEXAMPLE", "secret", "session")


def token_of(role: str) -> RoleToken:
    """What lets in whoever runs in that role."""
    return RoleToken("astromedia-dev-cache", f"astromedia-dev-{role}", CREDENTIALS, "eu-west-1")


def access_list() -> str:
    """The lines by which a Valkey knows them, and takes any token: whether a role may connect only AWS can tell."""
    users = [f"user astromedia-dev-{role} nopass {access_string(role)}" for role in KEYS]
    return "\n".join(["user default off", *users, ""])
