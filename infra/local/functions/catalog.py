"""The functions that the local cloud knows: their settings, cached until a deploy changes them."""

from http import HTTPStatus

import aiohttp

from infra.local.functions.settings import Addresses, FunctionSettings, from_api


def short_name(reference: str, qualifier: str = "") -> str:
    """The function in a name, an ARN or a partial ARN: `f`, or `f:live` if a version or an alias is meant.

    `qualifier` is what the request says of that besides.
    """
    parts = reference.split(":")
    named = parts[parts.index("function") + 1 :] if "function" in parts else parts
    return ":".join([named[0], *filter(None, [*named[1:2], qualifier][:1])])


class Catalog:
    """Looks functions up in the local cloud."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._known: dict[str, FunctionSettings] = {}

    @property
    def aws(self) -> str:
        """The URL of the local cloud."""
        return self._addresses.aws

    def refresh(self) -> None:
        """Forget every setting: a deploy may have changed them."""
        self._known.clear()

    async def find(self, name: str) -> FunctionSettings | None:
        """The settings of the function (or the version or alias of it) called `name`, or None when there is none."""
        if name not in self._known:
            settings = await self._fetch(name)
            if settings is None:
                return None
            self._known[name] = settings
        return self._known[name]

    async def _fetch(self, name: str) -> FunctionSettings | None:
        url = f"{self._addresses.aws}/_local/function"
        async with aiohttp.ClientSession() as session, session.post(url, data=name) as answer:
            if answer.status == HTTPStatus.NOT_FOUND:
                return None
            answer.raise_for_status()
            return from_api(await answer.json(content_type=None), self._addresses)
