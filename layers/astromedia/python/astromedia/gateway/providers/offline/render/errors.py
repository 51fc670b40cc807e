"""What can go wrong while rendering."""

from astromedia.domain.errors import AstroError


class RenderFailed(AstroError):
    """The encoder is not installed, or it stopped; the message says which, and its own last words."""

    title = "Offline render failed"
