"""The last lines of an email: who sends it, from where, and how to stop it. The mailing tool fills in what it knows."""

from astromedia.domain.channels import Channel
from astromedia.gateway.providers.offline.compose.phrasebook import entries
from astromedia.gateway.providers.offline.compose.scope import Scope
from astromedia.gateway.providers.offline.compose.writer import Writer


def footer(writer: Writer, scope: Scope) -> str:
    """What every text for the scope's channel ends with, set off as a paragraph; nothing unless it is an email."""
    if scope.channel != Channel.EMAIL:
        return ""
    phrase = entries("body.footer")[0][scope.language][0]
    return f"\n\n{writer.fill(phrase, scope)}"
