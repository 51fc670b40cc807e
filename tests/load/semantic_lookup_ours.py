"""Our semantic index over a real Valkey, for the lookup bench."""

from collections.abc import Callable, Sequence

from astromedia.gateway.calls import Purpose, TextCall
from astromedia.gateway.semantic.index import SemanticCache
from astromedia.storage.valkey import ValkeyCache

SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
WORKSPACE, CAMPAIGN = "01J00000000000000000000001", "01J00000000000000000000002"


def lookup(cache_url: str, prompts: Sequence[str]) -> Callable[[str], bool]:
    """Keeps `prompts` as answered calls of one agent; gives what tells whether one asks for a text."""
    index = SemanticCache(ValkeyCache(cache_url), random=lambda: 1.0)
    for number, prompt in enumerate(prompts):
        index.keep(_call(prompt), f"key-{number}")
    return lambda text: index.find(_call(text)) is not None


def _call(text: str) -> TextCall:
    purpose = Purpose(
        workspace_id=WORKSPACE,
        campaign_id=CAMPAIGN,
        phase="copy",
        revision=1,
        request_id="R1",
        agent="writer",
        step="draft",
    )
    return TextCall(
        purpose=purpose, language="en", instructions="Do what is asked.", inputs={"request": text}, json_schema=SCHEMA
    )
