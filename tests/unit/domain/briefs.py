"""Briefs for tests: a plain one, changed as a test needs."""

from typing import Any

from astromedia.domain.brief import Brief


def brief_data(**changes: Any) -> dict[str, Any]:
    """A valid brief as a client sends it."""
    return {
        "company": {
            "name": "Northwind Labs",
            "industry": "software",
            "description": "We make planning software for small factories.",
            "offer": "a production planner that fits on one screen",
            "differentiators": ["set up in a day", "works offline"],
        },
        "goals": ["200 trial sign-ups", "Meet 30 factory owners"],
        "audience": {"description": "owners of small factories", "location": "Ohio", "pains": ["late orders"]},
        "budget": {"amount": "2500.00", "currency": "USD"},
        "start": "2027-03-01",
        "end": "2027-03-28",
        "time_zone": "America/New_York",
        "tone": "plain and confident",
        "channels": ["linkedin", "x", "email"],
        "languages": ["en"],
    } | changes


def brief(**changes: Any) -> Brief:
    """The same, validated."""
    return Brief.model_validate(brief_data(**changes))
