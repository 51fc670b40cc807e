"""Whoever is logged in for longer than an access token lasts."""

from collections.abc import Generator

import httpx


class SignedIn(httpx.Auth):
    """Logs in at the first request, and again when the API refuses the token as it has expired."""

    requires_response_body = True

    def __init__(self, api_url: str, email: str, password: str) -> None:
        self._login = httpx.Request("POST", f"{api_url}/v1/auth/login", json={"email": email, "password": password})
        self.authorization = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """httpx's own: every request that is yielded is sent, and its answer comes back."""
        if self.authorization:
            request.headers["Authorization"] = self.authorization
            if (yield request).status_code != httpx.codes.UNAUTHORIZED:
                return
        token = (yield self._login).raise_for_status().json()["access_token"]
        request.headers["Authorization"] = self.authorization = f"Bearer {token}"
        yield request
