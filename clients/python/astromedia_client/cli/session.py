"""What every command starts with: its common options, the API they lead to, and a place to write."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console, RenderableType

from ..client import Client
from ..credentials import Credentials, SavedLogin, SavedTokens, config_folder
from ..endpoints import find_api_url
from ..errors import InputProblem, NotLoggedIn
from .surroundings import Surroundings

ApiUrl = Annotated[
    str | None,
    typer.Option(
        "--api-url",
        metavar="URL",
        help="The API. Default: ASTROMEDIA_API_URL, else the local cloud of the project you are in.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output, and nothing else.")]
KEY_OPTION, KEY_VARIABLE = "--api-key", "ASTROMEDIA_API_KEY"
ApiKey = Annotated[
    str | None,
    typer.Option(
        KEY_OPTION,
        metavar="KEY",
        help=f"Act by this API key instead of a login. Others on this machine can see it: {KEY_VARIABLE} is safer.",
    ),
]
CampaignId = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's id.")]

PIPE_WIDTH = 200
"""Columns of a table that is not shown on a terminal: nothing in it is cut or folded."""


def console(*, stderr: bool = False) -> Console:
    """A console for standard output (or error) that does not interpret what it writes."""
    made = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    if not made.is_terminal:
        made.width = PIPE_WIDTH
    return made


def begin(context: typer.Context, api_key: ApiKey = None) -> None:
    """AstroMedia: a brief goes in, a finished and costed campaign comes out."""
    context.meta[KEY_OPTION] = api_key


class Session:
    """One command, talking to one API by the API key that was given, or as whoever is logged in there."""

    def __init__(self, context: typer.Context, api_url: str | None, *, as_json: bool) -> None:
        self.surroundings = Surroundings.of(context)
        self.api_url = find_api_url(api_url, self.surroundings.environ, self.surroundings.cwd)
        self.credentials = Credentials(config_folder(self.surroundings.environ))
        self.as_json = as_json
        self.notes = console(stderr=as_json)
        self._context = context

    def login(self) -> SavedLogin:
        """The saved login. NotLoggedIn if there is none, or its time is over and it cannot be refreshed."""
        login = self.credentials.get(self.api_url)
        if login is None:
            raise NotLoggedIn(f"not logged in at {self.api_url}; run `astromedia login` or `astromedia register`")
        if login.expires_at <= self.surroundings.now():
            raise NotLoggedIn(f"the login at {self.api_url} has expired; run `astromedia login`")
        return login

    def connect(self) -> Client:
        """The API by the key that was given, or as the user who is logged in; closed when the command ends.

        InputProblem if the key cannot be one; NotLoggedIn.
        """
        key = self._key()
        return self._client(None, key) if key else self._client(self.login().access_token)

    def connect_unknown(self) -> Client:
        """The API without credentials, closed when the command ends."""
        return self._client(None)

    def show(self, data: Mapping[str, Any], rendered: RenderableType) -> None:
        """The command's result: `data` with --json, else what people read."""
        if self.as_json:
            plain = (sys.stdout.encoding or "").lower() not in {"utf-8", "utf8"}
            typer.echo(json.dumps(data, indent=2, ensure_ascii=plain))
        else:
            self.notes.print(rendered, soft_wrap=not self.notes.is_terminal)

    def show_list(self, items: Sequence[BaseModel], rendered: RenderableType) -> None:
        """A list as the result."""
        self.show({"items": [item.model_dump(mode="json") for item in items]}, rendered)

    def _key(self) -> str | None:
        option, variable = self._context.meta.get(KEY_OPTION), self.surroundings.environ.get(KEY_VARIABLE)
        given = {KEY_OPTION: option, KEY_VARIABLE: variable}
        source, key = next(((source, key.strip()) for source, key in given.items() if key), ("", None))
        if key is not None and not (key.isascii() and key.isprintable() and key):
            raise InputProblem(f"{source}: is not an API key; those begin with am_live_")
        return key

    def _client(self, token: str | None, api_key: str | None = None) -> Client:
        network, sleep = self.surroundings.network, self.surroundings.sleep
        tokens = SavedTokens(self.credentials, self.api_url, self.surroundings.now)
        client = Client(self.api_url, token, network=network, sleep=sleep, api_key=api_key, tokens=tokens)
        self._context.call_on_close(client.close)
        return client
