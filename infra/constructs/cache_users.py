"""What the users of the cache may do, in the words of Valkey's access lists."""

KEYS = {"agents": ("{*}:*",), "api": ("{*}:*", "rate:*")}
"""By role, which keys it may touch: what belongs to workspaces, and the API also its counts of requests."""
COMMANDS = ("-@all", "+@read", "+@write", "+@scripting", "+@connection", "-@dangerous")
"""What all may do with theirs: nothing that looks at, empties or changes the cache as a whole."""


def access_string(role: str) -> str:
    """The rules of a role's user."""
    return " ".join(["on", *(f"~{key}" for key in KEYS[role]), *COMMANDS])
