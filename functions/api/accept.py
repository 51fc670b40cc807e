"""What a client would like to get: the Accept header (RFC 9110, 12.5.1)."""


def quality(accept: str, media_type: str) -> float:
    """How much `accept` wants `media_type`, 0 to 1: what the most specific range that fits says."""
    kind = media_type.partition("/")[0]
    ranges = dict(_range(part) for part in accept.split(","))
    return next((ranges[name] for name in (media_type, f"{kind}/*", "*/*") if name in ranges), 0.0)


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    given = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return name, float(given)
    except ValueError:
        return name, 0.0
