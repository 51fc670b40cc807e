"""What anybody needs who verifies our access tokens."""

from fastapi import Response

from ..dependencies import UseCases
from ..messages.sessions import KeyAnswer, KeysAnswer
from ..routing import Noun

router = Noun(tag="accounts")

KEPT = "public, max-age=300"


@router.get("/.well-known/jwks.json", summary="List signing keys")
async def signing_keys(use: UseCases, response: Response) -> KeysAnswer:
    """The public keys of access tokens, by the `kid` in a token's header (JWKS, RFC 7517)."""
    response.headers["Cache-Control"] = KEPT
    return KeysAnswer(keys=[KeyAnswer(**key) for key in use.sessions.signing_keys()])
