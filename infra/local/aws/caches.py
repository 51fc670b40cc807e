"""The users of the cache: what the template lets them do there is what the local Valkey lets them do."""

from collections.abc import Callable, Mapping
from typing import Any

from valkey import Valkey

from infra.local.aws.library import provisioners
from infra.local.hooks import Hook

Handler = Callable[..., Any]


class Users:
    """The users of the Valkey at `url`, who are remembered by it. AWS lets one in whose role may connect as him; here
    whoever says that he is one is let in, and then may do what that one may."""

    def __init__(self, url: str) -> None:
        self._url = url

    def hooks(self) -> list[Hook]:
        kind = provisioners._RESOURCE_HANDLERS["AWS::ElastiCache::User"]
        return [
            Hook(
                name="cache-users",
                why="ministack remembers users of caches, but no cache knows them.",
                places=[(kind, "create"), (kind, "update")],
                make=self._then_let_in,
            ),
            Hook(
                name="cache-users-removed",
                why="The same for those that are no more.",
                places=[(kind, "delete")],
                make=self._then_shut_out,
            ),
        ]

    def _then_let_in(self, stock: Handler) -> Handler:
        def handle(*arguments: Any, **named: Any) -> Any:
            done = stock(*arguments, **named)
            # (logical id, properties, stack) of what is made, (id, old, new, stack, ...) of what is changed.
            properties: Mapping[str, Any] = next(each for each in arguments[2::-1] if isinstance(each, Mapping))
            rules = str(properties["AccessString"]).split()
            self._tell("ACL", "SETUSER", str(properties["UserId"]), "reset", "nopass", *rules)
            return done

        return handle

    def _then_shut_out(self, stock: Handler) -> Handler:
        def handle(physical_id: str, *others: Any) -> Any:
            done = stock(physical_id, *others)
            self._tell("ACL", "DELUSER", physical_id)
            return done

        return handle

    def _tell(self, *command: str) -> None:
        with Valkey.from_url(self._url, socket_timeout=5) as client:
            client.execute_command(*command)
            client.execute_command("ACL", "SAVE")
