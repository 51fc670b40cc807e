"""Whose budgets a call draws from. Pure."""

from datetime import datetime

from astromedia.domain.budget import Scope, ScopeKind, month_of


def scopes_of(
    campaign_id: str, at: datetime, user_id: str | None = None, api_key_id: str | None = None
) -> tuple[Scope, ...]:
    """The scopes of a call made `at` this moment: the workspace's month, the user's, the campaign, the API key."""
    month = month_of(at)
    user = (Scope(ScopeKind.USER, user_id, month),) if user_id else ()
    api_key = (Scope(ScopeKind.API_KEY, api_key_id),) if api_key_id else ()
    return (Scope(ScopeKind.WORKSPACE, "", month), *user, Scope(ScopeKind.CAMPAIGN, campaign_id), *api_key)
