"""`ETag`: what state a single resource is in. `If-None-Match` saves reading it again, `If-Match` overwriting others."""

import hashlib
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from astromedia.domain.versions import Versions

from .access import operation_id
from .middleware import Middleware

TAG, UNLESS, IF = "ETag", "If-None-Match", "If-Match"
VERSION, EDITION, REVISION = "version", "edition", "revision"
TAGGED: Mapping[str, str] = {
    **dict.fromkeys(("create_a_campaign", "read_a_campaign", "change_a_campaign"), VERSION),
    **dict.fromkeys(("launch_a_campaign", "pause_a_campaign", "resume_a_campaign"), VERSION),
    **dict.fromkeys(("cancel_a_campaign", "retry_a_campaign"), VERSION),
    **dict.fromkeys(("create_a_schedule", "read_a_schedule", "change_a_schedule"), VERSION),
    **dict.fromkeys(("pause_a_schedule", "resume_a_schedule"), VERSION),
    **dict.fromkeys(("write_a_playbook", "read_a_playbook", "change_a_playbook"), EDITION),
    **dict.fromkeys(("define_an_agent", "read_an_agent", "change_an_agent"), EDITION),
    "read_a_phase": REVISION,
    **dict.fromkeys(("complete_an_upload", "read_an_asset"), VERSION),
}
"""What is answered with a tag, by operation, and the field that counts its changes."""
GUARDED = frozenset(
    {
        "change_a_campaign",
        *("change_a_schedule", "delete_a_schedule"),
        *("change_a_playbook", "delete_a_playbook"),
        *("change_an_agent", "delete_an_agent"),
    }
)
"""What can be asked for on condition of a version."""
STRONG = re.compile(r'(?:^|,)\s*"(\d{1,18})\.[0-9a-f]+"(?=\s*(?:,|$))')
ANY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def tag_of(body: bytes, field: str) -> str:
    """A strong tag: how often it was changed, and what exactly is answered."""
    version = json.loads(body).get(field) or 0
    return f'"{version}.{hashlib.sha256(body).hexdigest()[:16]}"'


async def if_match(request: Request) -> Versions:
    """The versions that the request may change. A tag that is none of ours stands for none."""
    wanted = request.headers.getlist(IF)
    if not wanted or any(each.strip() == "*" for each in wanted):
        return None
    return frozenset(int(version) for version in STRONG.findall(",".join(wanted)))


IfMatch = Annotated[Versions, Depends(if_match)]


class EntityTags(Middleware):
    """Tags what is answered by the operations above; answers 304 to who has it already."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            if held or (message["type"] == "http.response.start" and _field(scope, message) is not None):
                held.append(message)
            else:
                await send(message)

        await self.app(scope, receive, hold)
        for message in _tagged(scope, held) if held else ():
            await send(message)


def _field(scope: Scope, start: Message) -> str | None:
    route = scope.get("route")
    if not isinstance(route, APIRoute) or start["status"] >= HTTPStatus.BAD_REQUEST:
        return None
    return TAGGED.get(operation_id(route))


def _tagged(scope: Scope, held: list[Message]) -> list[Message]:
    start, *rest = held
    field = _field(scope, start)
    headers = MutableHeaders(scope=start)
    # What is replayed was tagged when it was answered first.
    if field is not None and TAG not in headers:
        headers[TAG] = tag_of(b"".join(part.get("body", b"") for part in rest), field)
    if scope["method"] != "GET" or not _has(scope, headers[TAG]):
        return held
    bare = [(name, value) for name, value in start["headers"] if name not in (b"content-length", b"content-type")]
    return [{**start, "status": HTTPStatus.NOT_MODIFIED.value, "headers": bare}, {"type": "http.response.body"}]


def _has(scope: Scope, tag: str) -> bool:
    """Whether the client has what `tag` stands for. Weak tags count here (RFC 9110, 13.1.2)."""
    given = ",".join(Headers(scope=scope).getlist(UNLESS)).strip()
    return given == "*" or tag in ANY_TAG.findall(given)
