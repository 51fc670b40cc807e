"""How operations are registered: cheaply, as a process has some hundred and is asked for one first."""

import warnings
from collections.abc import Callable
from functools import partial
from threading import RLock
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.routing import compile_path

from astromedia.domain.model import Model
from astromedia.kit.start import build

from .access import operation_id
from .messages.base import Message
from .rates import count_tries

_ONE_AT_A_TIME = RLock()

# FastAPI gives pydantic a message with the name of its parameter, and hushes what pydantic says of that. A message that
# is built when first read (messages.base) has it said later.
warnings.filterwarnings("ignore", category=UnsupportedFieldAttributeWarning)


class LateRoute(APIRoute):
    """Knows its address and its name; what it takes and answers is worked out when it is first asked for.

    FastAPI does that when a route is made, which was a seventh of the API's cold start.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._rest: Callable[[], None] | None = partial(super().__init__, path, endpoint, **options)
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.name, self.summary = endpoint.__name__, options["summary"]
        self.methods = {method.upper() for method in options["methods"]}
        self.include_in_schema = options["include_in_schema"]

    def __getattr__(self, name: str) -> Any:
        """Whatever else a route has, asked for before it was finished."""
        self.finish()
        return object.__getattribute__(self, name)

    def finish(self) -> None:
        """Work out the rest, unless that was done."""
        with _ONE_AT_A_TIME:
            rest, self._rest = self._rest, None
            if rest:
                rest()


class Noun(APIRouter):
    """The operations of one noun. Tries of passwords and the like are counted in all of them."""

    def __init__(self, prefix: str = "", *, tag: str) -> None:
        super().__init__(
            prefix=prefix,
            tags=[tag],
            dependencies=[Depends(count_tries)],
            route_class=LateRoute,
            generate_unique_id_function=operation_id,
        )


def finish(app: FastAPI) -> None:
    """Work out, and build, all that is put off until it is asked for."""
    for route in app.routes:
        if isinstance(route, LateRoute):
            route.finish()
    build(Model)
    build(Message)
