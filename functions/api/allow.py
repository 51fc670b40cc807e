"""Which methods an address takes: of all its operations, not only of the one that was looked at first."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match


class Addresses:
    """The operations of the API by where they are."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = tuple(route for route in routes if isinstance(route, APIRoute))

    def methods(self, request: Request) -> tuple[str, ...]:
        """The methods that the request's address takes, in order; empty if there is nothing at it."""
        there = (route for route in self._routes if route.matches(request.scope)[0] is not Match.NONE)
        return tuple(sorted({method for route in there for method in route.methods or ()}))
