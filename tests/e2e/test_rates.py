"""The limits of the product, on a cloud of their own: what a client says of its address does not help it."""

from pathlib import Path

import httpx

from infra.local import LocalCloud


def test_a_spoofed_address_buys_no_tries(tmp_path: Path) -> None:
    with (
        LocalCloud(tmp_path / ".local", environ={"MODEL_CHAIN": "offline"}) as cloud,
        httpx.Client(base_url=cloud.endpoints.api_url, timeout=60) as http,
    ):
        answers = [
            http.post(
                "/v1/auth/login",
                json={"email": f"user{n}@example.com", "password": "wrong horse battery"},
                headers={"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"},
            )
            for n in range(7)
        ]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
        assert 800 < int(answers[-1].headers["Retry-After"]) <= 901
        assert answers[0].headers["RateLimit-Policy"] == '"standard";q=100;w=60, "auth";q=5;w=900'
        assert http.get("/health/live").headers["RateLimit"].startswith('"free"')
